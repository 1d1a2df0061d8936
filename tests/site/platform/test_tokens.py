"""Tokens: made by whom, for which scopes, shown once, confirmed, used, counted and revoked."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from django.test import Client

from boji.accounts.rules import AccountRefused
from boji.cli.tokens import commands
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User
from boji.platform.roles import RIGHTS, Right, Role
from boji.tokens import actions
from boji.tokens.models import Token
from boji.tokens.rules import SCOPES, Scope, may_have
from boji.workspace import Workspace
from tests.site.conftest import PASSWORD, Account

from .conftest import SignIn

ASKED = {"name": "每天导入", "days": "90", "scopes": ["write:imports"]}
Recorded = Callable[[], list[str]]

pytestmark = pytest.mark.usefixtures("workspace")


def _secret(page: str) -> str:
    found = re.search(r'value="(boji_[^"]+)"', page)
    assert found is not None, page
    return found[1]


def _made(browser: Client, address: str, **changed: object) -> str:
    answer = browser.post(address, {**ASKED, **changed})
    assert answer.headers.get("Cache-Control") == "no-store", answer.content.decode()
    return _secret(answer.content.decode())


@pytest.fixture
def machine(account: Account) -> Callable[..., User]:
    """An account with which nobody signs in: `machine("robot", Role.FINANCE)`."""

    def make(name: str, *roles: Role) -> User:
        user = account(name, *roles)
        user.set_unusable_password()
        user.save()
        return user

    return make


# ---- Making


def test_a_token_is_shown_once_and_only_its_hash_is_kept(
    account: Account, trusted: SignIn, actions_recorded: Recorded
) -> None:
    account("lin", Role.ANALYST)
    browser = trusted("lin")
    secret = _made(browser, "/me/tokens/")
    assert secret not in browser.get("/me/tokens/").content.decode()
    token = Token.objects.get()
    assert secret not in json.dumps([vars(token), *AuditEntry.objects.values()], default=str)
    assert actions.use(secret).pk == token.pk
    assert actions_recorded() == ["token.made"]


def test_making_one_asks_who_is_there(account: Account, sign_in: SignIn) -> None:
    """Signed in a while ago is not enough, as for other dangerous steps."""
    account("lin", Role.ANALYST)
    browser = sign_in("lin")
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0, "username": "lin"}]
    session.save()
    answer = browser.post("/me/tokens/", ASKED)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/again/")
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": " "}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["read:costs"]}, "scopes"),  # an analyst sees no pay
        ({"scopes": ["everything"]}, "scopes"),
        ({"days": "4000"}, "days"),
    ],
)
def test_what_cannot_be_made_is_said_beside_its_field(
    changed: dict[str, object], says: str, account: Account, trusted: SignIn
) -> None:
    account("lin", Role.ANALYST)
    answer = trusted("lin").post("/me/tokens/", {**ASKED, **changed})
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {says}
    assert not Token.objects.exists()


def test_commands_meet_the_same_bounds(account: Account) -> None:
    user = account("lin", Role.ANALYST)
    for scopes, days in (({Scope.READ_COSTS}, 90), (set(), 90), ({Scope.READ_PEOPLE}, 0)):
        with pytest.raises(AccountRefused):
            actions.make(Actor(None, "cli"), user, "x", scopes, days)


@pytest.mark.parametrize("role", list(Role))
def test_no_scope_is_beyond_a_role(role: Role) -> None:
    """What a role may give, by the table of roles: nothing that opens others' figures without a right."""
    given = {scope for scope in Scope if may_have(scope, RIGHTS[role])}
    own = {Scope.READ_STATEMENTS, Scope.READ_SCORES, Scope.READ_DISPUTES}
    assert own <= given
    assert all(SCOPES[scope].rights & RIGHTS[role] for scope in given - own)
    if Right.SEE_PAY not in RIGHTS[role]:
        assert Scope.READ_COSTS not in given


# ---- For machines, and the second person


def test_an_administrator_makes_tokens_for_machines_only(
    account: Account, machine: Callable[..., User], trusted: SignIn
) -> None:
    account("boss", Role.ADMIN)
    robot, person, anchor = machine("robot", Role.ANALYST), account("lin", Role.ANALYST), machine("tang")
    anchor.person_id = "A01"  # somebody's own pay
    anchor.save()
    browser = trusted("boss")
    secret = _made(browser, f"/tokens/accounts/{robot.pk}/")
    assert actions.use(secret).account == robot
    for other in (person, anchor):
        answer = browser.post(f"/tokens/accounts/{other.pk}/", {**ASKED, "scopes": ["read:scores"]})
        assert answer.status_code == 422
    assert Token.objects.count() == 1


