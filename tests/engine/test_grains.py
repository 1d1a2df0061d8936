"""Metrics by every subject and grain: a company to check by hand, the oracle, and the example company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boji.engine.compile.grains import GRAINS, SUBJECTS, Grain, Subject
from boji.engine.facts import TABLES, Column, Kind
from boji.engine.grains import (
    MetricUnknown,
    MetricValue,
    SubjectUnavailable,
    available_metrics,
    metric_values,
)
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.engine.results.texts import figure_value
from boji.engine.run import run
from boji.lake.rows import storage_table
from examples.beauty.company import company
from tests.oracle.oracle import run as run_oracle
from tests.oracle.strategies import facts as drawn_facts
from tests.oracle.strategies import plans as drawn_plans
from tests.oracle.strategies import to_yaml
from tests.properties.compare import tables_of
from tests.properties.effort import effort

ZONE = ZoneInfo("Asia/Shanghai")
EXAMPLES = Path(__file__).parents[2] / "examples"

PLAN = """
plan: grains
title: Grains
effective: {from: 2026-01-01}
currency: CNY
timezone: Asia/Shanghai
business_day_starts: "CUT_OFF"
credit: {order_lines: CREDIT}
metrics:
  tips: {label: Tips, formula: sum(gifts.amount), unit: yuan, better: higher}
  chat: {label: Chat, formula: count(comments), unit: count, better: higher}
  speeches: {label: Speeches, formula: count(transcripts), unit: count, better: higher}
  last_viewers: {label: Last viewers, formula: last(sessions.viewers), unit: count, better: higher}
  selling_days:
    {label: Selling days, formula: count_distinct(order_lines.business_day), unit: count, better: higher}
scorecards:
  anchor:
    for: role == "anchor"
    dimensions:
      - label: Results
        items:
          - {metric: gmv, weight: 30%, target: 100, score: attainment}
          - {metric: orders, weight: 30%, target: 2, score: attainment}
          - {metric: conversion, weight: 20%, target: 3%, score: attainment}
          - {metric: team.valid_days, weight: 20%, target: 2, score: attainment}
    missing: zero
grades:
  - {name: pass, label: Pass, from: 0}
