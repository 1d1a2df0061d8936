"""What-if worked out by hand: each rule of pay once, with amounts that can be checked on paper.

Owns small plans of one person, `ann`, whose GMV or gifts of September 2026 are given in fen.
"""

from __future__ import annotations

import datetime as dt
import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from boji.engine.additions import Addition
from boji.engine.execute import FiguresOverflow
from boji.engine.plan.label import Label
from boji.engine.plan.read import read_plan
from boji.engine.results.statement import statement
from boji.engine.run import Debt, Earlier, Run
from boji.engine.run import run as run_engine
from boji.engine.what_if import WhatIf, levers, next_steps, what_if
from tests.golden.test_golden import facts_in
from tests.properties.compare import tables_of
from tests.properties.rows import HEAD, Facts, at, line, people, run_plan, session, shift, sold_by_each

GOLDEN = Path(__file__).parents[2] / "golden"
TIERS = "{tiers: [[10万, 1.5%], [20万, 2%], [above, 2.5%]], applies_to: whole, boundary: upper}"
Rows = list[tuple[str, str, str | None, str]]  # kind, base, rate, amount


def scheme(rate: str, *more: str, base: str = "gmv", name: str = "one") -> str:
    extra = "".join(f"    {row}\n" for row in more)
    return f'  {name}:\n    for: role == "anchor"\n    base: {base}\n    rate: {rate}\n{extra}'


def plan(*schemes: str, more: str = "") -> str:
    return f"{HEAD}{more}commission:\n{''.join(schemes)}"


@contextmanager
def ann(text: str, *fen: int, **cells: Any) -> Iterator[Run]:
    """A run of a month in which she sold for these amounts in one session."""
    with run_plan(text, sold_by_each({"ann": fen}, **cells)) as run:
        yield run


def given(run: Run, **figures: str | int) -> WhatIf:
    return what_if(run, "ann", {name.replace("__", "."): Fraction(value) for name, value in figures.items()})


def said(found: WhatIf) -> Rows:
    return [(line["kind"], line["base"], line["rate"], line["amount"]) for line in found.as_json()["lines"]]


def commission(base: str, rate: str, amount: str) -> tuple[str, str, str, str]:
    return ("commission", base, rate, amount)


@pytest.mark.parametrize(
    ("gmv", "rate", "amount"),
    [
        ("100000", "0.015", "1500.00"),
        ("100000.01", "0.02", "2000.00"),
        ("200000", "0.02", "4000.00"),
        ("200000.01", "0.025", "5000.00"),  # 5000.00025
        ("0", "0.015", "0.00"),
    ],
)
def test_a_tier_on_everything(gmv: str, rate: str, amount: str) -> None:
    with ann(plan(scheme(TIERS)), 18_400_000) as run:
        found = given(run, gmv=gmv)
        assert said(found) == [commission(f"{Decimal(gmv):.2f}", rate, amount)]
        assert found.pay_before_fen == 368_000  # 184,000 at 2%
        assert found.difference_fen == found.pay_fen - 368_000


def test_the_tier_reached_is_said() -> None:
    with ann(plan(scheme(TIERS)), 18_400_000) as run:
        (line,) = given(run, gmv="200000.01").lines
        assert line.why == "GMV ¥184,000.00 → ¥200,000.01；在“超过20万元”一档，2% → 2.5%"
        assert line.before_fen == 368_000
        english = what_if(run, "ann", {"gmv": Fraction("200000.01")}, "en").lines[0]
        assert english.why == "GMV ¥184,000.00 → ¥200,000.01; in the tier “more than ¥200,000”, 2% → 2.5%"
        (step,) = next_steps(run, "ann")
        assert step.text == "GMV 再多 ¥16,000.01，进入 2.5% 档，应发 +¥1,320.00"
        assert (step.given, step.gain_fen) == ({"gmv": Fraction("200000.01")}, 132_000)


def test_each_band_at_its_own_rate() -> None:
    bands = "{tiers: [[10万, 1%], [above, 2%]], applies_to: each_band, boundary: upper}"
    with ann(plan(scheme(bands)), 5_000_000) as run:
        found = given(run, gmv=150_000)  # 1% of 100,000 and 2% of 50,000
        assert said(found) == [commission("150000.00", "0.013333333333", "2000.00")]
        assert found.lines[0].why == "GMV ¥50,000.00 → ¥150,000.00；到“超过10万元”一段"
        assert given(run, gmv=100_000).pay_fen == 100_000
        assert given(run, gmv="100000.50").pay_fen == 100_001


