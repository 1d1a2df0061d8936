"""Figures that are kept once and merged for any stretch are those that are asked at once."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pytest

from boji.engine.compile.grains import Grain, Subject
from boji.engine.grains import metric_values
from boji.engine.kept_figures import (
    KINDS_TOGETHER,
    Keeping,
    keep_day_sums,
    keep_values,
    kept_values,
    merged_values,
    metrics_kept,
)
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.lake.rows import storage_table

from .test_grains import FACTS, at, day, plan_of

FIRST, LAST = day("07-01"), day("10-31")
MONTHS = [Period.month(2026, number) for number in (7, 8, 9, 10)]
STRETCHES = [
    Period.stretch(day(first), day(last)) for first, last in (("07-31", "08-01"), ("07-11", "09-30"))
]


@pytest.fixture(scope="module")
def facts() -> dict[str, object]:
    return {name: storage_table(name, rows) for name, rows in FACTS.items()}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(cut_off="04:00")


@pytest.fixture(scope="module")
def kept(plan: Plan, facts: dict[str, object], tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Day sums of every kind, a directory for each month."""
    directories = []
    for month in MONTHS:
        directories.append(tmp_path_factory.mktemp(month.label))
        for kinds in KINDS_TOGETHER:
            names = metrics_kept(plan, kinds[0], from_days=True)
            keep_day_sums(
                Keeping(plan, facts, threads=1),
                directories[-1],
                kinds,
                month.first_day,
                month.last_day,
                names,
            )
    return directories


@pytest.mark.parametrize("by", ["person", "team", "room", "product"])
@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda one: one.label)
def test_a_stretch_merged_from_its_days_is_the_stretch(
    plan: Plan, facts: dict[str, object], kept: list[Path], by: Subject, stretch: Period
) -> None:
    names = metrics_kept(plan, by, from_days=True)
    assert {"gmv", "gross_margin", "lowest_viewers"} <= set(names)
    asked = metric_values(
        plan, facts, names, by=by, each="stretch", first=stretch.first_day, last=stretch.last_day, threads=1
    )
    assert merged_values(plan, kept, names, by=by, stretches=[stretch]) == asked


@pytest.mark.parametrize(
    ("by", "each"), [("person", "week"), ("team", "month"), ("room", "day"), ("product", "week")]
)
def test_a_row_of_periods_is_merged_at_once(
    plan: Plan, facts: dict[str, object], kept: list[Path], by: Subject, each: Grain
) -> None:
    first, last = (day("07-06"), day("08-02")) if each == "week" else (day("07-01"), day("08-31"))
    periods = [Period.containing(each, first)]
    while periods[-1].end_day <= last:
        periods.append(Period.containing(each, periods[-1].end_day))
    names = ["gmv", "gross_margin", *(["conversion", "mean_viewers"] if by != "product" else [])]
    asked = metric_values(plan, facts, names, by=by, each=each, first=first, last=last, threads=1)
    assert merged_values(plan, kept, names, by=by, stretches=periods) == asked
    only = [value for value in asked if value.subject == asked[0].subject]
    assert merged_values(plan, kept, names, by=by, stretches=periods, subjects=[asked[0].subject]) == only


def test_a_gap_in_the_figures_is_not_zero(facts: dict[str, object], tmp_path: Path) -> None:
    """One day without sessions, one whose session has no figure: together missing, as at once."""
    sessions = [{**row, "viewers": None} for row in FACTS["sessions"] if row["session_id"] == "S1"]
    plan, some = plan_of(), {**facts, "sessions": storage_table("sessions", sessions)}
    keep_day_sums(Keeping(plan, some), tmp_path, ("room",), day("07-09"), day("07-10"), ["viewers"])
    stretches = [Period.stretch(day(first), day("07-10")) for first in ("07-09", "07-10")]
    got = merged_values(plan, [tmp_path], ["viewers"], by="room", stretches=stretches, subjects=["R1"])
    assert [value.value for value in got] == [None, None]
    before = Period.stretch(day("07-09"), day("07-09"))
    (nothing,) = merged_values(plan, [tmp_path], ["viewers"], by="room", stretches=[before], subjects=["R1"])
    assert nothing.value == 0


