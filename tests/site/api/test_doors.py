"""Every call × every role × its scope, from the description; and the door itself.

The table says in words of its own who may make which call; a call that is not in it fails.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.conf import settings as site
from django.test import Client
from django.urls import get_resolver

from boji.api import call as call_module
from boji.api import forms
from boji.api.calls import CALLS
from boji.api.description import description
from boji.platform.models import User
from boji.platform.roles import Role
from boji.platform.routes import ByToken, rule_of
from boji.tokens.models import Token
from boji.tokens.rules import Scope
from tests.site.api.conftest import ROOT, MakeProgram, Program, body_of, token_of
from tests.site.conftest import Account

ALL = set(Role)
PAY, SCORES = {Role.FINANCE, Role.HR}, {Role.HR, Role.APPRAISER}
PEOPLE = {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST}
SESSIONS = {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR}

# Each call: the scope that it asks for, and the roles to which it is open of somebody else.
MAY: dict[str, tuple[str | None, set[Role]]] = {
    "approve_period": ("write:periods", PAY),
    "calculate_period": ("write:periods", {Role.FINANCE}),
    "cancel_job": (None, ALL),  # one's own
    "change_person": ("write:people", {Role.HR, Role.ANALYST}),
    "check_off_period": ("write:periods", {Role.FINANCE}),
    "check_period": ("read:checks", {Role.FINANCE, Role.ANALYST}),
    "download_pay_file": ("read:pay_files", {Role.FINANCE}),
    "explain_scorecard": ("read:scores", SCORES),
    "explain_statement": ("read:statements", PAY),
    "import_rows": ("write:imports", {Role.ANALYST}),
    "import_uploads": ("write:imports", {Role.ANALYST}),
    "list_costs": ("read:costs", PAY),
    "list_disputes": ("read:disputes", ALL),  # narrowed by its query
    "list_imports": ("read:imports", {Role.ANALYST}),
    "list_jobs": (None, ALL),
    "list_metric_values": ("read:metrics", SESSIONS),
    "list_metrics": ("read:metrics", SESSIONS),
    "list_outcomes": ("read:outcomes", SCORES),
    "list_people": ("read:people", PEOPLE),
    "list_periods": ("read:periods", PAY),
    "list_quarantined": ("read:imports", {Role.ANALYST}),
    "list_scorecards": ("read:scores", SCORES),
    "list_statements": ("read:statements", PAY),
    "list_team_scorecards": ("read:scores", SCORES),
    "lock_period": ("write:periods", PAY),
    "pay_period": ("write:periods", {Role.FINANCE}),
    "reopen_period": ("write:periods", {Role.FINANCE}),
    "show_dispute": ("read:disputes", ALL),  # narrowed by its query
    "show_import": ("read:imports", {Role.ANALYST}),
    "show_job": (None, ALL),
    "show_period": ("read:periods", PAY),
    "show_person": ("read:people", PEOPLE),
    "show_scorecard": ("read:scores", SCORES),
    "show_statement": ("read:statements", PAY),
    "show_token": (None, ALL),
    "undo_import": ("write:imports", {Role.ANALYST}),
}
# Of these also one's own is open, whatever the role.
OWN = {"show_statement", "explain_statement", "show_scorecard", "explain_scorecard"}

OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, operations in description()["paths"].items()
    for method, operation in operations.items()
}
VALUES = {"{period}": "2026-03", "{person_id}": "A", "{number}": "1"}


def _filled(path: str) -> str:
    for part, value in VALUES.items():
        path = path.replace(part, value)
    return path


def _asked(program: Program, name: str) -> Any:
    """A call with a body that does nothing; whoever is let in gets any answer but 403 and the plain 404."""
    method, path, _ = OPERATIONS[name]
    path = _filled(path).removeprefix(ROOT)
    if method == "GET":
        query: dict[str, Any] = {"metric": "gmv", "period": "2026-03", "by": "session"}
        return program.get(path, **(query if "values" in path else {}))
    return program.post(path, {"unknown": 1})


def test_every_call_has_a_row_here() -> None:
    assert set(OPERATIONS) == set(MAY) == {call.name for call in CALLS}
    assert {name: one[2]["x-scope"] for name, one in OPERATIONS.items()} == {
        name: scope for name, (scope, _) in MAY.items()
    }
    assert set(MAY) >= OWN


def test_every_address_of_the_api_is_described_and_asks_for_a_token() -> None:
    found = {
        "/" + str(pattern.pattern).replace("<", "{").replace(">", "}")
        for pattern in get_resolver().url_patterns
        if isinstance(rule_of(pattern), ByToken)  # type: ignore[arg-type]
    }
    assert found == set(description()["paths"]) | {"/api/v1/{path:rest}"}


def test_no_two_forms_have_one_name() -> None:
    """In the description a form is known by its name alone."""

    def below(kind: type[object]) -> list[type[object]]:
        found: list[type[object]] = []
        for each in kind.__subclasses__():
            found += [each, *below(each)]
        return found

    names = [one.__name__ for one in below(forms.Form)] + [call_module.ProblemForm.__name__]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.usefixtures("company")
def test_a_call_is_open_to_those_whom_the_table_names(role: Role, program: MakeProgram) -> None:
    """Every call with a token of all scopes, as if the account had given them when it had more rights."""
    one = program(role, name=f"one-{role}", person_id="Z")
    Token.objects.update(scopes=[scope.value for scope in Scope])
    for name, (_, roles) in MAY.items():
        answer = _asked(one, name)
        is_shut = answer.status_code == 404 and body_of(answer)["type"] == "urn:boji:problem:absent"
        if role in roles:
            thing_is_absent = name in ("show_dispute", "show_job", "cancel_job")
            assert is_shut == thing_is_absent, (name, answer.content.decode())
        else:
            assert is_shut, (name, answer.status_code)


@pytest.mark.usefixtures("company")
def test_one_owns_what_is_open(program: MakeProgram) -> None:
    """An account without any role reads its own, and nothing else."""
    own = program(person_id="A", name="own")
    Token.objects.update(scopes=[scope.value for scope in Scope])
    for name, (_, roles) in MAY.items():
        status = _asked(own, name).status_code
        thing_is_absent = name in ("show_dispute", "show_job", "cancel_job")
        assert (status == 404) == (thing_is_absent or (name not in OWN and roles != ALL)), name


@pytest.mark.usefixtures("company")
def test_a_token_does_only_what_its_scope_says(account: Account) -> None:
    """All other scopes together do not open a call, whatever the account may."""
    user = account("mighty", *Role)
    for scope in Scope:
        one = Program(token_of(user, *(set(Scope) - {scope})))
        for name, (needed, _) in MAY.items():
            if needed == scope.value:
                assert _asked(one, name).status_code == 403, name


@pytest.mark.usefixtures("company")
def test_rights_that_were_taken_end_at_once(program: MakeProgram) -> None:
    finance = program(Role.FINANCE, name="fang")
    assert finance.get("periods").status_code == 200
    User.objects.get(username="fang").role_grants.all().delete()
    assert finance.get("periods").status_code == 404


# ---- The door


@pytest.mark.usefixtures("company")
def test_absent_and_not_open_are_the_same_answer(program: MakeProgram) -> None:
    analyst = program(Role.ANALYST)
    Token.objects.update(scopes=[scope.value for scope in Scope])
    shut = analyst.get("statements/2026-03/A")
    absent = analyst.get("statements/2026-03/nobody")
    assert (shut.status_code, shut.content) == (absent.status_code, absent.content)
    nowhere = Client().get(f"{ROOT}no/such/thing", headers={"Accept-Language": "en"})
    assert (nowhere.status_code, nowhere.content) == (shut.status_code, shut.content)


@pytest.mark.usefixtures("company")
def test_cookies_open_nothing_and_change_nothing(account: Account, program: MakeProgram) -> None:
    """That is why no call needs protection against forged forms: a browser sends no token by itself."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account("mighty", *Role), backend="django.contrib.auth.backends.ModelBackend")
    browser.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    for name, (method, path, _) in OPERATIONS.items():
        answer = browser.generic(method, _filled(path), "{}", content_type="application/json")
        assert answer.status_code == 401, name
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert not answer.cookies, name
    anchor = program(Role.ANCHOR, person_id="A")
    anchor.client = browser  # a token beside the cookie of somebody mightier
    assert anchor.get("statements/2026-03/A").status_code == 200
    assert anchor.get("statements/2026-03/B").status_code == 404
    assert anchor.read("token")["person_id"] == "A"