def test_a_point_is_strict() -> None:
    """54 of 1,000 viewers: 5.4% is not more than 6%, nor is 6%."""
    points = "points: [{label: 互动, when: interaction_rate > 6%, add: 0.5%}]"
    with ann(plan(scheme("2%", points)), 10_000_000, viewers=1000, comments=54, likes=0, shares=0) as run:
        assert given(run, interaction_rate="0.06").difference_fen == 0
        found = given(run, interaction_rate="0.0601")
        assert said(found) == [commission("100000.00", "0.025", "2500.00")]
        assert found.why == ("互动 +0.5 个百分点，得到",)
        (step,) = next_steps(run, "ann")
        assert step.text == "互动率再高 0.61 个百分点（到 6.01%），得到“互动”+0.5 个百分点，应发 +¥500.00"


def test_a_gate_on_the_person() -> None:
    """A fifth of the sales came back: above 10% the rate is halved."""
    gates = "gates:\n  - {label: 高退货, per: person, when: return_rate > 10%, times: 50%}\n"
    company = sold_by_each({"ann": [10_000_000]})
    company["refunds"] = [
        {
            "refund_id": "r",
            "line_id": "ann 0",
            "refunded_at": at("2026-09-11 12:00"),
            "amount": Decimal(20_000),
        }
    ]
    with run_plan(plan(scheme("2%"), more=gates), company) as run:
        assert said(given(run)) == [commission("100000.00", "0.01", "1000.00")]
        assert given(run, return_rate="0.1001").difference_fen == 0
        found = given(run, return_rate="0.1")
        assert (found.difference_fen, found.why) == (100_000, ("高退货：比例 × 50%，不再触发",))
        (step,) = next_steps(run, "ann")
        assert step.text == "退货率再低 10 个百分点（到 10%），不再触发“高退货”，应发 +¥1,000.00"
        # Rates stay when sales grow: twice the sales, twice the refunds.
        assert given(run, gmv=200_000).pay_fen == 200_000


def test_the_cap() -> None:
    cap = "limits:\n  commission_cap: {amount: 3000, per: month}\n"
    with ann(plan(scheme("2%"), more=cap), 10_000_000) as run:
        assert said(given(run, gmv=150_000)) == [commission("150000.00", "0.02", "3000.00")]
        found = given(run, gmv="200000")
        assert said(found) == [
            commission("200000.00", "0.02", "4000.00"),
            ("cap", "4000.00", None, "-1000.00"),
        ]
        assert found.lines[1].why == "提成合计 ¥4,000.00，超过封顶 ¥3,000.00"
        assert found.lines[1].before_fen is None
        assert next_steps(run, "ann") == ()


def test_the_guarantee_follows() -> None:
    with ann(plan(scheme("2%", "guarantee: {amount: 1000}")), 2_000_000) as run:
        assert said(given(run)) == [
            commission("20000.00", "0.02", "400.00"),
            ("guarantee", "400.00", None, "600.00"),
        ]
        assert given(run, gmv=50_000).difference_fen == 0
        found = given(run, gmv="50000.50")  # 1000.01: nothing is left to be lifted
        assert said(found) == [commission("50000.50", "0.02", "1000.01")]
        (gone,) = found.gone
        assert (gone.kind, gone.amount_fen, gone.before_fen) == ("guarantee", 0, 60_000)
        assert gone.why == "提成已到保底 ¥1,000.00"
        assert found.difference_fen == 1


DRAWN = plan(scheme("10%", "draw: {amount: 500}"))


@pytest.mark.parametrize(
    ("gmv", "moved", "pay"),
    [
        (1_000, 40_000, 500_00),  # 100 earned, 400 advanced
        (5_000, 0, 500_00),  # 500 earned
        (5_500, -5_000, 500_00),  # 50 above: all of it is repaid
        (6_000, -10_000, 500_00),  # 100 above: the debt of 100 is repaid
        (9_000, -10_000, 800_00),  # there is no more to repay
    ],
)
def test_a_draw_and_its_debt(gmv: int, moved: int, pay: int) -> None:
    earlier = Earlier(debts=(Debt("ann", "one", 10_000),))
    company = tables_of(sold_by_each({"ann": [100_000]}))
    with run_engine(read_plan(DRAWN), company, "2026-09", earlier=earlier, threads=1) as run:
        found = given(run, gmv=gmv)
        assert sum(line.amount_fen for line in found.lines if line.kind == "draw") == moved
        assert found.pay_fen == pay


