"""Hand-computed checks of the oracle itself: the requirements' worked examples and the plans' own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from .formula import parse
from .metrics import Scope, is_additive, metric_formulas
from .oracle import OracleResult, run
from .scores import item_score
from .values import half_up, number, period_of, previous, share

EXAMPLES = Path(__file__).parents[2] / "examples"
ZONE = ZoneInfo("Asia/Shanghai")
Row = dict[str, Any]
Facts = dict[str, list[Row]]


def read(text: str) -> dict[str, Any]:
    plan = yaml.load(text, yaml.BaseLoader)
    assert isinstance(plan, dict)
    return plan


BEAUTY = read((EXAMPLES / "beauty" / "plan.yaml").read_text(encoding="utf-8"))
GUILD = read((EXAMPLES / "guild" / "plan.yaml").read_text(encoding="utf-8"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def person(person_id: str, role: str = "anchor", starts: str = "2026-01-01", **more: Any) -> Row:
    return {"person_id": person_id, "role": role, "starts_on": date.fromisoformat(starts), **more}


def shift(session_id: str, person_id: str, start: str, end: str, role: str = "anchor") -> Row:
    times = {"starts_at": at(start), "ends_at": at(end)}
    return {"session_id": session_id, "person_id": person_id, "role": role, **times}


def session(session_id: str, start: str, hours: float = 2, **more: Any) -> Row:
    end = at(start) + timedelta(hours=hours)
    return {"session_id": session_id, "started_at": at(start), "ended_at": end, **more}


def line(line_id: str, session_id: str | None, paid: str, amount: str, **more: Any) -> Row:
    figures = {"paid_at": at(paid), "paid_amount": Decimal(amount)}
    return {"line_id": line_id, "order_id": line_id, "session_id": session_id, **figures, **more}


def facts_of(*people: Row, **tables: Iterable[Row]) -> Facts:
    return {"people": list(people), **{table: list(rows) for table, rows in tables.items()}}


def add(facts: Facts, table: str, *rows: Row) -> None:
    facts.setdefault(table, []).extend(rows)


def sell(facts: Facts, person_id: str, day: str, amount: str, hours: float = 2, **more: Any) -> str:
    """One session of one anchor with one line; `more` are the session's figures."""
    session_id = f"s{len(facts.get('sessions', [])) + 1:02d}"
    add(facts, "sessions", session(session_id, f"{day} 12:00", hours, **more))
    end = at(f"{day} 12:00") + timedelta(hours=hours)
    add(facts, "shifts", {**shift(session_id, person_id, f"{day} 12:00", f"{day} 12:00"), "ends_at": end})
    add(facts, "order_lines", line(f"l-{session_id}", session_id, f"{day} 12:30", amount))
    return session_id


def pay_of(result: OracleResult, person_id: str = "a") -> list[Decimal]:
    statement = result.statements[person_id]
    assert sum(entry["amount"] for entry in statement["lines"]) == statement["pay"]
    return [statement["commission"], statement["pay"]]


def amounts(result: OracleResult, person_id: str, kind: str) -> list[Decimal]:
    return [entry["amount"] for entry in result.statements[person_id]["lines"] if entry["kind"] == kind]


def simple(rate: str = "2%", base: str = "gmv", **more: Any) -> dict[str, Any]:
    return {"commission": {"one": {"for": 'role == "anchor"', "base": base, "rate": rate}}, **more}


def sold(tier: str, day: str, amount: str, **figures: Any) -> Facts:
    facts = facts_of(person("a", tier=tier))
    sell(facts, "a", day, amount, **figures)
    return facts


def retain(facts: Facts, day: str, retained: int) -> None:
    add(facts, "accounts", {"platform": "p", "account_id": "acc", "person_id": "a"})
    fans = {"account_id": "acc", "date": date.fromisoformat(day), "gained": 100, "retained_7d": retained}
    add(facts, "fans", fans)


# Values and formulas


def test_written_numbers() -> None:
    assert [number(text) for text in ("5%", "10万", "1.2亿", "0.5%", "-3")] == [
        Fraction(1, 20),
        100_000,
        120_000_000,
        Fraction(1, 200),
        -3,
    ]


def test_half_up_goes_away_from_zero() -> None:
    written = ("0.005", "-0.005", "0.0149", "2.675")
    assert [half_up(Fraction(text), 2) for text in written] == [
        Fraction(text) for text in ("0.01", "-0.01", "0.01", "2.68")
    ]