def test_a_token_that_opens_pay_waits_for_a_second_person(
    account: Account, machine: Callable[..., User], trusted: SignIn, actions_recorded: Recorded
) -> None:
    account("boss", Role.ADMIN)
    account("hu", Role.HR)
    robot = machine("robot", Role.FINANCE)
    boss = trusted("boss")
    secret = _made(boss, f"/tokens/accounts/{robot.pk}/", scopes=["read:statements"])
    token = Token.objects.get()
    with pytest.raises(actions.TokenInvalid, match="second person"):
        actions.use(secret)
    boss.post(f"/tokens/{token.pk}/close/confirm/")  # whoever made it does not confirm it
    assert Token.objects.get().waits
    hu = trusted("hu")
    assert "每天导入" in hu.get("/tokens/waiting/").content.decode()
    hu.post(f"/tokens/{token.pk}/close/confirm/")
    assert actions.use(secret).pk == token.pk
    assert actions_recorded() == ["token.made", "token.confirmed"]


def test_a_token_is_declined(account: Account, machine: Callable[..., User], trusted: SignIn) -> None:
    account("boss", Role.ADMIN)
    robot = machine("robot", Role.FINANCE)
    boss = trusted("boss")
    secret = _made(boss, f"/tokens/accounts/{robot.pk}/", scopes=["read:statements"])
    boss.post(f"/tokens/{Token.objects.get().pk}/close/decline/")
    with pytest.raises(actions.TokenInvalid, match="revoked"):
        actions.use(secret)


# ---- Using and ending


def test_a_token_ends(account: Account, trusted: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    user = account("lin", Role.ANALYST)
    browser = trusted("lin")
    first, second = (_made(browser, "/me/tokens/", name=name) for name in ("甲", "乙"))
    browser.post(f"/tokens/{actions.use(first).pk}/revoke/")
    with pytest.raises(actions.TokenInvalid, match="revoked"):
        actions.use(first)
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(actions.TokenInvalid, match="deactivated"):
        actions.use(second)
    User.objects.filter(pk=user.pk).update(is_active=True)
    later = clock.now() + dt.timedelta(91)
    monkeypatch.setattr(clock, "now", lambda: later)
    with pytest.raises(actions.TokenInvalid, match="expired"):
        actions.use(second)
    with pytest.raises(actions.TokenInvalid, match="no such"):
        actions.use("boji_\ud800")


def test_a_token_of_others_is_absent(account: Account, trusted: SignIn) -> None:
    account("lin", Role.ANALYST)
    account("other", Role.ANALYST)
    secret = _made(trusted("lin"), "/me/tokens/")
    address = f"/tokens/{Token.objects.get().pk}/revoke/"
    refused, absent = (trusted("other").post(path) for path in (address, "/tokens/999/revoke/"))
    assert refused.status_code == absent.status_code == 404
    assert actions.use(secret).name == "每天导入"


def test_a_token_calls_so_often_and_no_more(
    account: Account, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BOJI_API_PER_MINUTE = 3  # type: ignore[attr-defined]
    start = clock.real()
    monkeypatch.setattr(clock, "real", lambda: start)
    user = account("lin", Role.ANALYST)
    one, other = (actions.make(Actor(user, "page"), user, name, [Scope.READ_PEOPLE], 1) for name in "ab")
    for _ in range(3):
        actions.use(one.secret)
    with pytest.raises(actions.TooOften) as refused:
        actions.use(one.secret)
    assert refused.value.wait == dt.timedelta(seconds=20)
    actions.use(other.secret)  # each its own
    monkeypatch.setattr(clock, "real", lambda: start + dt.timedelta(seconds=20))
    actions.use(one.secret)
    with pytest.raises(actions.TooOften):
        actions.use(one.secret)


# ---- The command line


def test_the_command_line_makes_lists_and_revokes(account: Account, company: Workspace) -> None:
    account("lin", Role.ANALYST)

    def run(*words: str) -> str:
        done = CliRunner().invoke(commands, words)
        assert done.exit_code == 0, done.output
        return done.output

    secret = run("add", "lin", "--name", "夜间", "--scope", "write:imports").split()[-1]
    assert actions.use(secret).name == "夜间"
    [listed] = json.loads(run("list", "lin", "--json"))
    assert (listed["state"], listed["scopes"]) == ("active", ["write:imports"])
    assert "夜间" in run("list", "lin")
    run("revoke", str(listed["id"]))
    with pytest.raises(actions.TokenInvalid):
        actions.use(secret)
    refused = CliRunner().invoke(commands, ["add", "lin", "--name", "x", "--scope", "read:costs"])
    assert refused.exit_code == 1
    assert "read:costs" in refused.output
    assert CliRunner().invoke(commands, ["revoke", "999"]).exit_code == 1


def test_pages_say_what_the_trail_knows(account: Account, trusted: SignIn) -> None:
    account("boss", Role.ADMIN)
    browser = trusted("boss")
    _made(browser, "/me/tokens/", scopes=["read:disputes"])
    assert "令牌“每天导入”" in browser.get("/audit/").content.decode()
    assert PASSWORD not in browser.get("/me/tokens/").content.decode()
