"""Plain values of the oracle: written numbers, rounding, sharing by largest remainder, periods.

Every figure is a `Fraction` in the unit that people write (yuan, minutes, pieces).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

_NUMBER = re.compile(r"([+-]?\d+(?:\.\d+)?)(%|万|亿)?")
_FACTOR = {None: Fraction(1), "%": Fraction(1, 100), "万": Fraction(10_000), "亿": Fraction(100_000_000)}


def number(text: str) -> Fraction:
    """The value of `5%`, `10万`, `1.2亿` or a plain number."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"not a number: {text!r}")
    return Fraction(match.group(1)) * _FACTOR[match.group(2)]


def half_up(value: Fraction, digits: int) -> Fraction:
    """Rounded to that many decimals, the half away from zero."""
    scaled = abs(value) * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**digits)


def decimal(value: Fraction, digits: int) -> Decimal:
    """The value rounded half up, as a decimal with exactly that many places."""
    whole = half_up(value, digits) * 10**digits
    return Decimal(int(whole)).scaleb(-digits)


def share(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Whole parts of `total` by largest remainder; ties go to the earlier weight; the sign is kept."""
    size = abs(total)
    together = sum(weights, Fraction(0))
    if together == 0:  # nothing to share by: the first takes it, so that no part is lost
        return [total] + [0] * (len(weights) - 1)
    exact = [size * weight / together for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(exact[i] - parts[i]), i))
    for i in by_remainder[: size - sum(parts)]:
        parts[i] += 1
    return parts if total >= 0 else [-part for part in parts]


@dataclass(frozen=True)
class Period:
    """A month, quarter or ISO week, both days inclusive."""

    label: str
    kind: str
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def day_before(self) -> date:
        return self.first - timedelta(days=1)

    @property
    def month_equivalents(self) -> Fraction:
        """What a monthly target is multiplied by: each day counts 1 / days of its month."""
        total = Fraction(0)
        for i in range(self.days):
            day = self.first + timedelta(days=i)
            total += Fraction(1, monthrange(day.year, day.month)[1])
        return total


def _month(year: int, month: int) -> Period:
    last = date(year, month, monthrange(year, month)[1])
    return Period(f"{year:04d}-{month:02d}", "month", date(year, month, 1), last)


def _quarter(year: int, quarter: int) -> Period:
    first, last = _month(year, 3 * quarter - 2), _month(year, 3 * quarter)
    return Period(f"{year:04d}-Q{quarter}", "quarter", first.first, last.last)


def period_of(label: str) -> Period:
    """The period that `2026-09`, `2026-Q3` or `2026-W36` names."""
    year, rest = int(label[:4]), label[5:]
    if rest.startswith("Q"):
        return _quarter(year, int(rest[1:]))
    if rest.startswith("W"):
        first = date.fromisocalendar(year, int(rest[1:]), 1)
        return Period(label, "week", first, first + timedelta(days=6))
    return _month(year, int(rest))


def quarter_of(month: Period) -> Period:
    """The quarter that a month lies in."""
    return _quarter(month.first.year, (month.first.month + 2) // 3)


def months_of(quarter: Period) -> list[Period]:
    """The three months of a quarter."""
    return [_month(quarter.first.year, quarter.first.month + i) for i in range(3)]


def previous(period: Period) -> Period:
    """The period of the same kind just before."""
    day = period.day_before
    if period.kind == "month":
        return _month(day.year, day.month)
    if period.kind == "quarter":
        return _quarter(day.year, (day.month + 2) // 3)
    year, week, _ = day.isocalendar()
    return period_of(f"{year:04d}-W{week:02d}")
