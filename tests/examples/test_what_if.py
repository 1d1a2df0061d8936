"""What-if in the two example companies: everybody's statement, the words, and several threads at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest

from boji.engine import Run, open_run, read_plan, run, statements
from boji.engine.results.statement import NoSuchPerson
from boji.engine.what_if import (
    PaysNothing,
    UnknownLever,
    levers,
    month_end_estimate,
    needed,
    next_steps,
    what_if,
)
from boji.intake import import_files
from boji.lake import latest_snapshot
from boji.payouts.runs import fact_files
from boji.workspace import Workspace

EXAMPLES = Path(__file__).parents[2] / "examples"
MONTHS = [("beauty", "2026-01"), ("beauty", "2026-04"), ("beauty", "2026-06"), ("beauty", "2026-09")]
MONTHS += [("guild", "2026-07"), ("guild", "2026-08"), ("guild", "2026-09")]

Runs = Callable[[str, str], Run]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runs]:
    """Saved runs of the two companies, opened as a server opens them."""
    folder = tmp_path_factory.mktemp("companies")
    facts: dict[str, dict[str, object]] = {}
    made: dict[tuple[str, str], Run] = {}

    def facts_of(company: str) -> dict[str, object]:
        if company not in facts:
            files = folder / company
            generate = [sys.executable, str(EXAMPLES / company / "generate.py"), str(files)]
            subprocess.run(generate, check=True, stdout=subprocess.DEVNULL)
            workspace = Workspace.create(folder / f"{company}-workspace")
            import_files(workspace, [files])
            facts[company] = fact_files(latest_snapshot(workspace))
        return facts[company]

    def opened(company: str, period: str) -> Run:
        if (company, period) not in made:
            plan = read_plan(EXAMPLES / company / "plan.yaml")
            directory = folder / f"{company}-{period}"
            with run(plan, facts_of(company), period) as computed:
                computed.save(directory)
            made[company, period] = open_run(directory, plan, facts_of(company))
        return made[company, period]

    yield opened
    for one in made.values():
        one.close()


@pytest.mark.parametrize(("company", "month"), MONTHS)
def test_with_nothing_given_it_is_everybodys_statement(runs: Runs, company: str, month: str) -> None:
    opened = runs(company, month)
    for paid in statements(opened):
        person = paid["person_id"]
        now = {lever.name: lever.value for lever in levers(opened, person) if lever.value is not None}
        for given in ({}, now):
            found = what_if(opened, person, given)
            lines = [
                {name: cell for name, cell in line.items() if name not in ("before", "why")}
                for line in found.as_json()["lines"]
            ]
            assert lines == paid["lines"]
            assert (found.gone, found.why, found.difference_fen) == ((), (), 0)


def test_the_levers_of_a_mid_anchor(runs: Runs) -> None:
    gmv, interaction, returns = levers(runs("beauty", "2026-09"), "A10")
    assert (gmv.name, gmv.label, gmv.unit, gmv.better, gmv.schemes) == (
        "gmv",
        "GMV",
        "yuan",
        "higher",
        ("mid",),
    )
    assert gmv.value == Fraction("206359.70")
    assert [gmv.low, gmv.high, gmv.step] == [Fraction(0), Fraction(414_000), Fraction(2_000)]
    assert gmv.grain == Fraction(1, 100)
    assert [(mark.label, mark.reached) for mark in gmv.marks] == [
        ("腰部 2%：10万元到20万元", True),
        ("腰部 2.5%：超过20万元", True),
    ]
    assert gmv.marks[1].beyond == Fraction("200000.01")
    assert (interaction.unit, interaction.step) == ("percent", Fraction(1, 2000))
    (mark,) = interaction.marks
    assert (mark.value, mark.beyond) == (Fraction(6, 100), Fraction(601, 10_000))
    assert mark.label == "互动率系数 +0.5 个百分点：互动率超过6%"
    assert (returns.better, returns.marks[0].label) == ("lower", "高退货 × 50%：退货率超过10%")
    english = levers(runs("guild", "2026-09"), "G12", "en")[0]
    assert english.marks[-1].label == "brand 2.5%: the quarter's mean ¥200,000 or more"


def test_days_end_with_the_month(runs: Runs) -> None:
    (days,) = [lever for lever in levers(runs("guild", "2026-09"), "G02") if lever.name == "valid_days"]
    assert [days.high, days.step] == [Fraction(30), Fraction(1)]


def test_a_promotion_has_a_base_for_each_part_of_the_month(runs: Runs) -> None:
    """A06 is mid until 15 April and head from the 16th; by the 20th, 5 of the 15 days as head have passed."""
    opened = runs("beauty", "2026-04")
    names = [lever.name for lever in levers(opened, "A06")]
    assert names[:2] == ["mid.base", "head.base"]
    assert [lever.label for lever in levers(opened, "A06", "en")][:2] == ["GMV (mid)", "GMV (head)"]
    estimate = month_end_estimate(opened, "A06", dt.date(2026, 4, 20))
    head = next(lever for lever in levers(opened, "A06") if lever.name == "head.base")
    assert head.value is not None
    assert estimate.given == {"head.base": 3 * head.value}


def test_the_months_end_is_estimated(runs: Runs) -> None:
    opened = runs("guild", "2026-09")
    estimate = month_end_estimate(opened, "G05", dt.date(2026, 9, 20))
    assert (estimate.days_passed, estimate.days) == (20, 30)
    assert estimate.given == {"gift_income": 15_000, "live_hours": 105, "valid_days": Fraction(23)}  # 22.5
    assert estimate.statement.pay_fen == 180_000  # 12% of 15,000
    assert estimate.text == (
        "按已过去的 20/30 个业务日推算到月底：礼物收入 ¥10,000.00 → ¥15,000.00；直播小时 70 小时 → 105 小时；"
        "有效天 15 天 → 23 天。比率和构成按现在的算，应发预计 ¥1,800.00"
    )
    over = month_end_estimate(opened, "G05", dt.date(2026, 9, 30), "en")
    assert (over.given, over.text) == ({}, "All 30 business days of the month have passed: pay ¥1,200.00")
    before = month_end_estimate(opened, "G05", dt.date(2026, 8, 31), "en")
    assert (before.given, before.statement.pay_fen) == ({}, 120_000)
    assert before.text.startswith("0 of 30 business days have passed, nothing can be projected")


def test_what_is_needed_is_said(runs: Runs) -> None:
    opened = runs("beauty", "2026-09")
    reached = needed(opened, "A10", 1_050_000, "interaction_rate")
    assert (reached.value, reached.statement.pay_fen) == (Fraction("0.0601"), 1_070_750)
    assert reached.text == "应发要到 ¥10,500.00，互动率要到 6.01%（现在 3.23%）：应发 ¥10,707.50"
    low = needed(opened, "A04", 500_000, "return_rate")
    assert low.value == Fraction(1, 10)
    assert low.text == "应发要到 ¥5,000.00，退货率要降到 10%（现在 11.48%）：应发 ¥7,765.97"
    capped = needed(opened, "A02", 12_000_000, "gmv", "en")
    assert (capped.value, capped.statement.pay_fen) == (None, 10_000_000)
    assert capped.text.startswith("GMV alone does not bring the pay to ¥120,000.00: at most ¥100,000.00, at ")
    at_most = capped.statement.given["gmv"]
    assert what_if(opened, "A02", {"gmv": at_most - Fraction(1, 100)}).pay_fen < 10_000_000
    enough = needed(opened, "A10", 900_000, "gmv")
    assert enough.text.startswith("现在应发 ¥9,756.24，已经有 ¥9,000.00；GMV 有 ¥")


def test_both_languages_say_the_same(runs: Runs) -> None:
    for company, person in (("beauty", "A04"), ("guild", "G05"), ("guild", "G12")):
        opened = runs(company, "2026-09")
        chinese, english = (next_steps(opened, person, language) for language in ("zh", "en"))
        assert [step.given for step in chinese] == [step.given for step in english]
        names = {"高退货", "留存率系数"}
        for step in english:
            text = step.text
            for name in names:
                text = text.replace(name, "")
            assert text.isascii() or not set(text) & set("，。：；（）")


def test_wrong_words(runs: Runs) -> None:
    opened = runs("beauty", "2026-09")
    with pytest.raises(NoSuchPerson):
        what_if(opened, "A99", {})
    with pytest.raises(UnknownLever) as refused:
        what_if(opened, "A10", {"gmw": Fraction(1)})
    assert refused.value.text("zh") == "“gmw”不影响本人的应发。可以写：gmv"
    assert refused.value.text("en") == "“gmw” does not decide this person's pay. Try: gmv"
    # O02 operates: paid by pools, under no scheme.
    assert levers(opened, "O02") == () == next_steps(opened, "O02")
    with pytest.raises(UnknownLever, match="gmv") as nothing:
        needed(opened, "O02", 1, "gmv")
    assert "没有提成方案适用" in nothing.value.text("zh")
    with run(opened.plan, {}, "2026-Q3") as quarter, pytest.raises(PaysNothing) as no_month:
        levers(quarter, "A10")
    assert no_month.value.text("en") == "2026-Q3 is no month and has no statements. Choose one of its months"


def test_several_threads_may_ask(runs: Runs) -> None:
    """Every answer is that of its own question, whoever asks beside it."""
    opened = runs("beauty", "2026-06")
    people = [paid["person_id"] for paid in statements(opened)][:8]
    questions = [
        (person, lever.name, (lever.value or Fraction(0)) * times)
        for times in (2, Fraction(1, 2))
        for person in people
        for lever in levers(opened, person)
    ]

    def ask(question: tuple[str, str, Fraction]) -> int:
        person, name, value = question
        return what_if(opened, person, {name: value}).pay_fen

    alone = [ask(question) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, questions)) == alone