LADDER = """{ladder: [
      {when: valid_days >= 20 and live_hours >= 100 and gift_income >= 20000, rate: 14%},
      {when: valid_days >= 15 and live_hours >= 70 and gift_income >= 10000, rate: 12%},
      {when: valid_days >= 5 and live_hours >= 30 and gift_income >= 1000, rate: 5%}]}"""
OWN = """metrics:
  live_hours: {label: 直播小时, formula: sum(sessions.minutes) / 60, unit: hours, better: higher}
"""


def streams(days: int, hours: int, gifts: int) -> Facts:
    """So many days with one stream of so many hours each; the gifts on the first."""
    company: Facts = {"people": people("ann"), "sessions": [], "shifts": []}
    for day in range(days):
        start = at("2026-09-01 12:00") + timedelta(days=day)
        end = start + timedelta(hours=hours)
        company["sessions"].append(session(f"s{day}", start, end, gift_income=gifts if day == 0 else 0))
        company["shifts"].append(shift(f"s{day}", "ann", start, end))
    return company


def test_a_ladder_of_days_hours_and_income() -> None:
    """19 days of 5 hours and 15,000: the second row, 12%. The first wants a day, 5 hours and 5,000 more."""
    with run_plan(plan(scheme(LADDER, base="gift_income"), more=OWN), streams(19, 5, 15_000)) as run:
        assert [lever.name for lever in levers(run, "ann")] == ["gift_income", "live_hours", "valid_days"]
        assert said(given(run)) == [commission("15000.00", "0.12", "1800.00")]
        # The income is the base and what the rows look at: both move.
        assert said(given(run, gift_income=9_999)) == [commission("9999.00", "0.05", "499.95")]
        assert said(given(run, gift_income=999)) == [commission("999.00", "0", "0.00")]
        assert given(run, gift_income=20_000).pay_fen == 240_000  # days and hours are missing still
        found = given(run, gift_income=20_000, valid_days=20, live_hours=100)
        assert said(found) == [commission("20000.00", "0.14", "2800.00")]
        assert found.why == ("礼物收入 ¥15,000.00 → ¥20,000.00；第 1 档，12% → 14%",)
        (step,) = next_steps(run, "ann")
        assert step.text == (
            "有效天再多 1 天、直播小时再多 5 小时、礼物收入再多 ¥5,000.00，达到第 1 档 14%，应发 +¥1,000.00"
        )
        assert step.given == {"valid_days": 20, "live_hours": 100, "gift_income": 20_000}


def test_the_quarter_mean_and_its_true_ups() -> None:
    """900, 2,100 and 6,000: the mean is 3,000, the start of 3%. A fen less and the whole quarter is at 2%."""
    folder = GOLDEN / "quarter_mean"
    with run_engine(read_plan(folder / "plan.yaml"), facts_in(folder), "2026-09", threads=1) as run:
        (lever,) = levers(run, "ann")
        ends = [mark.value for mark in lever.marks if mark.value == mark.beyond and mark.reached]
        assert ends == [Fraction(0), Fraction(6_000)]  # 1,000 a month are there without September
        assert given(run).pay_fen == 21_900
        found = given(run, gmv="5999.99")
        assert said(found) == [
            commission("5999.99", "0.02", "120.00"),
            ("true_up", "900.00", None, "9.00"),
            ("true_up", "2100.00", None, "0.00"),
        ]
        assert found.lines[1].why == "季度月均在“1000元到3000元”一档，2%"


def test_campaign_days_keep_their_share() -> None:
    """One part in three was sold on campaign days; of 100.01 they get 33.34 by the largest remainder."""
    more = "campaigns:\n  - {label: 大促, from: 2026-09-10, to: 2026-09-12, change: {one.rate: 5%}}\n"
    company = sold_by_each({"ann": [10_000]})
    later = at("2026-09-20 12:00")
    company["sessions"].append(session("late", later, later + timedelta(hours=1)))
    company["shifts"].append(shift("late", "ann", later, later + timedelta(hours=1)))
    company["order_lines"].append(line("late", "late", later, 20_000))
    with run_plan(plan(scheme("2%"), more=more), company) as run:
        assert said(given(run, gmv="100.01")) == [
            commission("33.34", "0.05", "1.67"),
            commission("66.67", "0.02", "1.33"),
        ]
        assert said(given(run, gmv=0)) == [commission("0.00", "0.02", "0.00")]


def test_from_nothing() -> None:
    """Without sales there are no shares: what is given is under no campaign and no gate."""
    with ann(plan(scheme(TIERS))) as run:
        assert said(given(run, gmv=250_000)) == [commission("250000.00", "0.025", "6250.00")]


