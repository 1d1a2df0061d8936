"""What is refused, where, and with which mend. Each case mends one place of a good plan into a bad one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.engine.plan.read import read_plan

EXAMPLES = Path(__file__).parents[2] / "examples"
BEAUTY = (EXAMPLES / "beauty" / "plan.yaml").read_text(encoding="utf-8")
GUILD = (EXAMPLES / "guild" / "plan.yaml").read_text(encoding="utf-8")


def refused(text: str) -> tuple[PlanIssue, ...]:
    with pytest.raises(PlanRefused) as raised:
        read_plan(text)
    return raised.value.issues


@dataclass(frozen=True)
class Case:
    """`good` becomes `bad`; the one issue stands where `bad` has a ¦, or at the first `at` of the text."""

    name: str
    good: str
    bad: str
    problem: str
    mend: str | None = None
    nearest: str | None = None
    at: str = ""
    plan: str = BEAUTY

    @property
    def text(self) -> str:
        assert self.good in self.plan
        return self.plan.replace(self.good, self.bad.replace("¦", ""), 1)

    @property
    def place(self) -> tuple[int, int]:
        offset = self.text.index(self.at) if self.at else self.plan.index(self.good) + self.bad.index("¦")
        before = self.text[:offset]
        return before.count("\n") + 1, offset - before.rfind("\n")


CASES = (
    Case(
        "unknown key",
        "{metric: conversion, weight: 10%",
        "{metric: conversion, ¦wieght: 10%",
        "unknown key “wieght”",
        nearest="weight",
    ),
    Case(
        "missing key",
        "    missing: block                         # or: reweight, zero\n",
        "",
        "“missing” is missing",
        mend="Add missing: …",
        at='for: role == "anchor"\n',
    ),
    Case(
        "key of another method",
        "score: rating}",
        "score: rating, ¦cap: 9}",
        "unknown key “cap”",
    ),
    Case(
        "key written twice",
        "currency: CNY",
        "currency: CNY\n¦currency: CNY",
        "“currency” is written twice",
        mend="The first is on line 7; remove one of them",
    ),
    Case(
        "unknown word",
        "missing: block",
        "missing: ¦blocks",
        "“blocks” cannot stand here",
        nearest="block",
    ),
    Case(
        "thousands",
        "base_pay: 4000",
        "base_pay: ¦4,000",
        "“4,000” is not a number",
        mend="Write it without thousands separators: 4000",
    ),
    Case(
        "thousands cut by YAML",
        "{gmv: 20万, platform",
        "{gmv: 200,¦000, platform",
        "a comma cuts this number in two",
        mend="Write numbers without thousands separators",
    ),
    Case(
        "parts of a fen",
        "base_pay: 4000",
        "base_pay: ¦4000.001",
        "“4000.001” has parts of a fen",
        mend="Money has two decimals at most (yuan)",
    ),
    Case(
        "rate too fine",
        "base: gmv\n    rate: 1%",
        "base: gmv\n    rate: ¦1.00001%",
        "“1.00001%” has too many decimals",
        mend="Rates keep six decimals: no finer than 0.0001%",
    ),
    Case(
        "rate without %",
        "base: gmv\n    rate: 1%",
        "base: gmv\n    rate: ¦2",
        "“2” is not a percentage",
        mend="A percentage is written 2%",
    ),
    Case(
        "date",
        "from: 2026-06-01",
        "from: ¦2026/6/1",
        "“2026/6/1” is not a date",
        mend="Write it as 2026-06-01",
    ),
    Case(
        "no such day",
        "from: 2026-06-01",
        "from: ¦2026-06-31",
        "there is no day 2026-06-31",
    ),
    Case(
        "no value",
        "plan: beauty\nti",
        "plan:¦\nti",
        "no value is written here",
    ),
    Case(
        "time zone",
        "Asia/Shanghai",
        "¦Asia/Shangai",
        "there is no time zone “Asia/Shangai”",
        nearest="Asia/Shanghai",
    ),
    Case(
        "late cut-off",
        '"04:00"',
        '¦"12:00"',
        "the business day must start before noon",
        plan=GUILD,
    ),
    Case(
        "weights",
        "weight: 25%",
        "weight: 24%",
        "the weights add up to 99%, not 100%",
        mend="Add 1%",
        at="- label: {zh: 业绩结果",
    ),
    Case(
        "shares",
        "month: 80%",
        "month: ¦70%",
        "month and quarter add up to 90%, not 100%",
        mend="Add 10%",
    ),
    Case(
        "unknown metric",
        "{metric: conversion, weight: 10%",
        "{metric: ¦conversoin, weight: 10%",
        "there is no metric “conversoin”",
        nearest="conversion",
    ),
    Case(
        "money target of a ratio",
        "target: 3%",
        "target: ¦10万",
        "“10万” is not a percentage",
    ),
    Case(
        "percentage target of minutes",
        "target: 4800",
        "target: ¦48%",
        "“48%” is a percentage, a plain number is wanted here",
        mend="Write it without %: 48",
    ),
    Case(
        "no target",
        "weight: 10%, target: 3%,",
        "weight: 10%,",
        "“target” is missing",
        at="{metric: conversion, weight: 10%",
    ),
    Case(
        "same points",
        "to: [30%, 100]",
        "to: ¦[0%, 100]",
        "the two points must have different actuals",
    ),
    Case(
        "range turned round",
        "range: [60, 120]",
        "range: ¦[120, 60]",
        "the low end of the range must be below the high end",
        plan=GUILD,
    ),
    Case(
        "distance",
        "distance: 60",
        "distance: ¦0",
        "the distance must be above 0",
        plan=GUILD,
    ),
    Case(
        "rating of a ratio",
        "target: 10%, score: attainment, cap: 120}\n      - label: {zh: 团队协作",
        "score: ¦rating}\n      - label: {zh: 团队协作",
        "rating wants a rating, this is a percentage",
    ),
    Case(
        "deduction that does not count",
        "each: violations",
        "each: ¦gmv",
        "a deduction counts, and gmv is money",
    ),
    Case(
        "members of nobody",
        "{metric: team_rating, weight: 3%, score: rating}",
        "{weight: 3%, score: ¦members}",
        "members is for scorecards of teams only",
    ),
    Case(
        "grades out of order",
        "from: 75",
        "from: ¦95",
        "grades stand from high to low",
    ),
    Case(
        "grades with a gap",
        "label: 不合格, from: 0",
        "label: 不合格, from: ¦10",
        "the last grade does not begin at 0: lower scores have none",
        mend="Write from: 0",
    ),
    Case(
        "percentage with a number",
        "interaction_rate > 6%, add",
        "interaction_rate ¦> 6, add",
        "interaction_rate (a percentage) and 6 (a number) do not go together under “>”",
        mend="A percentage is written 6%",
    ),
    Case(
        "percentage with money",
        "interaction_rate > 6%, add",
        "interaction_rate ¦> gmv, add",
        "interaction_rate (a percentage) and gmv (money) do not go together under “>”",
    ),
    Case(
        "unknown in a formula",
        "interaction_rate > 6%, add",
        "¦interaction_rat > 6%, add",
        "there is no metric “interaction_rat”",
        nearest="interaction_rate",
    ),
    Case(
        "inside quotes",
        "'tier == \"mid\"'",
        '\'role == "anchor" and ¦teir == "mid"\'',
        "there is no metric “teir”",
        nearest="tier",
    ),
    Case(
        "session attribute",
        "interaction_rate > 6%, add",
        '¦session.kind == "x", add',
        "“session.kind” is a session attribute and cannot be used here",
    ),
    Case(
        "metric in for",
        'role == "anchor" and tier == "newcomer"',
        "¦gmv > 5",
        "“gmv” is a metric and cannot be used here",
    ),
    Case(
        "unknown role",
        'for: role == "anchor"\n    month',
        'for: role == ¦"anchr"\n    month',
        "“anchr” does not exist",
        nearest="anchor",
    ),
    Case(
        "single =",
        'for: role == "anchor"\n    month',
        'for: role ¦= "anchor"\n    month',
        "unknown character “=” in the formula",
        mend="Equality is written ==",
    ),
    Case(
        "full-width sign",
        "interaction_rate > 6%, add",
        "interaction_rate ¦＞ 6%, add",
        "unknown character “＞” in the formula",
        mend="Write >",
    ),
    Case(
        "unfinished",
        "interaction_rate > 6%, add",
        "interaction_rate >¦, add",
        "the formula ends too early",
    ),
    Case(
        "no condition",
        "interaction_rate > 6%, add",
        "¦interaction_rate, add",
        "a condition is wanted here, this is interaction_rate (a percentage)",
    ),
    Case(
        "unknown column",
        "where repeat_buyer",
        "where ¦repeat_byer",
        "order_lines has no column “repeat_byer”",
        nearest="repeat_buyer",
    ),
    Case(
        "sum of texts",
        "count(order_lines where repeat_buyer)",
        "sum(¦order_lines.channel)",
        "a text has no sum",
    ),
    Case(
        "unknown channel",
        "where repeat_buyer",
        'where channel == ¦"life"',
        "“life” does not exist",
        nearest="live",
    ),
    Case(
        "circle",
        "count(order_lines where repeat_buyer)",
        "¦repeat_share",
        "metrics rest on each other in a circle: repeat_share → repeat_share",
    ),
    Case(
        "unit",
        "unit: percent",
        "unit: ¦yuan",
        "the formula is a percentage, its unit cannot be yuan",
    ),
    Case(
        "base that does not add up",
        "base: gmv\n    rate: 1%",
        "base: ¦aov\n    rate: 1%",
        "a base must add up over lines, and this formula does not (ratios, means, conditions)",
    ),
    Case(
        "tiers out of order",
        "[[10万, 1.5%], [20万, 2%], [above, 2.5%]]",
        "[[10万, 1.5%], [¦5万, 2%], [above, 2.5%]]",
        "“5万” is not above the row before",
        mend="Ends rise from row to row: tables have no overlap",
    ),
    Case(
        "tiers without above",
        "[[10万, 1.5%], [20万, 2%], [above, 2.5%]]",
        "[[10万, 1.5%], [¦20万, 2%]]",
        "the last row is not above: higher values fall into a gap",
        mend="Add a last row [above, …]",
    ),
    Case(
        "above in the middle",
        "[[10万, 1.5%], [20万, 2%], [above, 2.5%]]",
        "[[10万, 1.5%], [¦above, 2%], [20万, 2.5%]]",
        "above stands last, once",
    ),
    Case(
        "ladder row that never applies",
        "gift_income >= 2万, rate: 14%",
        "gift_income >= 7万, rate: 14%",
        "this row never applies: the rows before it cover it",
        at="valid_days >= 20 and live_hours >= 100 and gift_income >= 7万",
        plan=GUILD,
    ),
    Case(
        "ladder out of order",
        "gift_income >= 2万, rate: 14%",
        "gift_income >= 2万, rate: 11%",
        "the rate is above that of the row before",
        mend="Write rows from best to worst",
        at="12%",
        plan=GUILD,
    ),
    Case(
        "ladder with a gap",
        "valid_days >= 5 and live_hours >= 30 and gift_income >= 1000",
        "¦gift_income < 900 and gift_income > 800",
        "there is a gap: no row applies where gift_income is 900",
        plan=GUILD,
    ),
    Case(
        "campaign path",
        "head.rate.tiers.above",
        "¦head.rate.tier.above",
        "there is no “head.rate.tier.above” to change",
        nearest="head.rate.tiers.above",
    ),
    Case(
        "campaign turned round",
        "to: 2026-06-20",
        "to: ¦2026-05-20",
        "the last day is before the first",
    ),
    Case(
        "product gate on sessions",
        "gross_margin < 20%",
        "¦conversion < 20%",
        "a condition on products cannot rest on sessions",
        mend="Only order lines have products; or write per: person",
    ),
    Case(
        "split",
        "anchor: 60%, op",
        "anchor: 61%, op",
        "the shares add up to 101%, not 100%",
        mend="Take away 1%",
        at="{anchor: 61%",
    ),
    Case(
        "unknown role in a split",
        "anchor: 60%, op",
        "¦ancor: 60%, op",
        "“ancor” cannot stand here",
        nearest="anchor",
    ),
    Case(
        "streak of no grade",
        "grade: excellent",
        "grade: ¦exelent",
        "“exelent” cannot stand here",
        nearest="excellent",
    ),
    Case(
        "unlawful notice",
        "notice_days: 30",
        "notice_days: ¦10",
        "less than 30 days of written notice is not lawful",
        mend="Write 30 or more",
    ),
    Case(
        "given what is no metric",
        "{gmv: 20万, interaction_rate: 5%}",
        "{¦gvm: 20万, interaction_rate: 5%}",
        "there is no metric “gvm”",
        nearest="gmv",
    ),
    Case(
        "unknown result",
        "{pool: 15000, anchor",
        "{¦pol: 15000, anchor",
        "“pol” cannot stand here",
        nearest="pool",
    ),
    Case(
        "unknown scheme",
        "scheme: newcomer, given",
        "scheme: ¦newcommer, given",
        "“newcommer” cannot stand here",
        nearest="newcomer",
    ),
    Case(
        "anchor",
        "plan: beauty",
        "plan: ¦&a beauty",
        "YAML anchors and aliases (& and *) are not used in plans",
    ),
    Case(
        "tag",
        "plan: beauty",
        "plan: ¦!!python/object:os.system beauty",
        "YAML tags (!) are not used in plans",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_refused(case: Case) -> None:
    issues = refused(case.text)
    issue = issues[0]
    assert len(issues) == 1, [issue.text("en") for issue in issues]
    assert issue.problem.en == case.problem
    assert (issue.line, issue.column) == case.place, issue.text("en")
    assert issue.nearest == case.nearest
    if case.mend is not None:
        assert issue.mend is not None
        assert issue.mend.en == case.mend
    line, column = case.place
    assert issue.text("zh").startswith(f"plan.yaml:{line}:{column}: ")


def ladder(*rows: tuple[str, str]) -> str:
    """The guild's plan with another ladder, and without examples, which name rates of the old one."""
    start, end = GUILD.index("        - {when: valid_days"), GUILD.index("    guarantee:")
    lines = "".join(f"        - {{when: {when}, rate: {rate}}}\n" for when, rate in rows)
    return GUILD[:start] + lines + GUILD[end:]