def test_largest_remainder() -> None:
    assert share(10001, [Fraction(1)] * 3) == [3334, 3334, 3333]
    assert share(-5, [Fraction(1), Fraction(1)]) == [-3, -2]
    assert share(1, [Fraction(1), Fraction(2)]) == [0, 1]


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("1 + 2 * 3 - 4 / 8", Fraction(13, 2)),
        ("-(2 - 5) * 10%", Fraction(3, 10)),
        ("if 1 > 2 then 3 else 4 + 1", Fraction(5)),
        ("1 / 0", None),
        ("coalesce(1 / 0, 7)", Fraction(7)),
        ("min(3, 1 / 0)", None),
        ("1 / 0 > 1 and 1 > 2", False),
        ("1 / 0 > 1 and 2 > 1", None),
        ("1 / 0 > 1 or 2 > 1", True),
        ("not 1 / 0 > 1", None),
        ("if 1 / 0 > 1 then 1 else 2", Fraction(2)),
        ("round(2.5) + round(-2.5)", Fraction(0)),
        ("round(1.005, 2)", Fraction(101, 100)),
        ("abs(2 - 5)", Fraction(3)),
        ("max(1, 2, 3) >= 3", True),
        ("2026-06-01 < 2026-06-02", True),
        ("'a' == \"a\"", True),
    ],
)
def test_formulas(formula: str, expected: object) -> None:
    assert Scope({}, []).value(formula) == expected


def test_what_is_additive() -> None:
    formulas = metric_formulas({})
    for formula in ("gmv", "net_gmv", "orders", "valid_minutes / 60", "2 * gmv + refunds", "sessions"):
        assert is_additive(parse(formula), formulas), formula
    for formula in ("aov", "conversion", "team_rating", "fan_growth", "gmv * refunds", "max(gmv, 1)"):
        assert not is_additive(parse(formula), formulas), formula


def test_periods() -> None:
    assert period_of("2026-Q3").month_equivalents == 3
    assert period_of("2026-02").month_equivalents == 1
    week = period_of("2026-W27")  # 29 June to 5 July
    assert (week.first, week.month_equivalents) == (date(2026, 6, 29), Fraction(2, 30) + Fraction(5, 31))
    assert [previous(period_of(label)).label for label in ("2026-01", "2026-Q1", "2026-W01")] == [
        "2025-12",
        "2025-Q4",
        "2025-W52",
    ]


# Commission: the requirements' worked examples and the plans' own


def test_c01_net_gmv() -> None:
    facts = facts_of(person("a"))
    session_id = sell(facts, "a", "2026-04-10", "200000")
    facts["order_lines"][0]["platform_commission"] = Decimal(50000)
    cost = {"cost_id": "c", "session_id": session_id, "kind": "traffic", "amount": Decimal(20000)}
    add(facts, "costs", cost, {**cost, "cost_id": "d", "kind": "sample"})
    result = run(simple(base="net_gmv"), facts, "2026-04")
    (entry,) = result.statements["a"]["lines"]
    assert (entry["base"], entry["amount"]) == (Decimal(130000), Decimal("2600.00"))
    assert result.metrics["a", "net_gmv"] is None  # nobody recorded a product cost


@pytest.mark.parametrize(
    ("tier", "day", "amount", "interaction", "commission", "pay"),
    [
        ("newcomer", "2026-04-10", "100000", 0, 1000, 5000),  # C02
        ("newcomer", "2026-01-15", "100000", 0, 800, 4800),  # C07, low season
        ("mid", "2026-04-10", "100000", 50, 1500, 6500),  # C04, upper boundary
        ("mid", "2026-04-10", "100000.01", 50, 2000, 7000),
        ("mid", "2026-04-10", "200000", 50, 4000, 9000),  # C04
        ("mid", "2026-04-10", "200000", 60, 4000, 9000),  # > is not >=
        ("mid", "2026-04-10", "200000", 65, 5000, 10000),  # C06
        ("head", "2026-04-10", "300000", 0, 9000, 9000),  # C03
        ("head", "2026-04-10", "200000", 0, 4000, 4000),
        ("head", "2026-06-18", "400000", 0, 20000, 20000),  # C07
        ("head", "2026-06-21", "400000", 0, 16000, 16000),
        ("head", "2026-06-18", "300000", 0, 9000, 9000),  # only the top tier changes
        ("head", "2026-04-10", "4000000", 0, 100000, 100000),  # C09
    ],
)
def test_beauty_schemes(
    tier: str, day: str, amount: str, interaction: int, commission: int, pay: int
) -> None:
    facts = sold(tier, day, amount, viewers=1000, comments=interaction, likes=0, shares=0)
    assert pay_of(run(BEAUTY, facts, day[:7])) == [commission, pay]


def test_beauty_retention_point_and_cap() -> None:
    facts = sold("head", "2026-04-10", "4000000")
    retain(facts, "2026-04-10", 40)
    result = run(BEAUTY, facts, "2026-04")
    assert amounts(result, "a", "commission") == [180000]
    assert amounts(result, "a", "cap") == [-80000]
    assert result.metrics["a", "fan_retention_7d"] == Fraction(2, 5)
    retain(facts, "2026-04-11", 30)  # 70 of 200: 35% is not more than 35%
    assert amounts(run(BEAUTY, facts, "2026-04"), "a", "commission") == [160000]