def test_two_schemes_of_one_figure_move_together() -> None:
    """A point looks at the figure as well; a base below zero pays nothing."""
    points = "points: [{label: 量, when: gmv >= 1000, add: 1%}]"
    text = plan(
        scheme("2%", points), scheme("1%", name="two"), scheme("3%", base="gmv - traffic_cost", name="net")
    )
    with ann(text, 50_000) as run:
        assert [lever.name for lever in levers(run, "ann")] == ["gmv", "net.base"]
        found = given(run, gmv=1_000, net__base=-5)
        assert said(found) == [
            commission("1000.00", "0.03", "30.00"),
            commission("1000.00", "0.01", "10.00"),
            commission("-5.00", "0", "0.00"),
        ]
        assert found.lines[2].why.endswith("基数为负，不计提成")


def test_pools_and_base_pay_stay() -> None:
    folder = GOLDEN / "pool_with_absent_role"
    text = (
        (folder / "plan.yaml").read_text(encoding="utf-8").replace("rate: 2%}", "rate: 2%, base_pay: 3000}")
    )
    with run_engine(read_plan(text), facts_in(folder), "2026-09", threads=1) as run:
        for row in run.rows("SELECT person_id FROM statements"):
            person = row["person_id"]
            more = {lever.name: Fraction(12_345) for lever in levers(run, person) if lever.schemes}
            now, then = (
                [line for line in what_if(run, person, moved).lines if line.kind != "commission"]
                for moved in ({}, more)
            )
            assert now == then


def test_bonuses_and_adjustments_stay() -> None:
    additions = [
        Addition("ann", "bonus", 50_000, "2026-Q2", "decision:17", Label("季度奖", "quarter bonus")),
        Addition("ann", "adjustment", -400, "2026-08", "run:2026-08", Label("退款", "refunds"), (), 9_600),
        Addition("gone", "adjustment", -100, "2026-08", "run:2026-08", Label("退款", "refunds"), (), 0),
    ]
    company = tables_of(sold_by_each({"ann": [100_000]}))
    with run_engine(read_plan(plan(scheme("2%"))), company, "2026-09", additions=additions, threads=1) as run:
        assert said(given(run, gmv=2_000)) == [
            commission("2000.00", "0.02", "40.00"),
            ("bonus", None, None, "500.00"),
            ("adjustment", "96.00", None, "-4.00"),
        ]
        for person in ("ann", "gone"):
            lines = statement(run, person)["lines"]
            assert [line.label for line in what_if(run, person, {}).lines] == [
                line["label"] for line in lines
            ]


def test_two_teams_of_one_quarter() -> None:
    """September looks at the red team; July and August at the blue one, whose months are over."""
    points = "points: [{label: 队, when: team.gmv >= 1000, add: 1%}]"
    rate = "{tiers: [[5000, 2%], [above, 3%]], applies_to: whole, boundary: upper}"
    company = sold_by_each({"ann": [400_000], "ben": [100_000]})
    stints = [("2026-01-01", "blue"), ("2026-09-01", "red")]
    company["people"] = [
        {"person_id": name, "role": "anchor", "starts_on": dt.date.fromisoformat(day), "team": team}
        for name in ("ann", "ben")
        for day, team in stints
    ]
    with run_plan(plan(scheme(rate, "per: quarter_mean", points)), company) as run:
        assert [lever.name for lever in levers(run, "ann")] == ["gmv", "team.gmv"]
        assert given(run).lines[0].rate == Fraction("0.03")
        found = given(run, team__gmv="999.99")
        assert found.lines[0].why == "队 +1 个百分点，失去"
        assert found.lines[0].rate == Fraction("0.02")


def test_figures_beyond_128_bits_are_refused() -> None:
    with ann(plan(scheme("2%")), 100) as run:
        with pytest.raises(FiguresOverflow):
            given(run, gmv=10**40)
        assert given(run, gmv=100).pay_fen == 200


def test_what_is_kept_of_a_run_goes_with_it() -> None:
    run = run_plan(plan(scheme("2%")), sold_by_each({"ann": [100]}))
    assert given(run).pay_fen == 2
    gone = weakref.ref(run)
    run.close()
    del run
    gc.collect()
    assert gone() is None


def test_a_plan_of_pools_alone_has_nothing_to_move() -> None:
    folder = GOLDEN / "pool_without_schemes"
    with run_engine(read_plan(folder / "plan.yaml"), facts_in(folder), "2026-09", threads=1) as run:
        for row in run.rows("SELECT person_id, pay FROM statements"):
            assert levers(run, row["person_id"]) == ()
            assert what_if(run, row["person_id"], {}).pay_fen == row["pay"]
