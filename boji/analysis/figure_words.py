"""How a metric's figure, its change and its comparison are written, and what of it a chart draws.

Owns words alone; exact figures come in.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from boji.engine.periods import DAY, Period
from boji.engine.plan.model import Metric
from boji.engine.results.texts import metric_words, number_text
from boji.platform import formats
from boji.platform.charts import Unit
from boji.platform.components import Cell
from boji.platform.words import language, say

_COUNTS = ("count", "times", "people", "orders", "sessions", "days")


def words(metric: Metric, value: Fraction | None) -> str:
    return "—" if value is None else metric_words(metric, value, language()).replace("-", formats.MINUS)


def change_words(metric: Metric, change: Fraction | None) -> str:
    """`+¥120.00`, `−0.4 个百分点`; a change of nothing has no sign."""
    if change is None:
        return "—"
    sign = "+" if change > 0 else formats.MINUS if change < 0 else ""
    if metric.unit == "percent":
        points = f"{Decimal(number_text(abs(change) * 100, 2)):,}"
        sign = "" if points == "0" else sign
        return say("{sign}{points} 个百分点", "{sign}{points} points", sign=sign, points=points)
    return f"{sign}{words(metric, abs(change))}"


def share_words(share: Fraction | None) -> str:
    """A part of something else: 86.4%."""
    return "—" if share is None else f"{Decimal(number_text(share * 100, 1)):,}%".replace("-", formats.MINUS)


def days_words(days: Period) -> str:
    """9月3日 至 9月30日, or the name of the month or quarter that they are."""
    if days.kind in ("month", "quarter", "day"):
        return formats.period_name(days, language())
    ends = formats.short_day(days.first_day, language()), formats.short_day(days.last_day, language())
    return say("{first} 至 {last}", "{first} to {last}", first=ends[0], last=ends[1])


def step_words(step: Period) -> str:
    """A point of a chart: 9月3日, 9月1日起一周, 2026年9月."""
    if step.kind == "month":
        return formats.period_name(step, language())
    first = formats.short_day(step.first_day, language())
    if step.end_day - step.first_day == DAY:
        return first
    return f"{first}–{formats.short_day(step.last_day, language())}"


def cell(metric: Metric, value: Fraction | None, *, href: str = "", note: str = "") -> Cell:
    return Cell(words(metric, value), href=href if value is not None else "", note=note, order=order(value))


def order(value: Fraction | None) -> Decimal | None:
    """Exact to a millionth, which is more than two figures of one column differ by to the eye."""
    return None if value is None else Decimal(number_text(value, 6))


def unit_of(metric: Metric) -> Unit:
    if metric.unit == "yuan":
        return Unit.MONEY
    if metric.unit == "percent":
        return Unit.PERCENT
    return Unit.COUNT if metric.unit in _COUNTS else Unit.PLAIN


def drawn(metric: Metric, value: Fraction | None) -> int | Decimal | None:
    """The figure as a chart takes it: money in fen, rates to a hundredth of a percent."""
    if value is None:
        return None
    if metric.unit == "yuan":
        return int((_decimal(value) * 100).to_integral_value(ROUND_HALF_UP))
    return Decimal(number_text(value, 4 if metric.unit == "percent" else 2))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(number_text(value, 6))