@pytest.mark.parametrize(
    ("name", "rows", "problem"),
    [
        ("meeting rows", [("gift_income >= 6万", "16%"), ("gift_income < 6万", "5%")], ""),
        ("money moves by fen", [("gift_income > 59999.99", "16%"), ("gift_income < 6万", "5%")], ""),
        ("counts move by one", [("valid_days >= 20", "16%"), ("valid_days <= 19", "5%")], ""),
        ("nothing below is no gap", [("gift_income >= 6万", "16%"), ("gift_income >= 1万", "5%")], ""),
        (
            "a hole at one value",
            [("gift_income > 6万", "16%"), ("gift_income < 6万", "5%")],
            "there is a gap: no row applies where gift_income is 60000",
        ),
        (
            "a hole between",
            [("live_hours > 100", "16%"), ("live_hours < 90", "5%")],
            "there is a gap: no row applies where live_hours is 90",
        ),
        (
            "a later row catches the best",
            [("gift_income >= 1万 and gift_income < 6万", "16%"), ("gift_income >= 5000", "5%")],
            "",
        ),
        (
            "the best of all get nothing",
            [("gift_income >= 1万 and gift_income < 6万", "16%")],
            "there is a gap: no row applies where gift_income is 60000",
        ),
        (
            "covered by two rows together",
            [("gift_income >= 6万", "16%"), ("gift_income < 6万", "12%"), ("valid_days >= 3", "5%")],
            "this row never applies: the rows before it cover it",
        ),
        (
            "what is no threshold may hold or not",
            [
                ("gift_income > 2 * gmv", "16%"),
                ("gift_income >= 1万", "12%"),
                ("gift_income > 2 * gmv", "5%"),
            ],
            "this row never applies: the rows before it cover it",
        ),
    ],
)
def test_what_a_ladder_covers(name: str, rows: list[tuple[str, str]], problem: str) -> None:
    text = ladder(*rows)
    if not problem:
        read_plan(text)
        return
    assert [issue.problem.en for issue in refused(text)] == [problem]