@pytest.mark.usefixtures("company")
def test_a_required_second_factor_does_not_lead_programs_to_sign_in(
    account: Account, program: MakeProgram, settings: object
) -> None:
    settings.BOJI_REQUIRE_SECOND_FACTOR = True  # type: ignore[attr-defined]
    hr = program(Role.HR)
    hr.client.force_login(account("boss", Role.ADMIN), backend="django.contrib.auth.backends.ModelBackend")
    assert hr.get("people").status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic eDp5", "Bearer boji_wrong", "boji_x", "Bearer \xff"]
)
@pytest.mark.usefixtures("workspace")
@pytest.mark.django_db
def test_without_a_valid_token_nothing_opens(header: str) -> None:
    answer = Client().get(f"{ROOT}token", headers={"Authorization": header} if header else {})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.usefixtures("company")
def test_refusals_speak_the_language_asked_for(program: MakeProgram) -> None:
    hr = program(Role.HR)  # an account that reads Chinese
    texts = {
        asked: hr.client.get(
            f"{ROOT}people/x",
            headers={"Authorization": f"Bearer {hr.secret}", **({"Accept-Language": asked} if asked else {})},
        )
        for asked in ("en-GB,en;q=0.9", "zh-CN", "fr", "")
    }
    titles = [json.loads(one.content)["title"] for one in texts.values()]
    assert titles[0].startswith("It is not there")
    assert set(titles[1:]) == {"没有找到，或者不对你开放"}
    assert [one.headers["Content-Language"] for one in texts.values()] == [
        "en",
        "zh-hans",
        "zh-hans",
        "zh-hans",
    ]


