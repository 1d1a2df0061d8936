"""The running month of the beauty company: seven days that go on from the nine months and touch none of them.

That its exports are imported to the facts of its canonical files is seen in `test_beauty_imports`.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from examples.beauty.company import Company, company
from examples.beauty.orderbook import THIS_MORNING
from examples.beauty.running_month import FIRST, LAST, running_month
from examples.canonical import Row

pytestmark = pytest.mark.slow
KEYED = (
    "sessions", "order_lines", "refunds", "costs", "violations", "requests", "tickets",
)  # fmt: skip


@pytest.fixture(scope="module")
def months() -> tuple[Company, Company]:
    """The nine months, and the running one."""
    year = company()
    return year, running_month(year)


@pytest.mark.parametrize("name", KEYED)
def test_ids_are_its_own(months: tuple[Company, Company], name: str) -> None:
    year, so_far = (made.tables[name] for made in months)
    key = next(iter(year[0]))
    ids = [row[key] for row in so_far]
    assert len(set(ids)) == len(ids) > 0
    assert not {row[key] for row in year} & set(ids)


def test_every_day_has_its_streams_and_nothing_is_of_the_future(months: tuple[Company, Company]) -> None:
    so_far = months[1]
    week = {FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)}
    assert {session.day for session in so_far.sessions} == week
    known = [
        cell
        for name in ("sessions", "order_lines", "refunds")
        for row in so_far.tables[name]
        for cell in row.values()
    ]
    moments = [cell for cell in known if isinstance(cell, datetime)]
    assert datetime.combine(FIRST, datetime.min.time()) <= min(moments) <= max(moments) <= THIS_MORNING


def test_fans_go_on_from_the_year(months: tuple[Company, Company]) -> None:
    year, so_far = (made.tables["fans"] for made in months)

    def on(rows: list[Row], day: date) -> dict[str, Row]:
        return {str(row["account_id"]): row for row in rows if row["date"] == day}

    before = on(year, FIRST - timedelta(days=1))
    first = on(so_far, FIRST)
    assert first.keys() == before.keys()
    for account, row in first.items():
        change = int(str(row["gained"])) - int(str(row["lost"]))
        assert int(str(row["total"])) == int(str(before[account]["total"])) + change


def test_who_is_said_to_come_back_has_bought_in_the_room_before(months: tuple[Company, Company]) -> None:
    year, so_far = months
    known = {line.buyer for line in year.lines}
    new = {line.buyer for line in so_far.lines if not line.repeat and line.session}
    assert not new & known
    assert any(line.repeat and line.buyer in known for line in so_far.lines)