def test_all_errors_at_once_in_the_order_of_the_file() -> None:
    text = (
        BEAUTY.replace("weight: 25%", "weight: 24,5%")
        .replace("where repeat_buyer", "where repeat_byer")
        .replace("interaction_rate > 6%, add", "interaction_rate > gmv, add")
        .replace("anchor: 60%, op", "anchor: 61%, op")
        .replace("notice_days: 30", "notice: 30")
    )
    lines = [issue.line for issue in refused(text)]
    assert lines == [13, 29, 29, 69, 84, 102]


def test_a_broken_metric_is_reported_where_it_is_defined_only() -> None:
    text = GUILD.replace("sum(sessions.minutes) / 60", "sum(sessions.minuts) / 60")
    assert [issue.line for issue in refused(text)] == [18]


def test_the_refusal_says_everything_in_both_languages() -> None:
    with pytest.raises(PlanRefused) as raised:
        read_plan(BEAUTY.replace("weight: 25%", "wieght: 25%"), file_name="mine.yaml")
    assert str(raised.value).startswith("mine.yaml:29:37: unknown key “wieght”. Did you mean “weight”?")
    assert raised.value.text("zh").startswith("mine.yaml:29:37: 没有键“wieght”。是不是“weight”？")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        ("- a", "a plan is made of “key: value”"),
        ("plan: a\n---\nplan: b", "a file holds one plan only"),
        ("plan: [", "YAML syntax error"),
        ("plan: a\tb: c\x00", "the file has a character that YAML forbids"),
        ("a: " + "[" * 30 + "]" * 30, "nested too deeply"),
        ("a: &x [1]\nb: *x", "YAML anchors and aliases (& and *) are not used in plans"),
        ("a" * 1_000_001, "the file has more than 1,000,000 characters"),
        ("? [a]\n: b", "a key must be one word"),
    ],
)
def test_what_is_no_plan(text: str, problem: str) -> None:
    assert refused(text)[0].problem.en.startswith(problem)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    file = tmp_path / "plan.yaml"
    file.write_bytes("plan: 美妆".encode("gbk"))
    with pytest.raises(PlanRefused) as raised:
        read_plan(file)
    assert raised.value.issues[0].problem.en == "the file is not UTF-8"
