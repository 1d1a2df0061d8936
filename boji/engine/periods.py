"""Periods of business days, and the instants at which they begin.

Owns month, quarter and ISO week as half-open ranges of days. A business day begins at the workspace's
midnight plus the plan's cut-off; turning days into instants happens here, once, in Python, so that
no engine does time-zone arithmetic.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from zoneinfo import ZoneInfo

_FORMS = {
    "month": re.compile(r"(\d{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "week": re.compile(r"(\d{4})-W(\d{2})"),
    "day": re.compile(r"(\d{4})-(\d{2})-(\d{2})"),
}

DAY = dt.timedelta(1)


class PeriodError(ValueError):
    """A text that names no period."""


@dataclass(frozen=True, order=True)
class Period:
    """Half-open range of business days `[first_day, end_day)`; `label` is how people write it.

    >>> Period.parse("2026-Q3").end_day
    datetime.date(2026, 10, 1)
    >>> Period.parse("2026-W36").first_day
    datetime.date(2026, 8, 31)
    """

    first_day: dt.date
    end_day: dt.date
    kind: str
    label: str

    @classmethod
    def parse(cls, text: str) -> Period:
        for kind, form in _FORMS.items():
            if match := form.fullmatch(text.strip()):
                try:
                    return cls._of(kind, *(int(part) for part in match.groups()))
                except ValueError as error:
                    raise PeriodError(f"{text}: {error}") from error
        raise PeriodError(f"{text!r} is no period; write 2026-09, 2026-Q3 or 2026-W36")

    @classmethod
    def _of(cls, kind: str, year: int, *numbers: int) -> Period:
        if kind == "month":
            return cls.month(year, numbers[0])
        if kind == "quarter":
            first = dt.date(year, 3 * numbers[0] - 2, 1)
            return cls(first, _months_later(first, 3), kind, f"{year}-Q{numbers[0]}")
        if kind == "day":
            day = dt.date(year, numbers[0], numbers[1])
            return cls(day, day + dt.timedelta(1), kind, day.isoformat())
        first = dt.date.fromisocalendar(year, numbers[0], 1)
        return cls(first, first + dt.timedelta(7), kind, f"{year}-W{numbers[0]:02d}")

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        first = dt.date(year, month, 1)
        return cls(first, _months_later(first, 1), "month", f"{year}-{month:02d}")

    @classmethod
    def containing(cls, kind: str, day: dt.date) -> Period:
        """The day, week, month or quarter in which the day lies."""
        if kind == "month":
            return cls.month(day.year, day.month)
        if kind == "quarter":
            return cls._of(kind, day.year, (day.month + 2) // 3)
        if kind == "day":
            return cls._of(kind, day.year, day.month, day.day)
        year, week, _ = day.isocalendar()
        return cls._of(kind, year, week)

    @classmethod
    def stretch(cls, first: dt.date, last: dt.date) -> Period:
        """Exactly these days, both included: the day, week, month or quarter that they are, else a stretch.

        >>> Period.stretch(dt.date(2026, 9, 1), dt.date(2026, 9, 30)).label
        '2026-09'
        >>> Period.stretch(dt.date(2026, 9, 3), dt.date(2026, 9, 9)).label
        '2026-09-03/2026-09-09'
        """
        end = last + dt.timedelta(1)
        for kind in _FORMS:
            if (whole := cls.containing(kind, first)).first_day == first and whole.end_day == end:
                return whole
        return cls(first, end, "stretch", f"{first.isoformat()}/{last.isoformat()}")

    @property
    def last_day(self) -> dt.date:
        return self.end_day - dt.timedelta(1)

    @property
    def days(self) -> Iterator[dt.date]:
        day = self.first_day
        while day < self.end_day:
            yield day
            day += dt.timedelta(1)

    @property
    def quarter(self) -> Period:
        return Period.containing("quarter", self.first_day)

    @property
    def months(self) -> tuple[Period, ...]:
        """The calendar months that the period touches, in order."""
        return tuple(dict.fromkeys(Period.containing("month", day) for day in self.days))

    @property
    def ends_its_quarter(self) -> bool:
        return self.kind == "month" and self.end_day == self.quarter.end_day

    @property
    def before(self) -> Period:
        """The period of the same kind that ends where this one begins; before a stretch, one as long."""
        if self.kind == "stretch":
            return Period.stretch(self.first_day - (self.end_day - self.first_day), self.first_day - DAY)
        return Period.containing(self.kind, self.first_day - dt.timedelta(1))

    @cached_property
    def length_in_months(self) -> Fraction:
        """How many months' targets it carries: each day counts one day's share of its month."""
        return sum((Fraction(1, len(list(_month_of(day).days))) for day in self.days), Fraction(0))

    def inside(self) -> tuple[Period, ...]:
        """Itself, and the shorter periods that belong to it: months of a quarter, both of a stretch."""
        if self.kind == "quarter":
            return (self, *self.months)
        if self.kind == "stretch":
            held = (one for month in self.months for one in (month, month.quarter) if self._holds(one))
            return (self, *dict.fromkeys(held))
        return (self,)

    def labels_inside(self) -> tuple[str, ...]:
        """Their labels."""
        return tuple(one.label for one in self.inside())

    def _holds(self, other: Period) -> bool:
        return self.first_day <= other.first_day and other.end_day <= self.end_day


@dataclass(frozen=True)
class Clock:
    """The workspace's zone with the business day's cut-off."""

    zone: ZoneInfo
    day_starts_minutes: int = 0

    def starts_at(self, day: dt.date) -> dt.datetime:
        """The instant (UTC) at which the business day begins."""
        wall = dt.datetime.combine(day, dt.time(), self.zone)
        wall += dt.timedelta(minutes=self.day_starts_minutes)  # wall-clock addition
        return wall.astimezone(dt.UTC)

    def day_of(self, instant: dt.datetime) -> dt.date:
        """The business day in which an instant falls."""
        wall = instant.astimezone(self.zone).replace(tzinfo=None)
        return (wall - dt.timedelta(minutes=self.day_starts_minutes)).date()


def _months_later(day: dt.date, months: int) -> dt.date:
    index = day.year * 12 + day.month - 1 + months
    return dt.date(index // 12, index % 12 + 1, 1)


def _month_of(day: dt.date) -> Period:
    return Period.month(day.year, day.month)