def test_c05_pool() -> None:
    facts = facts_of(
        *(
            person(p, role)
            for p, role in zip("abop", ("anchor", "anchor", "operations", "planner"), strict=True)
        )
    )
    start, end = "2026-04-10 12:00", "2026-04-10 14:00"
    add(facts, "sessions", session("s", start, kind="brand_day"))
    add(facts, "shifts", shift("s", "a", start, end), shift("s", "o", start, end, "operations"))
    add(facts, "shifts", shift("s", "p", start, end, "planner"))
    add(facts, "order_lines", line("l", "s", "2026-04-11 09:00", "500000"))  # whoever was on air
    result = run(BEAUTY, facts, "2026-04")
    assert [amounts(result, p, "pool") for p in "aop"] == [[9000], [3750], [2250]]
    assert result.uncredited == {"l": "nobody_on_air"}
    add(facts, "shifts", shift("s", "b", start, end))
    facts["order_lines"][0]["paid_amount"] = Decimal("500000.50")
    facts["shifts"] = [row for row in facts["shifts"] if row["role"] != "planner"]
    result = run(BEAUTY, facts, "2026-04")  # 15000.02 (half up of .015): 9000.01, 3750.01 by remainder, 2250
    assert [amounts(result, p, "pool") for p in "abo"] == [
        [Decimal("4500.01")],
        [Decimal("4500.00")],
        [Decimal("3750.01")],
    ]
    assert "pool" not in {entry["kind"] for entry in result.statements.get("p", {"lines": []})["lines"]}


def test_pooled_sessions_leave_the_base_but_stay_in_metrics() -> None:
    facts = sold("head", "2026-04-10", "100000")
    sell(facts, "a", "2026-04-11", "500000", kind="brand_day")
    result = run(BEAUTY, facts, "2026-04")
    assert amounts(result, "a", "commission") == [2000]
    assert amounts(result, "a", "pool") == [9000]
    assert result.metrics["a", "gmv"] == 600000


def test_c07_campaign_inside_a_month() -> None:
    facts = sold("head", "2026-06-20", "200000")
    sell(facts, "a", "2026-06-21", "200000")
    lines = [
        (entry["campaigns"], entry["base"], entry["amount"])
        for entry in run(BEAUTY, facts, "2026-06").statements["a"]["lines"]
    ]
    assert lines == [(("618大促",), 200000, 10000), ((), 200000, 8000)]


def test_c08_gates() -> None:
    gates = {"gates": BEAUTY["gates"]}
    facts = sold("x", "2026-04-10", "200000")
    facts["order_lines"][0].update(product_id="p", product_cost=Decimal(170000))
    (entry,) = run(simple(**gates), facts, "2026-04").statements["a"]["lines"]
    assert (entry["rate"], entry["amount"], entry["gates"]) == (Fraction(1, 100), 2000, ("低毛利",))
    facts["order_lines"][0]["product_cost"] = Decimal(160000)  # 20% is not less than 20%
    assert pay_of(run(simple(**gates), facts, "2026-04"))[0] == 4000
    refund = {"refund_id": "r", "line_id": "l-s01", "refunded_at": at("2026-06-01 10:00"), "amount": 20000}
    add(facts, "refunds", refund)
    assert pay_of(run(simple(**gates), facts, "2026-04"))[0] == 4000  # 10% is not more than 10%
    refund["amount"] = Decimal("20000.01")
    assert pay_of(run(simple(**gates), facts, "2026-04"))[0] == 2000


def test_points_are_added_before_gates_multiply() -> None:
    plan = simple(gates=[{"label": "g", "per": "person", "when": "gmv > 0", "times": "50%"}])
    plan["commission"]["one"]["points"] = [
        {"label": "x", "when": "sessions >= 1", "add": "0.5%"},
        {"label": "y", "when": "viewers > 10", "add": "9%"},  # missing does not hold
        {"label": "z", "when": "orders == 1", "add": "0.5%"},
    ]
    (entry,) = run(plan, sold("x", "2026-04-10", "1000"), "2026-04").statements["a"]["lines"]
    assert (entry["rate"], entry["amount"]) == (Fraction(3, 200), 15)


def show(days: int, hours: float, income: int, starts: str = "2026-01-01") -> Facts:
    """`days` sessions, the last so long that the hours add up; the income in the first."""
    facts = facts_of(person("a", team="show", starts=starts))
    usual = 3.0 if hours / days >= 3 else hours / days
    for i in range(days):
        length = hours - usual * (days - 1) if i == days - 1 else usual
        sell(facts, "a", f"2026-04-{i + 1:02d}", "0", length, gift_income=income if i == 0 else 0)
    return facts


@pytest.mark.parametrize(
    ("days", "hours", "income", "rate"),
    [
        (20, 100, 60000, 16),
        (20, 100, 59999, 14),
        (20, 100, 20000, 14),
        (19, 100, 60000, 12),
        (20, 99, 60000, 12),
        (15, 70, 10000, 12),
        (15, 70, 9999, 7),
        (15, 70, 5000, 7),
        (14, 70, 5000, 5),
        (5, 30, 1000, 5),
        (5, 30, 999, 0),
        (4, 30, 60000, 0),
    ],
)
def test_c18_ladder(days: int, hours: int, income: int, rate: int) -> None:
    result = run(GUILD, show(days, hours, income), "2026-04")
    assert result.metrics["a", "valid_days"] == days
    assert result.metrics["a", "live_hours"] == hours
    (entry,) = result.statements["a"]["lines"]
    assert entry["rate"] == Fraction(rate, 100)
    assert entry["amount"] == Decimal(income * rate) / 100


