"""The formula language: what its texts mean, and where in a YAML file their errors stand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from boji.engine.plan.formula import (
    Aggregate,
    Aggregation,
    Attribute,
    Binary,
    Call,
    Conditional,
    FactColumn,
    Formula,
    Kind,
    MetricName,
    Number,
    Text,
)
from boji.engine.plan.issues import Issues
from boji.engine.plan.metrics import catalogue
from boji.engine.plan.names import Use
from boji.engine.plan.reading import Reading
from boji.engine.plan.source import MapNode, ScalarNode, read_source

METRICS = {name: metric.kind for name, metric in catalogue().items()}


def read(text: str, use: Use = Use.METRIC, kind: Kind | None = None) -> tuple[Formula, Issues]:
    issues = Issues("f")
    written = Reading(issues, dict(METRICS)).formula(ScalarNode((1, 1), text, text), use, kind)
    return written.formula, issues


def good(text: str, use: Use = Use.METRIC) -> Formula:
    formula, issues = read(text, use)
    assert not len(issues), [issue.text("en") for issue in issues.in_order()]
    return formula


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("gmv", Kind.MONEY),
        ("gmv / orders", Kind.MONEY),
        ("refunds / gmv", Kind.RATIO),
        ("1 - return_rate", Kind.RATIO),
        ("gmv * 50%", Kind.MONEY),
        ("gmv / views * 1000", Kind.MONEY),
        ("valid_minutes / 60", Kind.DURATION),
        ("gmv / valid_minutes", Kind.MONEY),
        ("orders / valid_minutes", Kind.NUMBER),
        ("max(gmv, 10万)", Kind.MONEY),
        ("coalesce(conversion, 0)", Kind.RATIO),
        ("if orders > 0 then gmv / orders else 0", Kind.MONEY),
        ("round(gmv / orders, 2)", Kind.MONEY),
        ("abs(gmv - refunds)", Kind.MONEY),
        ("count_distinct(sessions.business_day where minutes >= 60)", Kind.COUNT),
        ("sum(order_lines.quantity * order_lines.paid_amount)", Kind.MONEY),
        ("mean(minutes_between(tickets.opened_at, tickets.solved_at))", Kind.DURATION),
        ("before(fans.total)", Kind.COUNT),
        ("count(sessions where business_day >= 2026-06-01)", Kind.COUNT),
        ("count(sessions where started_at < ended_at)", Kind.COUNT),
    ],
)
def test_kinds(text: str, kind: Kind) -> None:
    assert good(text).kind is kind


def test_literals_are_exact() -> None:
    for text, value in (("5%", Fraction(1, 20)), ("1.2亿", Fraction(120_000_000)), ("0.5", Fraction(1, 2))):
        formula = good(text)
        assert isinstance(formula, Number)
        assert formula.value == value


def test_the_tree_of_an_aggregate() -> None:
    formula = good('sum(order_lines.paid_amount - order_lines.product_cost where channel == "live")')
    assert isinstance(formula, Aggregate)
    assert (formula.aggregation, formula.table, formula.kind) == (Aggregation.SUM, "order_lines", Kind.MONEY)
    match formula.value, formula.where:
        case Binary(operator="-", left=FactColumn(name=first)), Binary(
            left=FactColumn(name=second), right=Text(value=value)
        ):
            assert (first, second, value) == ("paid_amount", "channel", "live")
        case _:
            pytest.fail("another tree")


def test_coalesce_of_columns() -> None:
    formula = good("sum(coalesce(sessions.valid_minutes, sessions.minutes))")
    assert isinstance(formula, Aggregate)
    assert isinstance(formula.value, Call)
    assert formula.kind is Kind.DURATION


def test_precedence() -> None:
    formula = good("not gmv > 1 and orders < 2 or gmv == 3", Use.CONDITION)
    assert isinstance(formula, Binary)
    assert formula.operator == "or"
    assert isinstance(formula.left, Binary)
    assert formula.left.operator == "and"
    difference = good("gmv - refunds - product_cost * 2")
    assert isinstance(difference, Binary)
    assert isinstance(difference.left, Binary)
    assert isinstance(difference.right, Binary)
    assert (difference.left.operator, difference.right.operator) == ("-", "*")


def test_names_of_a_team_and_of_a_session() -> None:
    assert good("team.gmv", Use.BASE) == MetricName("gmv", Kind.MONEY, good("gmv").span, of_team=True)
    condition = good('session.kind == "brand_day"', Use.SESSION)
    assert isinstance(condition, Binary)
    assert isinstance(condition.left, Attribute)
    assert condition.left.of_session


def test_words_that_begin_like_keywords_are_names() -> None:
    assert isinstance(good("if orders > 0 then notes else 0".replace("notes", "orders")), Conditional)
    _, issues = read("iffy + android + nothing")
    assert [issue.problem.en for issue in issues.in_order()] == [
        "there is no metric “iffy”",
        "there is no metric “android”",
        "there is no metric “nothing”",
    ]


def test_equal_formulas_are_equal_wherever_they_stand_and_however_written() -> None:
    assert good("gmv >= 100000", Use.CONDITION) == good("  gmv  >=  10万", Use.CONDITION)
    assert good("gmv >= 10万", Use.CONDITION) != good("gmv > 10万", Use.CONDITION)


@pytest.mark.parametrize(
    ("text", "column", "problem"),
    [
        ("gmv + conversion", 5, "gmv (money) and conversion (a percentage) do not go together under “+”"),
        ("gmv * gmv", 5, "gmv (money) cannot be multiplied by gmv (money)"),
        ("valid_minutes / gmv", 15, "valid_minutes (a duration) cannot be divided by gmv (money)"),
        ("sum(gmv)", 5, "sum needs a table and a column"),
        (
            "sum(order_lines.paid_amount where sessions.minutes > 1)",
            35,
            "this aggregate reads order_lines, not sessions",
        ),
        ("sum(sum(order_lines.paid_amount))", 5, "an aggregate cannot stand inside another"),
        (
            "sum(order_lines.paid_amount / order_lines.quantity)",
            29,
            "inside an aggregate only a literal can divide",
        ),
        ("count(refunds)", 7, "there is no table “refunds” to add up"),
        ("count(order_lines.order_id)", 7, "count counts the rows of a table"),
        (
            "minutes_between(requests.asked_at, requests.acted_at)",
            1,
            "minutes_between stands inside an aggregate only",
        ),
        ("before(sessions.viewers)", 8, "before takes a daily column of accounts"),
        ("last(ratings.score)", 6, "ratings has no order in time"),
        ("order_lines.paid_amount", 1, "“order_lines.paid_amount” is data and must be added up first"),
        ("sme(order_lines.paid_amount)", 1, "there is no function “sme”"),
        ("max(gmv, conversion)", 1, "gmv (money) and conversion (a percentage) do not mix"),
        ("round(gmv, orders)", 12, "round keeps 0 to 6 decimals"),
        ("abs(gmv, gmv)", 1, "abs takes 1 arguments"),
        ("1 < gmv < 3", 9, "“<” cannot stand here in a formula"),
        ("(gmv", 5, "the formula ends too early"),
        ("gmv > 10万元", 10, "“元” cannot stand here in a formula"),
        ("gmv + 1,000", 8, "“,” cannot stand here in a formula"),
        ("", 1, "the formula is empty"),
        ("role", 1, "“role” is an attribute of people and cannot be used here"),
        ("-" * 200 + "1", 1, "the formula is nested too deeply"),
        ("1 + " * 600 + "1", 1, "the formula has more than 2000 characters"),
        ("gmv = 1", 5, "unknown character “=” in the formula"),
    ],
)
def test_errors_and_their_columns(text: str, column: int, problem: str) -> None:
    _, issues = read(text)
    issue = issues.in_order()[0]
    assert (issue.column, issue.problem.en) == (column, problem)


@pytest.mark.parametrize(
    ("yaml", "place"),
    [
        ("f: gmv > oders", (1, 10)),
        ("f: 'gmv > oders'", (1, 11)),
        ('f: "gmv > oders"', (1, 11)),
        ("f: 'role == ''x'' and gmv > oders'", (1, 29)),
        ('f: "role == \\"x\\" and gmv > oders"', (1, 29)),
        ("f: gmv > 1 and\n   oders > 2", (2, 4)),
        ("f:\n  gmv >\n    oders", (3, 5)),
        ("f: >\n  gmv > 1 and\n  oders > 2\n", (3, 3)),
        ("f: |\n  gmv >\n    oders\n", (3, 5)),
        ("a: 礼物收入\nf: gmv > oders", (2, 10)),
        ("{a: 1, f: gmv > oders, b: 2}", (1, 17)),
    ],
)
def test_errors_stand_where_the_word_stands_in_the_file(yaml: str, place: tuple[int, int]) -> None:
    issues = Issues("f")
    root = read_source(yaml, issues)
    assert isinstance(root, MapNode)
    node = root.get("f")
    assert node is not None
    Reading(issues, dict(METRICS)).formula(node, Use.OUTCOME, Kind.FLAG)
    issue = next(issue for issue in issues.in_order() if "oders" in issue.problem.en)
    assert (issue.line, issue.column) == place
    assert issue.nearest == "orders"
