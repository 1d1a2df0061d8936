"""What calls read is what the command line prints with --json, narrowed to what the account may see."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from boji.platform.models import AuditEntry
from boji.platform.roles import Role
from boji.tokens.rules import Scope
from boji.workspace import Workspace
from tests.cli.company import Company
from tests.site.api.conftest import MakeProgram, Program, body_of

pytestmark = pytest.mark.usefixtures("company")
MONTH = "2026-03"


def _all(program: Program, path: str, **query: Any) -> list[Any]:
    """A whole list, part by part."""
    found: list[Any] = []
    cursor = None
    while True:
        part = program.read(path, **query, **({"cursor": cursor} if cursor else {}))
        found += part["items"]
        cursor = part["next"]
        if cursor is None:
            return found


def test_statements_are_those_of_the_command_line(program: MakeProgram, commands: Company) -> None:
    finance = program(Role.FINANCE)
    expected = commands.figures("statement", "--all", MONTH, language="en")
    assert _all(finance, f"statements/{MONTH}", limit=2) == expected
    assert [finance.read(f"statements/{MONTH}/{one['person_id']}") for one in expected] == expected
    in_chinese = finance.read(f"statements/{MONTH}/A", language="zh")
    assert in_chinese == commands.figures("statement", "A", MONTH)
    assert in_chinese["lines"][0]["label"] != expected[0]["lines"][0]["label"]


def test_score_cards_are_those_of_the_command_line(program: MakeProgram, commands: Company) -> None:
    expected = commands.figures("scorecard", "--all", MONTH, language="en")
    hr = program(Role.HR)
    people = [one for one in expected if "person_id" in one]
    assert _all(hr, f"scorecards/{MONTH}", limit=1) == people
    assert hr.read(f"team-scorecards/{MONTH}")["items"] == [one for one in expected if "team" in one]
    assert hr.read(f"scorecards/{MONTH}/A") == commands.figures("scorecard", "A", MONTH, language="en")


@pytest.mark.parametrize(
    ("path", "figure"),
    [("statements", "pay"), ("statements", "commission"), ("scorecards", "score"), ("scorecards", "gmv")],
)
def test_explanations_are_those_of_the_command_line(
    path: str, figure: str, program: MakeProgram, commands: Company
) -> None:
    found = program(Role.HR).read(f"{path}/{MONTH}/A/explanation", figure=figure, lines=3)
    assert found == commands.figures("explain", "A", MONTH, figure, "--lines", "3", language="en")


def test_pay_is_not_explained_to_those_who_see_scores(program: MakeProgram) -> None:
    """Nor as a figure of the score card, whose rule asks for another right."""
    appraiser = program(Role.APPRAISER)
    for figure in ("pay", "commission", "base_pay", "bonus"):
        answer = appraiser.get(f"scorecards/{MONTH}/A/explanation", figure=figure)
        assert answer.status_code == 404, figure


def test_metrics_are_those_of_the_command_line(program: MakeProgram, commands: Company) -> None:
    hr = program(Role.HR)
    assert [one["name"] for one in hr.read("metrics")["items"]] == [
        one["name"] for one in commands.figures("metrics", language="en")
    ]
    for by, each in (("person", "month"), ("team", "week"), ("session", "day")):
        expected = commands.figures("metrics", "gmv", "orders", "--in", MONTH, "--by", by, "--each", each)
        found = _all(hr, "metrics/values", metric=["gmv", "orders"], period=MONTH, by=by, each=each, limit=3)
        key = json.dumps
        assert sorted(found, key=key) == sorted(expected, key=key)
    only = hr.read("metrics/values", metric="gmv", period=MONTH, subject="B")["items"]
    assert [one["subject"] for one in only] == ["B"]
    refused = body_of(hr.get("metrics/values", metric="gvm", period=MONTH))
    assert "gmv" in refused["detail"]


def test_periods_imports_and_checks_are_those_of_the_command_line(
    program: MakeProgram, commands: Company
) -> None:
    finance, analyst = program(Role.FINANCE, name="fang"), program(Role.ANALYST)
    assert _all(finance, "periods", limit=1) == commands.figures("period", "list", "--as", "fang")
    assert finance.read(f"periods/{MONTH}") == commands.figures(
        "period", "show", MONTH, "--as", "fang", language="en"
    )
    listed = commands.figures("imports", language="en")
    assert _all(analyst, "imports", limit=2) == listed[::-1]
    assert analyst.read("imports/1") == commands.figures("imports", "show", "1", language="en")
    assert analyst.read("imports/1/quarantine")["items"] == []
    assert analyst.get("imports/999").status_code == 404
    assert analyst.read(f"checks/{MONTH}")["snapshot"] == commands.figures("check", MONTH)["snapshot"]


def test_outcomes_are_those_of_the_command_line(program: MakeProgram, commands: Company) -> None:
    found = program(Role.HR).read("outcomes/2026-04")["items"]
    expected = commands.figures("outcomes", "2026-04", language="en")
    assert [{key: value for key, value in one.items() if key != "decision"} for one in found] == expected
    assert all(one["decision"] is None for one in found)


def test_costs_are_the_lines_added_up(program: MakeProgram, commands: Company) -> None:
    finance = program(Role.FINANCE)
    found = finance.read("costs", first="2026-02", last="2026-05")
    assert found["absent"] == ["2026-05"]
    march = {one["team"]: one for one in found["items"] if one["period"] == MONTH}
    lines = [line for one in commands.figures("statement", "--all", MONTH) for line in one["lines"]]
    kinds: dict[str, Decimal] = {}
    for line in lines:
        kinds[line["kind"]] = kinds.get(line["kind"], Decimal(0)) + Decimal(line["amount"])
    whole = march[None]
    assert {kind: Decimal(amount) for kind, amount in whole["kinds"].items()} == kinds
    assert Decimal(whole["pay"]) == sum(kinds.values())
    gmv = commands.figures("metrics", "gmv", "--in", MONTH, "--by", "person")
    assert Decimal(whole["gmv"]) == sum(Decimal(one["value"]) for one in gmv if one["value"])
    share = Decimal(whole["pay"]) / Decimal(whole["gmv"])
    assert abs(Decimal(whole["share_of_gmv"]) - share) < Decimal("1e-10")
    teams = [one for team, one in march.items() if team is not None]
    assert sum(Decimal(one["pay"]) for one in teams) == Decimal(whole["pay"])
    bad = body_of(finance.get("costs", first="2026-Q1", last="x"))
    assert [one["place"] for one in bad["errors"]] == ["query.first", "query.last"]
    assert finance.get("costs", first="2026-04", last="2026-02").status_code == 422
    assert finance.get("costs", first="1999-01", last="2026-02").status_code == 422


def test_people_are_listed_and_shown(program: MakeProgram) -> None:
    hr = program(Role.HR)
    found = _all(hr, "people", limit=4, on="2026-03-31")
    assert [one["person_id"] for one in found] == sorted(one["person_id"] for one in found)
    assert {one["person_id"]: one["here"] for one in found}["L"] is False
    one = hr.read("people/L")
    assert one["stints"] == [
        {
            "starts_on": "2026-01-01",
            "ends_on": "2026-02-01",
            "name": "老李",
            "role": "anchor",
            "tier": "mid",
            "team": "one",
        }
    ]
    assert hr.get("people/nobody").status_code == 404


# ---- Within reach, and looked at


def test_a_team_is_all_that_its_account_sees(program: MakeProgram) -> None:
    hr = program(Role.HR, team="two")
    assert [one["person_id"] for one in hr.read(f"statements/{MONTH}")["items"]] == ["X"]
    assert hr.get(f"statements/{MONTH}/A").status_code == 404
    assert hr.read("costs", first=MONTH, last=MONTH)["items"][0]["team"] == "two"
    assert len(hr.read("costs", first=MONTH, last=MONTH)["items"]) == 1
    assert [one["person_id"] for one in hr.read("people")["items"]] == ["X"]
    assert hr.get("people/A").status_code == 404
    assert {one["subject"] for one in hr.read("metrics/values", metric="gmv", period=MONTH)["items"]} <= {"X"}
    assert hr.get("metrics/values", metric="gmv", period=MONTH, by="session").status_code == 404
    assert hr.get(f"scorecards/{MONTH}/A").status_code == 404


def test_an_anchor_reads_her_own(program: MakeProgram) -> None:
    own = program(Role.ANCHOR, person_id="A")
    assert own.read(f"statements/{MONTH}/A")["person_id"] == "A"
    assert own.read(f"scorecards/{MONTH}/A")["person_id"] == "A"
    assert own.read(f"statements/{MONTH}/A/explanation")["figure"]
    refused, absent = (own.get(f"statements/{MONTH}/{who}") for who in ("B", "nobody"))
    assert refused.status_code == 404
    assert refused.content == absent.content
    assert own.get(f"statements/{MONTH}").status_code == 404
    assert not AuditEntry.objects.filter(action__startswith="look.").exists()


def test_every_look_at_pay_is_recorded_with_its_token(program: MakeProgram) -> None:
    hr = program(Role.HR)
    hr.get(f"statements/{MONTH}/A")
    hr.get(f"statements/{MONTH}/A/explanation")
    hr.get(f"statements/{MONTH}")
    hr.get("costs", first=MONTH, last=MONTH)
    hr.get(f"scorecards/{MONTH}/A")
    hr.get(f"statements/{MONTH}/nobody")
    found = AuditEntry.objects.filter(action__startswith="look.").order_by("id")
    assert [(one.action, one.person_id) for one in found] == [
        ("look.statement", "A"),
        ("look.explanation", "A"),
        ("look.statements", ""),
        ("look.costs", ""),
        ("look.score", "A"),
    ]
    assert {(one.through, one.details["by_token"]) for one in found} == {("api", "test")}


def test_an_unchanged_answer_is_not_sent_again(program: MakeProgram) -> None:
    hr = program(Role.HR)
    first = hr.get(f"statements/{MONTH}/A")
    again = hr.get(f"statements/{MONTH}/A", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (
        hr.get(f"statements/{MONTH}/B", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200
    )


@pytest.mark.parametrize("cursor", ["x", "e30", "MQ", "W10", "bnVsbA", "🂡", "LTE"])
def test_a_cursor_of_somebody_else_is_refused(cursor: str, program: MakeProgram) -> None:
    answer = program(Role.FINANCE).get(f"statements/{MONTH}", cursor=cursor)
    assert answer.status_code == 422
    assert body_of(answer)["errors"][0]["place"] == "query.cursor"


def test_the_token_says_what_it_is(program: MakeProgram) -> None:
    found = program(Role.ANCHOR, person_id="A", scopes=(Scope.READ_STATEMENTS,)).read("token")
    assert (found["person_id"], found["scopes"], found["roles"]) == ("A", ["read:statements"], ["anchor"])


def test_a_period_that_is_none_is_absent(program: MakeProgram, company: Workspace) -> None:
    hr = program(Role.HR)
    for path in (
        "statements/2026-3",
        "statements/2026-Q1",
        "scorecards/2026-03-01",
        "periods/x",
        "statements/2025-01",
    ):
        assert hr.get(path).status_code == 404, path