def test_c09_guarantee_of_the_first_months() -> None:
    paid = [
        pay_of(run(GUILD, show(3, 9, 900, starts), "2026-04"))[0]
        for starts in ("2026-04-30", "2026-03-15", "2026-02-28", "2026-01-31")
    ]
    # Who joins on 30 April still has the guarantee in full; the fourth month has none.
    assert paid == [3000, 3000, 3000, 0]


def brand(*bases: tuple[str, str]) -> Facts:
    facts = facts_of(person("a", team="brand"))
    for day, amount in bases:
        sell(facts, "a", day, amount)
    return facts


def test_c11_quarter_mean() -> None:
    facts = brand(("2026-04-10", "200000"))
    assert amounts(run(GUILD, facts, "2026-04"), "a", "commission") == [5000]
    facts = brand(("2026-04-10", "139999.98"), ("2026-05-10", "260000"))
    assert amounts(run(GUILD, facts, "2026-05"), "a", "commission") == [5200]


def test_c11_true_ups() -> None:
    facts = brand(("2026-04-10", "100000"), ("2026-05-10", "500000"))
    assert amounts(run(GUILD, facts, "2026-04"), "a", "commission") == [2000]
    assert amounts(run(GUILD, facts, "2026-05"), "a", "commission") == [12500]
    june = run(GUILD, facts, "2026-06")
    trued = [e for e in june.statements["a"]["lines"] if e["kind"] == "true_up"]
    assert [(e["period"], e["amount"]) for e in trued] == [("2026-04", 500), ("2026-05", 0)]
    assert amounts(june, "a", "commission") == [0]
    assert amounts(june, "a", "draw") == [1500]  # 500 is 1500 short of the draw


def test_c09_draw() -> None:
    facts = brand(("2026-04-10", "50000"))
    april = run(GUILD, facts, "2026-04", debts={("a", "brand"): 100_00})
    assert amounts(april, "a", "draw") == [1500]
    assert april.statements["a"]["debts"] == {"brand": 1600_00}
    facts = brand(("2026-04-10", "120000"))  # 2400: 400 above the draw
    april = run(GUILD, facts, "2026-04", debts={("a", "brand"): 1600_00})
    assert amounts(april, "a", "draw") == [-400]
    assert april.statements["a"]["debts"] == {"brand": 1200_00}
    april = run(GUILD, facts, "2026-04", debts={("a", "brand"): 30_00})
    assert april.statements["a"]["debts"] == {"brand": 0}


def test_guild_override_pays_each_band() -> None:
    facts = brand(("2026-04-10", "1500000"))
    add(facts, "people", person("o", "operations", team="brand"))
    result = run(GUILD, facts, "2026-04")
    assert amounts(result, "o", "commission") == [3500]
    assert result.statements["o"]["lines"][0]["rate"] == Fraction(3500, 1_500_000)


def test_a_negative_base_pays_nothing() -> None:
    facts = sold("x", "2026-04-10", "100")
    refund = {"refund_id": "r", "line_id": "l-s01", "refunded_at": at("2026-04-11 10:00")}
    add(facts, "refunds", {**refund, "amount": Decimal("100.01")})
    (entry,) = run(simple(base="effective_gmv"), facts, "2026-04").statements["a"]["lines"]
    assert (entry["base"], entry["amount"]) == (Decimal("-0.01"), 0)


def test_promotion_inside_a_month() -> None:
    facts = facts_of(person("a", tier="newcomer"), person("a", starts="2026-04-16", tier="mid"))
    sell(facts, "a", "2026-04-15", "100000")
    sell(facts, "a", "2026-04-16", "200000")
    result = run(BEAUTY, facts, "2026-04")
    assert [(e["kind"], e["scheme"], e["amount"]) for e in result.statements["a"]["lines"]] == [
        ("commission", "newcomer", 1000),
        ("commission", "mid", 4000),
        ("base_pay", "", 2000),
        ("base_pay", "", 2500),
    ]


def test_own_base_pay_goes_first_and_is_pro_rata() -> None:
    facts = facts_of(person("a", tier="mid", base_pay=Decimal(1000), ends_on=date(2026, 4, 11)))
    assert pay_of(run(BEAUTY, facts, "2026-04")) == [0, Decimal("333.33")]


# Credit


def handover(*people: tuple[str, str, str]) -> Facts:
    facts = facts_of(*(person(p) for p in sorted({p for p, _, _ in people})))
    add(facts, "sessions", session("s", "2026-04-30 22:00", 4, viewers=101, buyers=3))
    add(facts, "shifts", *(shift("s", p, f"2026-{start}", f"2026-{end}") for p, start, end in people))
    return facts