@pytest.mark.usefixtures("company")
def test_all_that_is_wrong_is_said_at_once(program: MakeProgram) -> None:
    answer = program(Role.FINANCE).post("periods/2026-03/pay", {"paid_on": "never", "runn": 1})
    assert answer.status_code == 422
    assert {one["place"] for one in body_of(answer)["errors"]} == {"body.paid_on", "body.runn"}


@pytest.mark.usefixtures("company")
def test_a_wrong_method_says_which_there_are(program: MakeProgram) -> None:
    hr = program(Role.HR)
    answer = hr.client.delete(f"{ROOT}imports", headers={"Authorization": f"Bearer {hr.secret}"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


@pytest.mark.usefixtures("company")
def test_too_many_calls_say_when_to_come_again(program: MakeProgram, settings: object) -> None:
    settings.BOJI_API_PER_MINUTE = 2  # type: ignore[attr-defined]
    hr, other = program(Role.HR), program(Role.HR)
    assert [hr.get("token").status_code for _ in range(3)] == [200, 200, 429]
    answer = hr.get("token")
    assert 1 <= int(answer.headers["Retry-After"]) <= 30
    assert body_of(answer)["type"] == "urn:boji:problem:too-often"
    assert other.get("token").status_code == 200


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b'{"reason": "\\u0000"}', 400),
        (b'{"reason": "\\ud800"}', 400),
        (b'{"reason": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"reason": "' + b"x" * 3_000_000 + b'"}', 413),
        (b"", 422),
        (b"null", 422),
        (b"[]", 422),
    ],
)
def test_a_body_that_is_none_is_refused(body: bytes, status: int, program: MakeProgram) -> None:
    finance = program(Role.FINANCE)
    headers = {"Authorization": f"Bearer {finance.secret}", "Idempotency-Key": "k"}
    answer = finance.client.post(
        f"{ROOT}periods/2026-03/reopen", body, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.usefixtures("company")
def test_a_fault_of_ours_is_a_number_and_no_trace(
    program: MakeProgram, monkeypatch: pytest.MonkeyPatch
) -> None:
    hr = program(Role.HR)

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("boji.api.calls.people.people_on", broken)
    headers = {"Authorization": f"Bearer {hr.secret}"}
    answer = hr.client.get(f"{ROOT}people", headers=headers)
    assert answer.status_code == 500
    assert len(body_of(answer)["reference"]) == 8
    assert "secret" not in answer.content.decode()
