"""Laws that hold for every plan and company, whatever the oracle says.

Each test is one law, tried on drawn companies (`tests.oracle.strategies`) or on small ones made for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import duckdb
from hypothesis import assume, given
from hypothesis import strategies as st

from boji.engine.plan.read import read_plan
from boji.engine.run import Run
from boji.engine.run import run as run_engine
from tests.oracle.strategies import Facts, debts, facts, histories, plans, to_yaml
from tests.properties.compare import Case, earlier_of, engine_answer, engine_run, tables_of, uncredited
from tests.properties.effort import effort
from tests.properties.rows import (
    HEAD,
    at,
    line,
    looking_at,
    metric,
    people,
    run_plan,
    session,
    shift,
    sold_by_each,
)

MONTHS = ("2026-04", "2026-05", "2026-06")
SECOND = timedelta(seconds=1)
NAMES = ("p1", "p2", "p3", "p4")


@st.composite
def cases(draw: st.DrawFn, periods: tuple[str, ...] = MONTHS) -> Case:
    plan = draw(plans())
    company = draw(facts(plan))
    period = draw(st.sampled_from(periods))
    return Case(plan, company, period, draw(histories(plan, company)), draw(debts(plan, company)))


def fen(run: Run, query: str, *parameters: object) -> int:
    """A sum of fen; 0 where there are no rows."""
    return int(next(iter(run.rows(query, *parameters)[0].values())) or 0)


def total(found: dict[str, Fraction | None]) -> Fraction:
    return sum((value for value in found.values() if value is not None), Fraction(0))


# What adds up


@effort(12)
@given(case=cases())
def test_lines_add_up_to_the_pay_and_each_is_rounded_once(case: Case) -> None:
    """X09: base and rate of a segment are exact; only the amount of its line is rounded."""
    with engine_run(case) as run:
        for row in run.rows("SELECT * FROM statements"):
            paid = fen(run, "SELECT sum(amount) FROM lines WHERE person_id = ?", row["person_id"])
            assert paid == row["pay"] == row["commission"] + row["base_pay"]
        work = run.compiled.commission
        assert work is not None
        for row in run.rows("SELECT * FROM segments"):
            factor = work.base_factor(work.schemes[row["scheme"] - 1])
            exact = int(row["base"]) * factor * Fraction(int(row["rate_num"]), int(row["rate_den"])) * 100
            assert row["amount"] == half_up(exact)


def half_up(value: Fraction) -> int:
    whole = int(abs(value) + Fraction(1, 2))
    return whole if value >= 0 else -whole


@effort(12)
@given(case=cases())
def test_pool_shares_add_up_to_their_roles_and_roles_to_the_pool(case: Case) -> None:
    assume("pools" in case.plan)
    with engine_run(case) as run:
        for pool in run.rows("SELECT * FROM pools"):
            here = pool["session_id"]
            assert fen(run, "SELECT sum(amount) FROM pool_roles WHERE session_id = ?", here) == pool["amount"]
        for role in run.rows("SELECT * FROM pool_roles"):
            query = "SELECT sum(amount) FROM pool_shares WHERE session_id = ? AND role = ?"
            shared = fen(run, query, role["session_id"], role["role"])
            assert shared == (role["amount"] if role["people"] else 0)


SHIFTS = st.lists(
    st.tuples(st.sampled_from(NAMES), st.integers(0, 7200), st.integers(1, 7200)),
    min_size=1,
    max_size=6,
    unique_by=lambda one: one[:2],
)
# 23:00 on the last day of a month: shifts run across midnight into the next.
START = at("2026-09-30 23:00")


@st.composite
def shared_session(draw: st.DrawFn) -> Facts:
    """One session in September with any anchors, lines and figures."""
    company: Facts = {
        "people": people(*NAMES),
        "shifts": [
            shift("s", name, START + first * SECOND, START + (first + length) * SECOND)
            for name, first, length in draw(SHIFTS)
        ],
    }
    amounts = draw(st.lists(st.integers(0, 10**9), max_size=5))
    company["order_lines"] = [
        line(f"l{number}", "s", START + number * SECOND, amount) for number, amount in enumerate(amounts)
    ]
    company["refunds"] = [
        {
            "refund_id": f"r{number}",
            "line_id": f"l{number}",
            "refunded_at": START,
            "amount": Decimal(amount) / 100,
        }
        for number, amount in enumerate(draw(st.lists(st.integers(1, 10**6), max_size=len(amounts))))
    ]
    figures = {
        "viewers": draw(st.integers(0, 10**6)),
        "comments": draw(st.integers(0, 7)),
        "gift_income": Decimal(draw(st.integers(0, 10**7))) / 100,
    }
    company["sessions"] = [session("s", START, START + timedelta(hours=4), **figures)]
    cost = Decimal(draw(st.integers(0, 10**6))) / 100
    company["costs"] = [{"cost_id": "c", "session_id": "s", "kind": "traffic", "amount": cost}]
    return company


@effort(12)
@given(company=shared_session())
def test_shares_of_a_session_add_up_to_it(company: Facts) -> None:
    names = ("gmv", "refunds", "gift_income", "viewers", "comments", "traffic_cost")
    text = looking_at(*names, more="credit: {order_lines: share_of_minutes, sessions: share_of_minutes}\n")
    [only] = company["sessions"]
    wanted = {
        "gmv": sum((row["paid_amount"] for row in company["order_lines"]), Decimal(0)),
        "refunds": sum((row["amount"] for row in company["refunds"]), Decimal(0)),
        "traffic_cost": company["costs"][0]["amount"],
        **{name: only[name] for name in ("gift_income", "viewers", "comments")},
    }
    with run_plan(text, company) as run:
        assert {name: total(metric(run, name)) for name in names} == {
            name: Fraction(value) for name, value in wanted.items()
        }


@effort(12)
@given(company=shared_session())
def test_on_air_lines_go_to_one_person_or_to_nobody(company: Facts) -> None:
    """X10: the shift that began last, then the smaller person_id; half-open; across midnight and month."""
    edges = sorted({row[side] for row in company["shifts"] for side in ("starts_at", "ends_at")})
    moments = [moment + step for moment in edges for step in (-SECOND, 0 * SECOND)]
    # Powers of two: whoever has the sum has exactly these lines.
    company["order_lines"] = [line(f"l{n}", "s", moment, 1 << n) for n, moment in enumerate(moments)]
    wanted = dict.fromkeys(NAMES, 0)
    nobody = 0
    for row in company["order_lines"]:
        if row["paid_at"] >= at("2026-10-01 00:00"):
            continue
        amount = int(row["paid_amount"] * 100)
        person = on_air(company, row["paid_at"])
        if person is None:
            nobody += amount
        else:
            wanted[person] += amount
    with run_plan(looking_at("gmv"), company) as run:
        assert metric(run, "gmv") == {name: Fraction(amount, 100) for name, amount in wanted.items()}
        assert uncredited(run)[1] == Fraction(nobody, 100)


def on_air(company: Facts, moment: datetime) -> str | None:
    covering = [row for row in company["shifts"] if row["starts_at"] <= moment < row["ends_at"]]
    latest = max((row["starts_at"] for row in covering), default=None)
    return min((row["person_id"] for row in covering if row["starts_at"] == latest), default=None)


# What makes no difference


def shuffled(company: Facts, seed: int) -> Facts:
    mixed = {}
    for name, rows in company.items():
        mixed[name] = list(rows)
        Random(seed).shuffle(mixed[name])
    return mixed


def saved(run: Run, directory: Path) -> dict[str, bytes]:
    run.save(directory)
    return {path.name: path.read_bytes() for path in sorted(directory.iterdir())}


@effort(8)
@given(case=cases(periods=(*MONTHS, "2026-Q2", "2026-W18")), seed=st.integers(0, 9))
def test_order_of_rows_and_threads_change_no_byte(case: Case, seed: int) -> None:
    """T03: the same facts give the same files, whatever the order in which they lie."""
    plan = read_plan(to_yaml(case.plan))
    mixed = tables_of(shuffled(case.facts, seed))
    with TemporaryDirectory() as place:
        with engine_run(case) as run:
            first = saved(run, Path(place) / "first")
        with run_engine(plan, mixed, case.period, earlier=earlier_of(case), threads=2) as again:
            second = saved(again, Path(place) / "second")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []


@effort(4)
@given(case=cases(), seed=st.integers(0, 9))
def test_order_of_files_changes_nothing(case: Case, seed: int) -> None:
    plan = read_plan(to_yaml(case.plan))
    with TemporaryDirectory() as place, duckdb.connect() as connection:
        files: dict[str, object] = {}
        for name, table in tables_of(case.facts).items():
            connection.register("source", table)
            paths = [Path(place) / f"{name} {part}.parquet" for part in (1, 2)]
            half = len(case.facts[name]) // 2
            for path, rows in zip(paths, (f"LIMIT {half}", f"OFFSET {half}"), strict=True):
                connection.execute(f"COPY (SELECT * FROM source {rows}) TO '{path}' (FORMAT parquet)")
            connection.unregister("source")
            Random(seed).shuffle(paths)
            files[name] = paths
        with run_engine(
            plan, files, case.period, earlier=earlier_of(case), threads=1, everything=True
        ) as run:
            of_files = engine_answer(run)
    with engine_run(case) as run:
        assert engine_answer(run) == of_files


# Refunds


def refund(line_id: str, amount: Decimal, when: str) -> dict[str, object]:
    return {"refund_id": "new", "line_id": line_id, "refunded_at": at(when), "amount": amount}


@effort(8)
@given(case=cases(), which=st.integers(0, 99))
def test_a_refund_of_a_line_that_nobody_is_credited_with_changes_nothing(case: Case, which: int) -> None:
    """X01. Lines that no rule of credit can reach, and no pool."""
    with engine_run(case) as run:
        before = engine_answer(run)
    named = case.plan.get("credit", {}).get("order_lines") == "named"
    uncredited = [
        row["line_id"]
        for row in case.facts["order_lines"]
        if row["paid_at"] is None
        or row["channel"] == "shop"
        or (row["session_id"] in (None, "s99") and (not named or row["person_id"] is None))
    ]
    lines = [*uncredited, "a line that does not exist"]
    extra = refund(lines[which % len(lines)], Decimal("12.34"), "2026-05-10 12:00")
    after = replace(case, facts={**case.facts, "refunds": [*case.facts["refunds"], extra]})
    with engine_run(after) as run:
        assert engine_answer(run) == before


@effort(6)
@given(
    amounts=st.lists(st.integers(1000, 10**6), min_size=1, max_size=4),
    taken=st.integers(1, 1000),
    when=st.sampled_from(["2026-08-31 12:00", "2026-09-10 12:30", "2026-12-31 23:59"]),
)
def test_a_refund_lowers_its_line_once_whenever_it_came(amounts: list[int], taken: int, when: str) -> None:
    """X01: of the seller alone, in the month of the line alone."""
    company = sold_by_each({"p1": amounts, "p2": amounts})
    company["refunds"] = [refund("p1 0", Decimal(taken).scaleb(-2), when)]
    text = looking_at("effective_gmv")
    whole = Fraction(sum(amounts), 100)
    with run_plan(text, company) as run:
        assert metric(run, "effective_gmv") == {"p1": whole - Fraction(taken, 100), "p2": whole}
    with run_plan(text, company, "2026-10") as run:
        assert metric(run, "effective_gmv") == {"p1": 0, "p2": 0}


# Rates and tiers

ENDS = st.lists(st.integers(1, 50_000), min_size=1, max_size=4, unique=True).map(sorted)
PERMILLES = st.lists(st.integers(0, 200), min_size=5, max_size=5)


def tiers(ends: list[int], permilles: list[int], applies_to: str) -> str:
    rows = [f"[{end}, {rate / 10}%]" for end, rate in zip([*ends, "above"], permilles, strict=False)]
    return (
        f'{HEAD}commission:\n  one:\n    for: role == "anchor"\n    base: gmv\n'
        f"    rate: {{tiers: [{', '.join(rows)}], applies_to: {applies_to}, boundary: upper}}\n"
    )


def pay(run: Run) -> dict[str, int]:
    return {row["person_id"]: row["pay"] for row in run.rows("SELECT * FROM statements")}


@effort(6)
@given(ends=ENDS, permilles=PERMILLES, others=st.lists(st.integers(1, 6_000_000), max_size=8))
def test_each_band_pays_no_jump(ends: list[int], permilles: list[int], others: list[int]) -> None:
    """Commission as a function of the base: a fen more of base is at most its own rate more of pay."""
    bases = sorted({*others, *(end * 100 + step for end in ends for step in (-1, 0, 1))})
    names = {f"p{base:09d}": base for base in bases}
    company = sold_by_each({name: [base] for name, base in names.items()})
    highest = Fraction(max(permilles), 1000)
    with run_plan(tiers(ends, permilles, "each_band"), company) as run:
        paid = pay(run)
    steps: Iterator[tuple[str, str]] = zip(names, list(names)[1:], strict=False)
    for lower, higher in steps:
        more = paid[higher] - paid[lower]
        assert 0 <= more <= highest * (names[higher] - names[lower]) + 1  # one fen of rounding


@effort(6)
@given(ends=ENDS, permilles=PERMILLES, parts=st.lists(st.integers(0, 10**6), min_size=2, max_size=6))
def test_tiers_look_at_the_total_of_the_period(
    ends: list[int], permilles: list[int], parts: list[int]
) -> None:
    """X03: one line or many, the pay is the same."""
    company = sold_by_each({"p1": [sum(parts)], "p2": parts, "p3": parts[::-1]})
    with run_plan(tiers(ends, permilles, "whole"), company) as run:
        paid = pay(run)
    assert paid["p1"] == paid["p2"] == paid["p3"]


@effort(6)
@given(figures=st.lists(st.tuples(st.integers(0, 10**5), st.integers(0, 10**4)), min_size=1, max_size=6))
def test_rates_are_sums_over_sums(figures: list[tuple[int, int]]) -> None:
    """X13; what is known by the minute is not added up to the session's."""
    company: Facts = {"people": people("p1"), "sessions": [], "shifts": [], "minutes": []}
    for number, (viewers, buyers) in enumerate(figures):
        start = at("2026-09-02 20:00") + timedelta(days=number)
        end = start + timedelta(hours=2)
        company["sessions"].append(session(f"s{number}", start, end, viewers=viewers, buyers=buyers))
        company["shifts"].append(shift(f"s{number}", "p1", start, end))
        company["minutes"].append({"session_id": f"s{number}", "minute": start, "entered": 77, "online": 55})
    viewers, buyers = (sum(column) for column in zip(*figures, strict=True))
    with run_plan(looking_at("conversion", "viewers", "lowest_viewers"), company) as run:
        assert metric(run, "conversion") == {"p1": Fraction(buyers, viewers) if viewers else None}
        assert metric(run, "viewers") == {"p1": viewers}
        assert metric(run, "lowest_viewers") == {"p1": 55}