def test_x10_handover_midnight_overlap_and_gap() -> None:
    facts = handover(("a", "04-30 22:00", "05-01 00:00"), ("b", "05-01 00:00", "05-01 01:00"))
    times = {"l1": "04-30 23:59:59", "l2": "05-01 00:00:00", "l3": "05-01 01:00:00", "l4": "04-30 21:59:59"}
    add(facts, "order_lines", *(line(k, "s", f"2026-{v}", "10") for k, v in times.items()))
    add(facts, "order_lines", line("l5", None, "2026-05-01 00:00", "10"))
    add(facts, "order_lines", line("l6", "s", "2026-05-01 00:30", "10", channel="shop"))
    april, may = run(simple(), facts, "2026-04"), run(simple(), facts, "2026-05")
    assert [april.metrics["a", "gmv"], april.metrics["b", "gmv"]] == [10, 0]
    assert [may.metrics["a", "gmv"], may.metrics["b", "gmv"]] == [0, 10]
    assert april.uncredited == {"l4": "nobody_on_air"}
    assert may.uncredited == {"l3": "nobody_on_air", "l5": "no_session"}
    # The session's figures are April's, split 2:1 in whole viewers.
    assert [april.metrics["a", "viewers"], april.metrics["b", "viewers"]] == [67, 34]
    assert may.metrics["b", "viewers"] == 0
    overlap = handover(("b", "04-30 22:00", "05-01 00:00"), ("a", "04-30 23:00", "05-01 01:00"))
    add(overlap, "order_lines", line("l1", "s", "2026-04-30 23:30", "10"))
    assert run(simple(), overlap, "2026-04").metrics["a", "gmv"] == 10  # the later start
    overlap["shifts"][1]["starts_at"] = at("2026-04-30 22:00")
    overlap["shifts"].reverse()
    assert run(simple(), overlap, "2026-04").metrics["a", "gmv"] == 10  # the smaller id


def test_cut_off_hour() -> None:
    facts = handover(("a", "04-30 22:00", "05-01 05:00"))
    add(facts, "order_lines", line("l1", "s", "2026-05-01 03:59:59", "1"))
    add(facts, "order_lines", line("l2", "s", "2026-05-01 04:00", "2"))
    plan = simple(business_day_starts="04:00")
    assert run(plan, facts, "2026-04").metrics["a", "gmv"] == 1


def test_c14_shares_add_up() -> None:
    facts = handover(
        ("a", "04-30 22:00", "04-30 23:00"),
        ("b", "04-30 23:00", "05-01 00:00"),
        ("c", "05-01 00:00", "05-01 01:00"),
    )
    add(facts, "order_lines", line("l1", "s", "2026-04-30 23:00", "100.01"))
    refund = {"refund_id": "r", "line_id": "l1", "refunded_at": at("2026-05-02 10:00")}
    add(facts, "refunds", {**refund, "amount": Decimal("0.04")})
    result = run(simple(credit={"order_lines": "share_of_minutes"}), facts, "2026-04")
    shares = [result.metrics[p, "gmv"] for p in "abc"]
    assert shares == [Fraction("33.34"), Fraction("33.34"), Fraction("33.33")]
    refunds = [result.metrics[p, "refunds"] for p in "abc"]
    assert refunds == [Fraction("0.02"), Fraction("0.01"), Fraction("0.01")]
    assert [result.metrics[p, "orders"] for p in "abc"] == [1, 1, 1]


def test_named_credit() -> None:
    facts = facts_of(person("a"))
    add(facts, "order_lines", line("l1", None, "2026-04-30 23:00", "5", person_id="a"))
    add(facts, "order_lines", line("l2", None, "2026-04-30 23:00", "5"))
    add(facts, "order_lines", line("l3", None, "2026-04-30 23:00", "5", person_id="x"))
    result = run(simple(credit={"order_lines": "named"}), facts, "2026-04")
    assert result.metrics["a", "gmv"] == 5
    assert result.uncredited == {"l2": "no_person", "l3": "unknown_person"}


def test_a_session_without_shifts_is_its_accounts_persons() -> None:
    facts = facts_of(person("a"), person("b"))
    add(facts, "sessions", session("s", "2026-04-10 12:00", 2, platform="p", room_id="r", viewers=9))
    add(facts, "accounts", {"platform": "p", "account_id": "x", "room_id": "r", "person_id": "b"})
    add(facts, "accounts", {"platform": "q", "account_id": "r", "room_id": None, "person_id": "a"})
    add(facts, "order_lines", line("l", "s", "2026-04-20 12:00", "5"))
    result = run(simple(), facts, "2026-04")
    assert [result.metrics["b", m] for m in ("gmv", "viewers", "valid_minutes")] == [5, 9, 120]
    add(facts, "shifts", shift("s", "o", "2026-04-10 12:00", "2026-04-10 14:00", "operations"))
    result = run(simple(), facts, "2026-04")
    assert result.uncredited == {"l": "no_anchor_shift"}
    assert result.metrics["b", "viewers"] == 0


def test_a_violation_without_a_person_goes_to_the_anchor_on_air() -> None:
    facts = handover(("a", "04-30 22:00", "05-01 00:00"), ("b", "05-01 00:00", "05-01 01:00"))
    add(facts, "violations", {"violation_id": "v", "session_id": "s", "at": at("2026-05-01 00:00")})
    add(facts, "violations", {"violation_id": "w", "person_id": "a", "at": at("2026-05-01 00:00")})
    result = run(simple(), facts, "2026-05")
    assert [result.metrics[p, "violations"] for p in "ab"] == [1, 1]
    assert result.metrics["a", "violation_rate"] is None  # April's session


