"""When schedules are due."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from boji.platform.jobs.cron import Times

SHANGHAI = ZoneInfo("Asia/Shanghai")
THURSDAY = dt.datetime(2026, 10, 8, 10, 7, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("30 6 * * *", "2026-10-08 06:30"),
        ("30 18 * * *", "2026-10-07 18:30"),
        ("7 10 * * *", "2026-10-08 10:07"),
        ("*/15 * * * *", "2026-10-08 10:00"),
        ("0 9 * * 1", "2026-10-05 09:00"),
        ("0 9 * * 0", "2026-10-04 09:00"),
        ("0 9,21 * * 1-3", "2026-10-07 21:00"),
        ("0 0 1 * *", "2026-10-01 00:00"),
        ("0 0 31 * *", "2026-08-31 00:00"),
        ("0 0 29 2 *", "2024-02-29 00:00"),
    ],
)
def test_the_last_time_it_was_due(text: str, due: str) -> None:
    found = Times.of(text).last_due(THURSDAY, SHANGHAI)
    assert found.tzinfo == dt.UTC
    assert f"{found.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == due


@pytest.mark.parametrize("text", ["", "* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "a * * * *"])
def test_a_text_that_names_no_times_is_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Times.of(text)