@pytest.mark.parametrize(
    ("by", "each"), [("session", "day"), ("person", "week"), ("room", "stretch"), ("product", "month")]
)
def test_kept_values_are_those_asked(
    plan: Plan, facts: dict[str, object], tmp_path: Path, by: Subject, each: Grain
) -> None:
    names = [*metrics_kept(plan, by, from_days=False), "gmv", "gross_margin"]
    assert {"orders", "aov"} <= set(names)
    keep_values(Keeping(plan, facts), tmp_path, names, by=by, each=each, first=FIRST, last=LAST)
    asked = metric_values(plan, facts, names, by=by, each=each, first=FIRST, last=LAST)
    days = [Period.containing("day", FIRST + dt.timedelta(n)) for n in range((LAST - FIRST).days + 1)]
    labels = {one.period for one in asked if "/" not in one.period}
    periods = days if by == "session" else [Period.parse(label) for label in sorted(labels)]
    periods = periods or [Period.stretch(FIRST, LAST)]
    assert kept_values(plan, tmp_path, names, by=by, periods=periods) == asked
    some = kept_values(plan, tmp_path, ["gmv"], by=by, periods=periods, subjects=[asked[0].subject])
    assert some == [one for one in asked if one.metric == "gmv" and one.subject == asked[0].subject]


def test_refunds_known_by_an_earlier_instant(facts: dict[str, object], tmp_path: Path) -> None:
    """The refund of 12 July, 09:00, is known from then on; `refunded` beside the lines holds it already."""
    refunded = pa.array([1000 if row["line_id"] == "L1" else 0 for row in FACTS["order_lines"]], pa.int64())
    lines = storage_table("order_lines", FACTS["order_lines"]).append_column("refunded", refunded)
    plan, stored = plan_of(), {**facts, "order_lines": lines}
    july = Period.month(2026, 7)
    for hour, effective in (("07-12 09:00", 180), ("07-12 09:01", 170)):
        asked = metric_values(
            plan, stored, ["effective_gmv"], by="room", first=july.first_day, last=july.last_day,
            subjects=["R1"], refunds_before=at(hour),
        )  # fmt: skip
        assert [one.value for one in asked] == [effective]
        directory = tmp_path / hour.replace(" ", "-").replace(":", "-")
        directory.mkdir()
        work = Keeping(plan, stored, refunds_before=at(hour))
        keep_day_sums(work, directory, ("room",), july.first_day, july.last_day, ["effective_gmv"])
        merged = merged_values(
            plan, [directory], ["effective_gmv"], by="room", stretches=[july], subjects=["R1"]
        )
        assert merged == asked


@pytest.mark.parametrize(
    ("first", "last", "label", "before"),
    [
        ("07-01", "07-31", "2026-07", "2026-06"),
        ("07-01", "09-30", "2026-Q3", "2026-Q2"),
        ("07-06", "07-12", "2026-W28", "2026-W27"),
        ("07-06", "07-06", "2026-07-06", "2026-07-05"),
        ("07-02", "07-31", "2026-07-02/2026-07-31", "2026-06-02/2026-07-01"),
    ],
)
def test_a_stretch_is_named_as_what_it_is(first: str, last: str, label: str, before: str) -> None:
    stretch = Period.stretch(day(first), day(last))
    assert (stretch.label, stretch.before.label) == (label, before)


def test_ratings_of_a_stretch_are_those_of_the_months_that_it_holds(facts: dict[str, object]) -> None:
    def quality(first: str, last: str) -> Fraction | None:
        (found,) = metric_values(
            plan_of(), facts, ["content_quality"], by="room", each="stretch",
            first=day(first), last=day(last), subjects=["R1"],
        )  # fmt: skip
        return found.value

    assert quality("06-15", "08-15") == 80
    assert quality("06-15", "10-15") == 85  # with that of the quarter
    assert quality("07-02", "08-31") is None
    assert all(one.end_day == two.first_day for one, two in pairwise(MONTHS))