# What users of other systems complain about


def test_x01_a_refund_lowers_pay_once() -> None:
    facts = sold("x", "2026-04-10", "1000")
    add(facts, "order_lines", line("nobody", None, "2026-04-10 12:00", "1000"))
    plan = simple(base="effective_gmv")
    refund = {"refund_id": "r", "line_id": "nobody", "refunded_at": at("2026-05-10 12:00"), "amount": 400}
    add(facts, "refunds", refund)
    assert pay_of(run(plan, facts, "2026-04"))[0] == 20
    add(facts, "refunds", {**refund, "refund_id": "r2", "line_id": "l-s01"})
    assert pay_of(run(plan, facts, "2026-04"))[0] == 12
    assert run(plan, facts, "2026-05").metrics["a", "refunds"] == 0


def test_x03_tiers_look_at_the_periods_total() -> None:
    facts = sold("head", "2026-04-10", "150000")
    sell(facts, "a", "2026-04-12", "150000.01")
    assert pay_of(run(BEAUTY, facts, "2026-04"))[0] == Decimal("12000.00")


def test_x07_missing_is_not_zero() -> None:
    facts = sold("x", "2026-04-10", "1000", viewers=100, likes=5, comments=None, shares=1)
    result = run({}, facts, "2026-04")
    assert result.metrics["a", "interaction_rate"] is None
    assert result.metrics["a", "gross_margin"] is None
    assert result.metrics["a", "conversion"] is None
    assert result.metrics["a", "violations"] == 0
    assert result.metrics["a", "return_rate"] == 0
    sell(facts, "a", "2026-04-12", "1", viewers=100, likes=1, comments=3, shares=0)
    assert run({}, facts, "2026-04").metrics["a", "interaction_rate"] == Fraction(1, 20)


def test_x09_rates_are_not_rounded_and_lines_add_up() -> None:
    plan = simple("0.3333%", gates=[{"label": "g", "per": "person", "when": "gmv > 0", "times": "33.33%"}])
    result = run(plan, sold("x", "2026-04-10", "123456.78"), "2026-04")
    # 123456.78 × 0.003333 × 0.3333 = 137.1467…; at a rate of six decimals it would be 137.16
    assert pay_of(result)[0] == Decimal("137.15")
    assert pay_of(run(simple("0.5%"), sold("x", "2026-04-10", "1"), "2026-04"))[0] == Decimal("0.01")


def test_x13_ratios_are_sums_over_sums() -> None:
    facts = sold("x", "2026-04-10", "0", viewers=100, buyers=10)
    sell(facts, "a", "2026-04-11", "0", viewers=300, buyers=0)
    assert run({}, facts, "2026-04").metrics["a", "conversion"] == Fraction(1, 40)


# Metrics


def test_fans() -> None:
    facts = sold("x", "2026-04-10", "0", new_fans=10, fans_before=200)
    sell(facts, "a", "2026-04-11", "0", new_fans=20, fans_before=999)
    assert run({}, facts, "2026-04").metrics["a", "fan_growth"] == Fraction(30, 200)
    retain(facts, "2026-04-10", 40)
    assert run({}, facts, "2026-04").metrics["a", "fan_growth"] is None  # no total the day before
    add(facts, "fans", {"account_id": "acc", "date": date(2026, 3, 31), "total": 5000})
    assert run({}, facts, "2026-04").metrics["a", "fan_growth"] == Fraction(1, 50)


def test_ratings_requests_rundown() -> None:
    facts = facts_of(person("a"))
    for i, (period, score) in enumerate((("2026-04", 80), ("2026-05", 90), ("2026-Q2", 40), ("2026-W15", 7))):
        rating = {"rating_id": str(i), "subject_id": "a", "metric": "team_rating", "period": period}
        add(facts, "ratings", {**rating, "score": Decimal(score)})
    asked = {"request_id": "r", "person_id": "a", "asked_at": at("2026-04-10 12:00")}
    add(facts, "requests", {**asked, "acted_at": at("2026-04-10 12:05")}, {**asked, "acted_at": None})
    add(facts, "sessions", session("s", "2026-04-10 12:00", 2, new_form=True))
    add(facts, "shifts", shift("s", "a", "2026-04-10 12:00", "2026-04-10 14:00"))
    step = {"session_id": "s", "planned_at": at("2026-04-10 12:00")}
    for name, done in (("1", True), ("2", False), ("3", None), ("4", True)):
        add(facts, "rundown", {**step, "step": name, "as_planned": done})
    april, quarter = run({}, facts, "2026-04").metrics, run({}, facts, "2026-Q2").metrics
    assert [april["a", "team_rating"], quarter["a", "team_rating"]] == [80, 70]
    assert run({}, facts, "2026-W15").metrics["a", "team_rating"] == 7
    assert april["a", "response_time"] == 5
    assert april["a", "plan_execution"] == Fraction(1, 2)
    assert april["a", "innovation"] == 1


