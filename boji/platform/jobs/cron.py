"""Times of schedules, written as in cron: minute, hour, day of month, month, day of week (0 is Sunday).

Owns the reading of such a text and the last moment at which it was due. Times are those of a zone: in the
company's own, a daily check at 06:30 is at 06:30 all year.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

_RANGES = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 6))
_LONGEST = 4 * 366 + 1  # days between two 29ths of February


@dataclass(frozen=True)
class Times:
    """When something is due. `of` reads the text: `30 6 * * 1-5`, `*/15 * * * *`."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]

    @classmethod
    def of(cls, text: str) -> Times:
        """Raises ValueError for a text that names no times; texts stand in code, so that is a fault."""
        fields = text.split()
        if len(fields) != len(_RANGES):
            raise ValueError(f"{text!r} has not five fields: minute hour day month weekday")
        return cls(*(_values(field, *bounds) for field, bounds in zip(fields, _RANGES, strict=True)))

    def last_due(self, now: dt.datetime, zone: ZoneInfo) -> dt.datetime:
        """The latest moment not after `now` at which this was due, in UTC."""
        local = now.astimezone(zone)
        for before in range(_LONGEST):
            day = local.date() - dt.timedelta(before)
            if not self._is_day(day):
                continue
            for time in self._times_of_day():
                moment = dt.datetime.combine(day, time, zone)
                if moment <= local:
                    return moment.astimezone(dt.UTC)
        raise AssertionError("a day that never comes, as 30 February")

    def _is_day(self, day: dt.date) -> bool:
        weekday = day.isoweekday() % 7
        return day.month in self.months and day.day in self.days and weekday in self.weekdays

    def _times_of_day(self) -> list[dt.time]:
        """The latest first."""
        return [
            dt.time(hour, minute)
            for hour in sorted(self.hours, reverse=True)
            for minute in sorted(self.minutes, reverse=True)
        ]


def _values(field: str, low: int, high: int) -> frozenset[int]:
    """The numbers of one field: `*`, `*/15`, `1-5`, `1,15`."""
    found: set[int] = set()
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, _, last = (f"{low}-{high}" if span == "*" else span).partition("-")
        found |= set(range(int(first), int(last or first) + 1, int(step or 1)))
    if not found or min(found) < low or max(found) > high:
        raise ValueError(f"{field!r} is not between {low} and {high}")
    return frozenset(found)
