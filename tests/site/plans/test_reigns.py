"""Which of several published versions rules on which days."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from boji.engine.plan.read import read_plan
from boji.plans.publishing import Publication, Stretch, reigns, ruling_on
from tests.cli.company import PLAN

SMALL = read_plan(PLAN)
DAYS = [dt.date(2026, 1, 1) + dt.timedelta(n) for n in range(400)]


def day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(f"2026-{text}")


def published(*days: tuple[str, str | None]) -> list[Publication]:
    found = []
    for number, (first, last) in enumerate(days, 1):
        effective_from = day(first)
        assert effective_from is not None
        plan = replace(SMALL, effective_from=effective_from, effective_to=day(last))
        found.append(Publication(number, "", "2026-01-01T00:00:00+00:00", plan))
    return found


Pair = tuple[str, str | None]
CASES: dict[str, tuple[tuple[Pair, ...], dict[int, list[Pair]]]] = {
    "none": ((), {}),
    "one without an end": ((("01-01", None),), {1: [("01-01", None)]}),
    "one follows the other": (
        (("01-01", None), ("07-01", None)),
        {1: [("01-01", "06-30")], 2: [("07-01", None)]},
    ),
    "a season, and the usual again": (
        (("01-01", None), ("06-01", "06-20")),
        {1: [("01-01", "05-31"), ("06-21", None)], 2: [("06-01", "06-20")]},
    ),
    "put right before it began": (
        (("07-01", None), ("07-01", None)),
        {1: [], 2: [("07-01", None)]},
    ),
    "a gap": (
        (("01-01", "01-31"), ("03-01", None)),
        {1: [("01-01", "01-31")], 2: [("03-01", None)]},
    ),
    "an older beginning published later": (
        (("03-01", None), ("01-01", None)),
        {1: [("03-01", None)], 2: [("01-01", "02-28")]},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_days_of_each_version(name: str) -> None:
    days, expected = CASES[name]
    versions = published(*days)
    found = reigns(versions)
    stretches = {
        number: tuple(Stretch(day(first), day(last)) for first, last in pairs)  # type: ignore[arg-type]
        for number, pairs in expected.items()
    }
    assert found == stretches
    for one in DAYS:  # day by day the same as asking for that day
        ruling = ruling_on(versions, one)
        holding = [number for number, parts in found.items() if any(part.holds(one) for part in parts)]
        assert holding == ([ruling.number] if ruling else [])