def test_teams_follow_the_stint_of_the_day() -> None:
    facts = facts_of(person("a", team="x"), person("a", starts="2026-04-11", team="y"), person("b", team="y"))
    sell(facts, "a", "2026-04-10", "1", viewers=10, buyers=1)
    sell(facts, "a", "2026-04-11", "2", viewers=10, buyers=1)
    sell(facts, "b", "2026-04-11", "4", viewers=30, buyers=0)
    result = run({}, facts, "2026-04").team_metrics
    assert [result["x", "gmv"], result["y", "gmv"]] == [1, 6]
    assert result["y", "conversion"] == Fraction(1, 40)


# Scores


@pytest.mark.parametrize(
    ("item", "actual", "expected"),
    [
        ({"score": "attainment", "target": "10", "cap": "120"}, "13", 120),
        ({"score": "attainment", "target": "10"}, "13", 130),
        ({"score": "attainment", "target": "10", "floor": "20"}, "1", 20),
        ({"score": "attainment", "target": "10"}, "-1", 0),
        ({"score": "attainment", "target": "0"}, "1", None),
        ({"score": "inverse", "target": "10", "cap": "120"}, "0", 120),
        ({"score": "inverse", "target": "10"}, "0", 100),
        ({"score": "inverse", "target": "10", "cap": "120"}, "20", 50),
        ({"score": "linear", "from": ["0%", "40"], "to": ["30%", "100"]}, "0.15", 70),
        ({"score": "linear", "from": ["0%", "40"], "to": ["30%", "100"]}, "0.4", 100),
        ({"score": "linear", "from": ["10", "100"], "to": ["0", "0"]}, "4", 40),
        ({"score": "bands", "bands": [["0%", "100"], ["5%", "60"], ["above", "0"]]}, "0", 100),
        ({"score": "bands", "bands": [["0%", "100"], ["5%", "60"], ["above", "0"]]}, "0.05", 60),
        ({"score": "bands", "bands": [["0%", "100"], ["5%", "60"], ["above", "0"]]}, "0.0501", 0),
        ({"score": "in_range", "range": ["60", "120"], "distance": "60"}, "60", 100),
        ({"score": "in_range", "range": ["60", "120"], "distance": "60"}, "45", 75),
        ({"score": "in_range", "range": ["60", "120"], "distance": "60"}, "180", 0),
        ({"score": "rating"}, "88.5", Fraction("88.5")),
        ({"score": "attainment", "target": {"mid": "5", "a": "4"}}, "2", 50),
        ({"score": "attainment", "target": {"head": "5"}}, "2", None),
    ],
)
def test_scoring_methods(item: Row, actual: str, expected: Fraction | None) -> None:
    attributes = {"person_id": "a", "tier": "mid", "team": None, "role": "anchor"}
    assert item_score(item, Fraction(actual), Fraction(1), attributes) == expected


def card(*items: Row, **more: Any) -> dict[str, Any]:
    grades = [{"name": "good", "from": "60"}, {"name": "bad", "from": "0"}]
    return {"grades": grades, "scorecards": {"c": {"dimensions": [{"items": list(items)}], **more}}}


GMV_ITEM = {"metric": "gmv", "weight": "75%", "score": "attainment", "target": "300", "cap": "120"}
CONVERSION_ITEM = {"metric": "conversion", "weight": "25%", "score": "attainment", "target": "3%"}


def test_scorecard_month_quarter_and_composite() -> None:
    facts = sold("x", "2026-06-10", "100", viewers=100, buyers=1)
    plan = card(GMV_ITEM, CONVERSION_ITEM, month="80%", quarter="20%")
    june = run(plan, facts, "2026-06").scores["a"]
    assert june["items"] == {"gmv": Decimal("33.3333"), "conversion": Decimal("33.3333")}
    assert june["period_score"] == Decimal("33.3333")
    # The quarter: 100 of 900 is 11.1111, and 33.3333; together 16.6667 (16.66665 half up)
    quarter = run(plan, facts, "2026-Q2").scores["a"]
    assert (quarter["score"], quarter["grade"]) == (Decimal("16.6667"), "bad")
    assert june["score"] == Decimal("30.0000")  # 26.66664 + 3.33334
    facts["sessions"][0]["viewers"] = 0
    assert run(plan, facts, "2026-06").scores["a"]["score"] is None


def test_missing_rules() -> None:
    facts = sold("x", "2026-05-10", "150")
    scores = {
        rule: run(card(GMV_ITEM, CONVERSION_ITEM, missing=rule), facts, "2026-05").scores["a"]
        for rule in ("block", "reweight", "zero")
    }
    assert [scores[rule]["score"] for rule in scores] == [None, Decimal(50), Decimal("37.5")]
    assert all(score["missing"] == {"conversion"} for score in scores.values())
    assert scores["block"]["grade"] is None
    assert scores["block"]["rank"] is None