"""


def plan_of(*, cut_off: str = "00:00", credit: str = "on_air") -> Plan:
    return read_plan(PLAN.replace("CUT_OFF", cut_off).replace("CREDIT", credit))


def at(text: str) -> dt.datetime:
    """`07-10 20:30` of 2026 in the workspace's zone."""
    return dt.datetime.strptime(f"2026-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=ZONE)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


def line(
    line_id: str, order: str, product: str, paid_at: str | None, yuan: int, **more: Any
) -> dict[str, Any]:
    row = {"line_id": line_id, "order_id": order, "product_id": product, "paid_amount": yuan}
    return {**row, "paid_at": at(paid_at) if paid_at else None, **more}


# Room R1: session S1 (A, then B) and S2 (A, across midnight and the month). Room R2: S3, which has no shift
# and so is all B's, the person of the account.
FACTS: dict[str, list[dict[str, Any]]] = {
    "people": [
        {"person_id": person, "role": "anchor", "team": team, "starts_on": day("01-01")}
        for person, team in (("A", "X"), ("B", "Y"))
    ],
    "accounts": [
        {"platform": "douyin", "account_id": "AC1", "person_id": "A", "room_id": "R1"},
        {"platform": "douyin", "account_id": "AC2", "person_id": "B", "room_id": "R2"},
    ],
    "products": [{"product_id": product} for product in ("P1", "P2", "P3")],
    "sessions": [
        {
            "session_id": session,
            "platform": "douyin",
            "room_id": room,
            "started_at": at(start),
            "ended_at": at(end),
            "viewers": viewers,
            "buyers": buyers,
            "new_form": new,
            "new_fans": fans,
            "fans_before": 300,
        }
        for session, room, start, end, viewers, buyers, new, fans in (
            ("S1", "R1", "07-10 20:00", "07-10 22:00", 101, 3, False, 5),
            ("S2", "R1", "07-31 23:00", "08-01 01:00", 50, 5, True, 0),
            ("S3", "R2", "09-02 10:00", "09-02 11:00", 200, 4, False, 6),
        )
    ],
    "shifts": [
        {
            "session_id": session,
            "person_id": person,
            "role": "anchor",
            "starts_at": at(start),
            "ends_at": at(end),
        }
        for session, person, start, end in (
            ("S1", "A", "07-10 20:00", "07-10 21:00"),
            ("S1", "B", "07-10 21:00", "07-10 22:00"),
            ("S2", "A", "07-31 23:00", "08-01 01:00"),
        )
    ],
    "order_lines": [
        line("L1", "O1", "P1", "07-10 20:30", 100, session_id="S1", person_id="A", channel="live"),
        line("L2", "O1", "P2", "07-10 21:30", 50, session_id="S1", person_id="B"),
        line("L3", "O2", "P1", "07-10 22:30", 30, session_id="S1"),  # after the last shift
        line("L4", "O1", "P1", "08-01 00:30", 70, session_id="S2", person_id="A"),
        line("L5", "O4", "P2", "09-02 10:10", 20, session_id="S3", person_id="B"),
        line("L6", "O5", "P1", "09-05 12:00", 9, room_id="R2"),  # a room without a session
        line("L7", "O6", "P1", "09-02 10:20", 500, session_id="S3", channel="shop"),
        line("L8", "O7", "P1", None, 900, session_id="S3"),
        line("L9", "O8", "P2", "10-03 09:00", 11, session_id="S3"),  # paid a month later
    ],
    "refunds": [{"refund_id": "RF", "line_id": "L1", "refunded_at": at("07-12 09:00"), "amount": 10}],
    "costs": [
        {"cost_id": "C1", "session_id": "S1", "kind": "traffic", "amount": 21},
        {"cost_id": "C2", "session_id": "S2", "kind": "traffic", "amount": 5, "at": at("08-02 12:00")},
    ],
    "minutes": [
        {"session_id": "S1", "minute": at("07-10 20:10"), "online": 5, "product_id": "P1"},
        {"session_id": "S1", "minute": at("07-10 21:10"), "online": 3, "product_id": "P2"},
    ],
    "fans": [
        {"account_id": "AC1", "date": day("06-30"), "total": 1000},
        {"account_id": "AC1", "date": day("07-10"), "total": 1030, "gained": 30, "retained_7d": 12},
    ],
    "violations": [
        {"violation_id": "V1", "session_id": "S1", "at": at("07-10 20:40")},
        {"violation_id": "V2", "person_id": "A", "at": at("07-11 12:00")},
    ],
    "rundown": [
        {"session_id": "S1", "step": "open", "planned_at": at("07-10 20:00"), "as_planned": True},
        {"session_id": "S1", "step": "close", "planned_at": at("07-10 21:50"), "as_planned": False},
    ],
    "requests": [
        {"request_id": "Q1", "session_id": "S1", "asked_at": at("07-10 20:10"), "acted_at": at("07-10 20:14")}
    ],
    "gifts": [{"gift_id": "G1", "session_id": "S2", "at": at("08-01 00:10"), "amount": 8}],
    "comments": [{"session_id": "S2", "at": at("08-01 00:20"), "user_id": "U", "text": "!"}],
    "transcripts": [{"session_id": "S3", "starts_at": at("09-02 10:05"), "text": "..."}],
    "ratings": [
        {"rating_id": rating, "subject_id": who, "metric": "content_quality", "period": when, "score": score}
        for rating, who, when, score in (
            ("1", "R1", "2026-07", 80),
            ("2", "R1", "2026-Q3", 90),
            ("3", "S1", "2026-07", 70),
            ("4", "P1", "2026-09", 60),
            ("5", "A", "2026-07", 50),
        )
    ],
}


@pytest.fixture(scope="module")
def facts() -> dict[str, object]:
    return {name: storage_table(name, rows) for name, rows in FACTS.items()}


Answer = dict[tuple[str, str], Fraction | None]


def answer(values: Iterable[MetricValue]) -> Answer:
    return {(value.subject, value.period): value.value for value in values}


JUL, AUG, SEP, Q3 = "2026-07", "2026-08", "2026-09", "2026-Q3"
D10, D31, D02 = "2026-07-10", "2026-07-31", "2026-09-02"
FORMS = Fraction(1, 2)

# (metric, subject, grain): subject, then what each period must give. None is missing; periods that are not
# written must be 0 or missing.
CASES: list[tuple[str, Subject, Grain, dict[str, dict[str, Fraction | int | None]]]] = [
    ("gmv", "person", "month", {"A": {JUL: 100, AUG: 70}, "B": {JUL: 50, SEP: 20}}),
    ("gmv", "team", "month", {"X": {JUL: 100, AUG: 70}, "Y": {JUL: 50, SEP: 20}}),
    ("gmv", "room", "month", {"R1": {JUL: 180, AUG: 70}, "R2": {SEP: 29}}),
    ("gmv", "product", "month", {"P1": {JUL: 130, AUG: 70, SEP: 9}, "P2": {JUL: 50, SEP: 20}, "P3": {}}),
    ("gmv", "session", "month", {"S1": {D10: 180}, "S2": {D31: 70}, "S3": {D02: 31}}),
    ("gmv", "room", "quarter", {"R1": {Q3: 250}, "R2": {Q3: 29}}),
    # Weeks are whole: the last one reaches into October.
    ("gmv", "room", "week", {
        "R1": {"2026-W28": 180, "2026-W31": 70},
        "R2": {"2026-W36": 29, "2026-W40": 11},
    }),
    ("gmv", "room", "day", {"R1": {D10: 180, "2026-08-01": 70}, "R2": {D02: 20, "2026-09-05": 9}}),
    ("gmv", "product", "day", {
        "P1": {D10: 130, "2026-08-01": 70, "2026-09-05": 9},
        "P2": {D10: 50, D02: 20},
        "P3": {},
    }),
    ("gmv", "person", "week", {
        "A": {"2026-W28": 100, "2026-W31": 70},
        "B": {"2026-W28": 50, "2026-W36": 20, "2026-W40": 11},
    }),
    ("effective_gmv", "room", "month", {"R1": {JUL: 170, AUG: 70}, "R2": {SEP: 29}}),
    ("refunds", "session", "month", {"S1": {D10: 10}, "S2": {}, "S3": {}}),
    ("return_rate", "product", "quarter", {"P1": {Q3: Fraction(10, 209)}, "P2": {}, "P3": {}}),
    # An order with lines in two months, two sessions and two products counts once wherever it is whole.
    ("orders", "room", "month", {"R1": {JUL: 2, AUG: 1}, "R2": {SEP: 2}}),
    ("orders", "room", "quarter", {"R1": {Q3: 2}, "R2": {Q3: 2}}),
    ("orders", "session", "month", {"S1": {D10: 2}, "S2": {D31: 1}, "S3": {D02: 2}}),
    ("orders", "product", "quarter", {"P1": {Q3: 3}, "P2": {Q3: 2}, "P3": {}}),
    ("aov", "room", "quarter", {"R1": {Q3: 125}, "R2": {Q3: Fraction(29, 2)}}),
    # Rates are sums over sums: not the mean of 3/101 and 5/50.
    ("conversion", "session", "month", {
        "S1": {D10: Fraction(3, 101)},
        "S2": {D31: Fraction(1, 10)},
        "S3": {D02: Fraction(1, 50)},
    }),
    ("conversion", "room", "quarter", {"R1": {Q3: Fraction(8, 151)}, "R2": {Q3: Fraction(1, 50)}}),
    ("conversion", "team", "quarter", {"X": {Q3: Fraction(7, 101)}, "Y": {Q3: Fraction(5, 250)}}),
    # The odd viewer of S1 goes to A: equal remainders, smaller person_id.
    ("viewers", "person", "quarter", {"A": {Q3: 101}, "B": {Q3: 250}}),
    ("viewers", "room", "week", {"R1": {"2026-W28": 101, "2026-W31": 50}, "R2": {"2026-W36": 200}}),
    ("mean_viewers", "room", "quarter", {"R1": {Q3: Fraction(151, 2)}, "R2": {Q3: 200}}),
    ("last_viewers", "room", "quarter", {"R1": {Q3: 50}, "R2": {Q3: 200}}),
    ("last_viewers", "room", "month", {"R1": {JUL: 50}, "R2": {SEP: 200}}),
    ("sessions", "room", "month", {"R1": {JUL: 2}, "R2": {SEP: 1}}),
    ("live_minutes", "session", "month", {"S1": {D10: 120}, "S2": {D31: 120}, "S3": {D02: 60}}),
    ("live_minutes", "person", "quarter", {"A": {Q3: 180}, "B": {Q3: 120}}),
    ("valid_days", "room", "quarter", {"R1": {Q3: 2}, "R2": {Q3: 1}}),
    ("innovation", "room", "quarter", {"R1": {Q3: FORMS}, "R2": {}}),
    ("selling_days", "product", "quarter", {"P1": {Q3: 3}, "P2": {Q3: 2}, "P3": {}}),
    ("selling_days", "session", "day", {"S1": {D10: 1}, "S2": {D31: 1}, "S3": {D02: 2}}),
    ("traffic_cost", "room", "month", {"R1": {JUL: 21, AUG: 5}, "R2": {}}),
    ("traffic_cost", "session", "month", {"S1": {D10: 21}, "S2": {D31: 5}, "S3": {}}),
    ("traffic_cost", "person", "month", {"A": {JUL: Fraction(21, 2), AUG: 5}, "B": {JUL: Fraction(21, 2)}}),
    ("lowest_viewers", "room", "month", {"R1": {JUL: 3}, "R2": {}}),
    ("lowest_viewers", "session", "month", {"S1": {D10: 3}, "S2": {}, "S3": {}}),
    ("lowest_viewers", "product", "quarter", {"P1": {Q3: 5}, "P2": {Q3: 3}, "P3": {}}),
    ("lowest_viewers", "person", "month", {"A": {JUL: 5}, "B": {JUL: 3}}),
    ("violations", "room", "month", {"R1": {JUL: 1}, "R2": {}}),
    ("violations", "session", "month", {"S1": {D10: 1}, "S2": {}, "S3": {}}),
    ("violations", "person", "week", {"A": {"2026-W28": 2}, "B": {}}),
    ("violation_rate", "room", "quarter", {"R1": {Q3: FORMS}, "R2": {}}),
    ("plan_execution", "session", "month", {"S1": {D10: FORMS}, "S2": {}, "S3": {}}),
    ("response_time", "room", "month", {"R1": {JUL: 4}, "R2": {}}),
    ("tips", "room", "month", {"R1": {AUG: 8}, "R2": {}}),
    ("tips", "session", "month", {"S1": {}, "S2": {D31: 8}, "S3": {}}),
    ("chat", "room", "day", {"R1": {"2026-08-01": 1}, "R2": {}}),
    ("speeches", "room", "week", {"R1": {}, "R2": {"2026-W36": 1}}),
    ("content_quality", "room", "month", {"R1": {JUL: 80}, "R2": {}}),
    ("content_quality", "room", "quarter", {"R1": {Q3: 85}, "R2": {}}),
    ("content_quality", "session", "month", {"S1": {D10: 70}, "S2": {}, "S3": {}}),
    ("content_quality", "product", "month", {"P1": {SEP: 60}, "P2": {}, "P3": {}}),
    ("content_quality", "person", "month", {"A": {JUL: 50}, "B": {}}),
    ("fan_growth", "room", "quarter", {"R1": {Q3: Fraction(30, 1000)}, "R2": {Q3: Fraction(6, 300)}}),
    ("fan_growth", "person", "quarter", {"A": {Q3: Fraction(30, 1000)}, "B": {Q3: Fraction(8, 300)}}),
    ("fan_retention_7d", "room", "month", {"R1": {JUL: Fraction(12, 30)}, "R2": {}}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("metric", "by", "each", "wanted"), CASES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_by_hand(
    facts: dict[str, object],
    metric: str,
    by: Subject,
    each: Grain,
    wanted: dict[str, dict[str, Fraction | int | None]],
) -> None:
    got = answer(
        metric_values(
            plan_of(), facts, [metric], by=by, each=each, first=day("07-01"), last=day("09-30"), threads=1
        )
    )
    assert {subject for subject, _ in got} == set(wanted)
    for (subject, period), value in got.items():
        assert value == wanted[subject][period] if period in wanted[subject] else value in (0, None)
    assert not {(s, p) for s, periods in wanted.items() for p in periods} - got.keys()


@pytest.mark.parametrize(
    ("each", "periods"),
    [
        ("month", ["2026-07", "2026-08"]),
        ("quarter", ["2026-Q3"]),
        ("week", ["2026-W30", "2026-W31"]),
        ("day", [f"2026-07-{number}" for number in range(26, 32)] + ["2026-08-01"]),
    ],
)
def test_the_periods_are_all_that_the_days_touch(
    facts: dict[str, object], each: Grain, periods: list[str]
) -> None:
    values = metric_values(
        plan_of(), facts, ["gmv"], by="room", each=each, first=day("07-26"), last=day("08-01")
    )
    assert [value.period for value in values if value.subject == "R1"] == periods


@pytest.mark.parametrize(
    ("by", "subject"), [("room", "R1"), ("product", "P1"), ("person", "A"), ("team", "X")]
)
@pytest.mark.parametrize(
    ("cut_off", "gmv"),
    [("00:00", {"2026-07-31": 0, "2026-08-01": 70}), ("04:00", {"2026-07-31": 70, "2026-08-01": 0})],
)
def test_business_days_begin_at_the_cut_off(
    facts: dict[str, object], by: Subject, subject: str, cut_off: str, gmv: dict[str, int]
) -> None:
    values = metric_values(
        plan_of(cut_off=cut_off), facts, ["gmv"], by=by, each="day", first=day("07-31"), last=day("08-01"),
        subjects=[subject],
    )  # fmt: skip
    assert answer(values) == {(subject, period): value for period, value in gmv.items()}


@pytest.mark.parametrize(("cut_off", "days"), [("00:00", 2), ("04:00", 1)])
def test_counted_days_are_business_days(facts: dict[str, object], cut_off: str, days: int) -> None:
    plan = plan_of(cut_off=cut_off)
    values = metric_values(
        plan, facts, ["selling_days"], by="room", each="week", first=day("07-27"), last=day("08-02"),
    )  # fmt: skip
    assert answer(values)["R1", "2026-W31"] == 1
    facts = {**facts, "order_lines": storage_table("order_lines", [
        *FACTS["order_lines"], line("LX", "O9", "P1", "07-31 23:30", 1, session_id="S2"),
    ])}  # fmt: skip
    for by, subject, first in (("room", "R1", "07-27"), ("session", "S2", "07-31")):
        kind: Subject = "room" if by == "room" else "session"
        values = metric_values(
            plan, facts, ["selling_days"], by=kind, each="week", first=day(first), last=day("08-01"),
            subjects=[subject],
        )  # fmt: skip
        assert [value.value for value in values] == [days]


def test_sessions_are_those_that_started_on_the_days(facts: dict[str, object]) -> None:
    values = metric_values(plan_of(), facts, ["gmv"], by="session", first=day("07-11"), last=day("07-31"))
    assert answer(values) == {("S2", "2026-07-31"): 70}
    early = metric_values(
        plan_of(cut_off="04:00"), facts, ["sessions"], by="session", first=day("08-01"), last=day("08-01")
    )
    assert early == []


@pytest.mark.parametrize("credit", ["on_air", "share_of_minutes", "named"])
@pytest.mark.parametrize("metric", ["gmv", "refunds", "viewers", "buyers", "new_fans", "traffic_cost"])
def test_a_session_is_what_people_were_credited_and_what_nobody_was(
    facts: dict[str, object], credit: str, metric: str
) -> None:
    """By whole months that hold all of the session's facts; the line after the shifts is nobody's on air."""
    plan = plan_of(credit=credit)
    only = {**facts, "order_lines": storage_table("order_lines", FACTS["order_lines"][:4])}
    of_people = metric_values(
        plan, only, [metric], by="person", each="quarter", first=day("07-01"), last=day("07-01")
    )
    of_sessions = metric_values(plan, only, [metric], by="session", first=day("07-01"), last=day("09-30"))
    nobodys = 0 if metric != "gmv" or credit == "share_of_minutes" else 30
    assert total(of_sessions) == total(of_people) + nobodys
    of_rooms = metric_values(
        plan, only, [metric], by="room", each="day", first=day("07-01"), last=day("09-30")
    )
    assert total(of_rooms) == total(of_sessions)


def total(values: Iterable[MetricValue]) -> Fraction:
    return sum((value.value for value in values if value.value is not None), Fraction(0))


def test_numerators_and_denominators(facts: dict[str, object]) -> None:
    values = metric_values(
        plan_of(), facts, ["aov", "mean_viewers", "gmv", "content_quality", "gpm"],
        by="room", each="quarter", first=day("07-01"), last=day("09-30"), subjects=["R1"],
    )  # fmt: skip
    assert [(value.metric, value.numerator, value.denominator) for value in values] == [
        ("aov", 250, 2),
        ("mean_viewers", 151, 2),
        ("gmv", None, None),
        ("content_quality", 170, 2),
        ("gpm", None, None),
    ]
    (nothing,) = metric_values(
        plan_of(), facts, ["conversion"],
        by="room", each="quarter", first=day("01-01"), last=day("01-31"), subjects=["R1"],
    )  # fmt: skip
    assert nothing.value is None
    assert [nothing.numerator, nothing.denominator] == [0, 0]


def test_answers_stand_by_subject_period_and_as_asked(facts: dict[str, object]) -> None:
    values = metric_values(
        plan_of(), facts, ["orders", "gmv", "orders"],
        by="product", each="month", first=day("07-20"), last=day("08-01"), subjects=["P2", "P1", "?"],
    )  # fmt: skip
    assert [(value.subject, value.period, value.metric) for value in values] == [
        (subject, period, metric)
        for subject in ("P1", "P2")
        for period in ("2026-07", "2026-08")
        for metric in ("orders", "gmv")
    ]
    july = day("07-01")
    assert metric_values(plan_of(), facts, [], by="room", first=july, last=july) == []
    assert metric_values(plan_of(), facts, ["gmv"], by="room", first=july, last=july, subjects=[]) == []
    with pytest.raises(ValueError, match="end"):
        metric_values(plan_of(), facts, ["gmv"], by="room", first=day("07-02"), last=day("07-01"))


@pytest.mark.parametrize(
    ("metric", "by", "table", "subjects"),
    [
        ("conversion", "product", "sessions", ("person", "team", "room", "session")),
        ("net_gmv", "product", "costs", ("person", "team", "room", "session")),
        ("fan_growth", "session", "fans", ("person", "team", "room")),
        ("csat", "room", "tickets", ("person", "team")),
        ("tasks_on_time", "session", "tasks", ("person", "team")),
    ],
)
def test_what_has_no_such_key_is_refused(
    facts: dict[str, object], metric: str, by: Subject, table: str, subjects: tuple[Subject, ...]
) -> None:
    with pytest.raises(SubjectUnavailable) as refusal:
        metric_values(plan_of(), facts, ["gmv", metric], by=by, first=day("07-01"), last=day("07-31"))
    error = refusal.value
    assert (error.metric, error.by, error.table, error.subjects) == (metric, by, table, subjects)
    assert all(word in error.text("en") for word in (metric, table, *subjects))
    assert all(word in error.text("zh") for word in (metric, table, "可以按：人员"))


def test_an_unknown_metric_is_refused_with_the_nearest(facts: dict[str, object]) -> None:
    with pytest.raises(MetricUnknown, match="conversion"):
        metric_values(plan_of(), facts, ["converson"], by="room", first=day("07-01"), last=day("07-31"))


def test_availability_says_what_metric_values_does() -> None:
    plan = plan_of()
    for by in SUBJECTS:
        known = available_metrics(plan, by)
        assert [one.metric.name for one in known] == list(plan.metrics)
        assert all(one.available == (by in one.subjects) for one in known)
    assert all(one.available for by in ("person", "team") for one in available_metrics(plan, by))
    of_products = {one.metric.name: one.table for one in available_metrics(plan, "product")}
    assert of_products["gmv"] is None
    assert of_products["chat"] == "comments"


@pytest.mark.parametrize("each", GRAINS)
@pytest.mark.parametrize("by", SUBJECTS)
def test_every_metric_computes_wherever_it_is_available(
    facts: dict[str, object], by: Subject, each: Grain
) -> None:
    plan = plan_of()
    names = [one.metric.name for one in available_metrics(plan, by) if one.available]
    values = metric_values(
        plan, facts, names, by=by, each=each, first=day("07-10"), last=day("08-01"), threads=1
    )
    assert {value.metric for value in values} == set(names)


# Against a run, and against the oracle


def run_figures(plan: Plan, facts: Mapping[str, object], period: str) -> dict[tuple[str, str, str], Any]:
    """(subject kind, subject, metric): value, of all that a run keeps of its own period."""
    found: dict[tuple[str, str, str], Any] = {}
    with run(plan, facts, period, threads=1) as done:
        metrics = done.compiled.metrics
        for by, key, figures in (("person", "person_id", metrics.person), ("team", "team", metrics.team)):
            for row in done.rows(f"SELECT * FROM {by}_metrics WHERE period = ?", period) if figures else ():
                for name, figure in figures.items():
                    found[by, row[key], name] = figure_value(figure, row)
    return found


def assert_as_in_a_run(
    plan: Plan, facts: Mapping[str, object], each: Grain, period: str, inside: dt.date
) -> None:
    figures = run_figures(plan, facts, period)
    assert figures
    got = {
        (by, value.subject, value.metric): value.value
        for by in ("person", "team")
        if (names := sorted({name for kind, _, name in figures if kind == by}))
        for value in metric_values(plan, facts, names, by=by, each=each, first=inside, last=inside)
    }
    assert got == figures


@pytest.mark.parametrize("credit", ["on_air", "share_of_minutes", "named"])
@pytest.mark.parametrize("cut_off", ["00:00", "04:00"])
@pytest.mark.parametrize(
    ("each", "period"), [("month", "2026-07"), ("quarter", "2026-Q3"), ("week", "2026-W28")]
)
def test_people_and_teams_are_those_of_a_run(
    facts: dict[str, object], credit: str, cut_off: str, each: Grain, period: str
) -> None:
    plan = plan_of(cut_off=cut_off, credit=credit)
    assert_as_in_a_run(plan, facts, each, period, day("07-10"))


@pytest.mark.parametrize(
    ("each", "period"), [("month", "2026-05"), ("week", "2026-W18"), ("quarter", "2026-Q2")]
)
@effort(12)
@given(data=st.data())
def test_people_and_teams_are_those_of_the_oracle(each: Grain, period: str, data: st.DataObject) -> None:
    """One program gives every period of a quarter; each must be what the oracle says of it alone."""
    drawn = data.draw(drawn_plans())
    company_facts = data.draw(drawn_facts(drawn))
    wanted = run_oracle(drawn, company_facts, period)
    plan, tables = read_plan(to_yaml(drawn)), tables_of(company_facts)
    known = sorted({name for _, name in wanted.metrics} & plan.metrics.keys())
    names = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=8, unique=True))
    for by, answers in (("person", wanted.metrics), ("team", wanted.team_metrics)):
        figures = {(subject, name): value for (subject, name), value in answers.items() if name in names}
        values = metric_values(
            plan, tables, names, by=by, each=each, first=day("04-01"), last=day("06-30"), threads=1  # type: ignore[arg-type]
        )  # fmt: skip
        got = {(value.subject, value.metric): value.value for value in values if value.period == period}
        assert got == figures


# The example company


def stored(column: Column, cell: Any) -> Any:
    """A cell of the example as `storage_table` takes it."""
    if cell is None or cell == "":
        return None
    if column.kind in (Kind.MONEY, Kind.MEASURE):
        return Decimal(cell)
    return cell.replace(tzinfo=ZONE) if column.kind is Kind.INSTANT else cell


@pytest.fixture(scope="module")
def beauty_rows() -> dict[str, list[dict[str, Any]]]:
    """The third quarter of the beauty company, with the fans of the day before."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, rows in company().tables.items():
        table = TABLES[name]
        dated = table.at if table.at and table.column(table.at).kind is not Kind.TEXT else None
        found[name] = [
            {column.name: stored(column, row.get(column.name)) for column in table.columns}
            for row in rows
            if dated is None or row.get(dated) is None or str(row[dated]) >= "2026-06-30"
        ]
    return found


@pytest.fixture(scope="module")
def beauty(beauty_rows: dict[str, list[dict[str, Any]]]) -> dict[str, object]:
    return {name: storage_table(name, rows) for name, rows in beauty_rows.items()}


@pytest.mark.slow
@pytest.mark.parametrize("each", GRAINS)
@pytest.mark.parametrize("by", ["room", "product"])
def test_the_parts_of_the_example_company_add_up(
    beauty_rows: dict[str, list[dict[str, Any]]], beauty: dict[str, object], by: Subject, each: Grain
) -> None:
    """Every live line has a room and a product, so both add up to the plain sum, in periods of any length."""
    plan = read_plan(EXAMPLES / "beauty" / "plan.yaml")
    first, last = day("07-06"), day("09-27")  # Monday to Sunday, for the weeks
    if each in ("month", "quarter"):
        first, last = day("07-01"), day("09-30")
    rooms = {row["session_id"]: row["room_id"] for row in beauty_rows["sessions"]}
    expected: dict[str, Decimal] = {}
    for row in beauty_rows["order_lines"]:
        if row["paid_at"] and row["channel"] in (None, "live") and first <= row["paid_at"].date() <= last:
            room = row["room_id"] or rooms[row["session_id"]]
            subject = str(row["product_id"] if by == "product" else room)
            expected[subject] = expected.get(subject, Decimal(0)) + row["paid_amount"]
    got: dict[str, Fraction] = {}
    for value in metric_values(plan, beauty, ["gmv"], by=by, each=each, first=first, last=last):
        got[value.subject] = got.get(value.subject, Fraction(0)) + (value.value or 0)
    expected_figures = {
        subject: Fraction(amount) for subject, amount in expected.items() if subject and amount
    }
    assert {subject: amount for subject, amount in got.items() if amount} == expected_figures


@pytest.mark.slow
@pytest.mark.parametrize("by", SUBJECTS)
def test_every_metric_of_the_example_company(beauty: dict[str, object], by: Subject) -> None:
    plan = read_plan(EXAMPLES / "beauty" / "plan.yaml")
    names = [one.metric.name for one in available_metrics(plan, by) if one.available]
    values = metric_values(plan, beauty, names, by=by, each="month", first=day("07-01"), last=day("09-30"))
    known = {value.metric for value in values if value.value is not None}
    if by == "person":
        # Nobody gives gifts in this trade, and nobody was asked about these two.
        assert set(names) - known <= {"gift_income", "gift_share", "collaboration", "satisfaction"}


@pytest.mark.slow
@pytest.mark.parametrize(("each", "period"), [("month", "2026-09"), ("quarter", "2026-Q3")])
def test_the_example_company_is_as_in_its_runs(beauty: dict[str, object], each: Grain, period: str) -> None:
    plan = read_plan(EXAMPLES / "beauty" / "plan.yaml")
    assert_as_in_a_run(plan, beauty, each, period, day("09-15"))