def test_deductions_grades_and_ranks() -> None:
    facts = facts_of(*(person(p, tier="t") for p in "abcd"), person("e", tier="u"))
    for p, amount in zip("abcde", ("300", "240", "240", "150", "1"), strict=True):
        sell(facts, p, "2026-05-10", amount)
    add(facts, "violations", {"violation_id": "v", "person_id": "a", "at": at("2026-05-10 12:00")})
    add(facts, "violations", {"violation_id": "w", "person_id": "a", "at": at("2026-05-11 12:00")})
    plan = card({**GMV_ITEM, "weight": "100%"}, deduct=[{"each": "violations", "by": "10%", "floor": "0"}])
    scores = run(plan, facts, "2026-05").scores
    assert [scores[p]["score"] for p in "abcd"] == [80, 80, 80, 50]
    assert [scores[p]["rank"] for p in "abcde"] == [1, 1, 1, 4, 1]
    assert [scores[p]["grade"] for p in "abcde"] == ["good", "good", "good", "bad", "bad"]
    plan["scorecards"]["c"]["deduct"][0]["floor"] = "90"
    assert run(plan, facts, "2026-05").scores["a"]["score"] == 90


def test_team_scorecard_of_members() -> None:
    plan = card({**GMV_ITEM, "weight": "100%"})
    plan["scorecards"]["t"] = {
        "of": "team",
        "for": 'team == "x"',
        "dimensions": [
            {"items": [{**GMV_ITEM, "weight": "50%"}, {"weight": "50%", "score": "members", "by": "gmv"}]}
        ],
    }
    facts = facts_of(person("a", team="x"), person("b", team="x"), person("c", team="y"))
    for p, amount in zip("abc", ("100", "200", "300"), strict=True):
        sell(facts, p, "2026-05-10", amount)
    result = run(plan, facts, "2026-05")
    assert set(result.team_scores) == {"x"}
    assert result.team_scores["x"]["items"] == {"gmv": 100, "members": Decimal("55.5556")}
    assert result.team_scores["x"]["score"] == Decimal("77.7778")


def test_guild_entertainer_by_hand() -> None:
    facts = facts_of(person("a", team="show"))
    figures = {"viewers": 1000, "comments": 20, "likes": 10, "shares": 10, "retained_viewers": 100}
    for i in range(10):
        day = f"2026-05-{i + 1:02d}"
        sell(facts, "a", day, "0", 5, gift_income=Decimal(1200), **(figures if i == 0 else {}))
    score = run(GUILD, facts, "2026-05").scores["a"]
    # 12000 of 30000 is 40; 50 h is 10 short of the range; 4% of 5%; 10% of 20%; nobody rated
    assert score["items"] == {
        "gift_income": 40,
        "live_hours": Decimal("83.3333"),
        "interaction_rate": 80,
        "audience_retention": 50,
        "content_quality": None,
    }
    # (16 + 8.33333 + 16 + 10) / 0.9
    assert (score["score"], score["grade"]) == (Decimal("55.9259"), "C")


# Outcomes


def outcome_plan(**outcome: Any) -> dict[str, Any]:
    return {**card({**GMV_ITEM, "weight": "100%"}), "outcomes": [{"name": "o", "each": "month", **outcome}]}


def earners(*amounts_sold: str) -> Facts:
    people = "abcdefghijkl"[: len(amounts_sold)]
    facts = facts_of(*(person(p, team="t") for p in people))
    for p, amount in zip(people, amounts_sold, strict=True):
        sell(facts, p, "2026-05-10", amount)
    return facts


@pytest.mark.parametrize(
    ("outcome", "sold_by", "expected"),
    [
        ({"top": "20%"}, ("1", "2", "3", "4", "5", "6"), "ef"),
        ({"top": "20%"}, ("1", "2", "3", "4", "6", "6"), "ef"),
        ({"top": "20%"}, ("1", "2", "3", "6", "6", "6"), "def"),  # tied with the last place: all in
        ({"top": "20%"}, ("1",), "a"),
        ({"bottom": "40%"}, ("1", "2", "3", "4", "5"), "ab"),
        ({"bottom": "40%"}, ("1", "2", "2", "4", "5"), "a"),  # tied with the last place: all out
        ({"bottom": "40%"}, ("1", "1", "1", "4", "5"), ""),
        ({"bottom": "10%"}, ("1", "2"), ""),
    ],
)
def test_top_and_bottom(outcome: Row, sold_by: tuple[str, ...], expected: str) -> None:
    result = run(outcome_plan(**outcome, of=["team"]), earners(*sold_by), "2026-05")
    assert "".join(p["person_id"] for p in result.proposals) == expected


def test_streaks() -> None:
    plan = outcome_plan(streak={"grade": "bad", "months": "3", "unless": "improved"})
    facts = earners("30")  # a score of 10

    def proposed(*past: tuple[str, str, str]) -> bool:
        history = [
            {"period": period, "person_id": "a", "grade": grade, "score": Decimal(score)}
            for period, grade, score in past
        ]
        return bool(run(plan, facts, "2026-05", history=history).proposals)

    assert proposed(("2026-03", "bad", "1"), ("2026-04", "bad", "10"))
    assert not proposed(("2026-03", "bad", "1"), ("2026-04", "bad", "9.9999"))
    assert not proposed(("2026-02", "bad", "1"), ("2026-04", "bad", "10"))
    assert not proposed(("2026-03", "good", "70"), ("2026-04", "bad", "10"))
    assert not run(plan, earners("300"), "2026-05").proposals
