"""Levers: the figures that decide a person's pay, as a page shows them to be moved.

Owns their words and how far a slider goes. It runs from 0 to the larger of twice the present value and 1.2
times the highest threshold, in about a hundred steps of 1, 2 or 5 (or ten times, a hundred times … as much).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from boji.engine.plan.phrases import formula_words
from boji.engine.rates import Ladder, Rate, TierTable
from boji.engine.results.texts import metric_text, number_text, percent_words, unit_words
from boji.engine.what_if.handles import Handle
from boji.engine.what_if.present import Present
from boji.engine.what_if.thresholds import Cause, Threshold

STEPS = 100
_BEYOND = Fraction(6, 5)  # how far past the highest threshold
_NOTHING_KNOWN = {
    "yuan": Fraction(100_000),
    "percent": Fraction(1, 10),
}  # where a slider ends without any figure


@dataclass(frozen=True)
class Mark:
    """A threshold on a lever; `beyond` is the first value on its far side, `reached` that the present one is
    there."""

    value: Fraction
    beyond: Fraction
    reached: bool
    kind: str  # tier, row, point or gate
    label: str

    def as_json(self) -> dict[str, Any]:
        exact = {"value": metric_text(self.value), "beyond": metric_text(self.beyond)}
        return exact | {"reached": self.reached, "kind": self.kind, "label": self.label}


@dataclass(frozen=True)
class Lever:
    """A figure that can be moved. Values are yuan, ratios, counts as `unit` says; `value` None: it is
        missing.

    `low`, `high` and `step` are for a slider; what is given may lie beyond. `grain` is the figure's smallest
    step. `schemes` are those whose base it is; none where only conditions look at it.
    """

    name: str
    label: str
    unit: str
    value: Fraction | None
    better: str  # higher, lower or neither
    low: Fraction
    high: Fraction
    step: Fraction
    grain: Fraction
    marks: tuple[Mark, ...]
    schemes: tuple[str, ...] = ()

    def words(self, value: Fraction | None, language: str) -> str:
        """The value as people write it: `¥184,000.00`, `5.4%`."""
        if value is None:
            return "缺失" if language == "zh" else "missing"
        return unit_words(self.unit, value, language)

    def as_json(self) -> dict[str, Any]:
        exact = {name: metric_text(getattr(self, name)) for name in ("value", "low", "high", "step", "grain")}
        texts = {name: getattr(self, name) for name in ("name", "label", "unit", "better")}
        return texts | exact | {
            "marks": [mark.as_json() for mark in self.marks],
            "schemes": list(self.schemes),
        }  # fmt: skip


def lever(present: Present, handle: Handle, found: Iterable[Threshold], language: str) -> Lever:
    """The lever of a handle; `found` are the thresholds of all handles."""
    mine = [one for one in found if one.handle == handle]
    unit = unit_of(present, handle)
    low, high, step = _slider(present, handle, unit, [one.value for one in mine])
    return Lever(
        handle.name,
        label_of(present, handle, language),
        unit,
        handle.value,
        better_of(present, handle),
        low,
        high,
        step,
        handle.grain,
        tuple(_mark(present, one, language) for one in mine if low <= one.value <= high),
        tuple(present.scheme(number).name for number in handle.schemes),
    )


def unit_of(present: Present, handle: Handle) -> str:
    return "yuan" if handle.schemes else present.plan.metrics[_metric(handle)].unit


def better_of(present: Present, handle: Handle) -> str:
    if handle.schemes:
        return "higher"  # a base is what is paid by
    return present.plan.metrics[_metric(handle)].better


def _metric(handle: Handle) -> str:
    assert handle.figure is not None
    return handle.figure[0]


def label_of(present: Present, handle: Handle, language: str) -> str:
    """The figure's name; where the person has it more than once, with the scheme or team that it is for."""
    label = formula_words(handle.formula, present.plan, language)
    if not handle.among_several:
        return label
    of = (
        present.scheme(handle.schemes[0]).label.text(language)
        if handle.schemes
        else (handle.figure or ("", ""))[1]
    )
    return f"{label}（{of}）" if language == "zh" else f"{label} ({of})"


def before_chinese(label: str) -> str:
    """With a space where it ends in a Latin letter or digit.

    >>> before_chinese("GMV"), before_chinese("转化率")
    ('GMV ', '转化率')
    """
    return f"{label} " if label[-1:].isascii() and label[-1:].isalnum() else label


def _mark(present: Present, found: Threshold, language: str) -> Mark:
    value, upwards = found.handle.value, found.beyond >= found.value
    reached = value is not None and (value >= found.beyond if upwards else value <= found.beyond)
    label = threshold_words(present, found, language)
    return Mark(found.value, found.beyond, reached, found.cause.kind, label)


def threshold_words(present: Present, found: Threshold, language: str) -> str:
    """`腰部 2.5%：超过20万元`; `互动率系数 +0.5 个百分点：互动率超过6%`; `高退货 × 50%：退货率超过10%`."""
    if found.formula is not None:
        where = formula_words(found.formula, present.plan, language)
    else:
        scheme = present.scheme(found.cause.scheme)
        where = reach_words(present, scheme.rate, found.cause.place, language)
        if scheme.quarter_mean:
            where = f"季度月均{where}" if language == "zh" else f"the quarter's mean {where}"
    return f"{cause_words(present, found.cause, language)}{'：' if language == 'zh' else ': '}{where}"


def cause_words(present: Present, cause: Cause, language: str) -> str:
    """What changes: `腰部 2.5%`, `互动率系数 +0.5 个百分点`, `高退货 × 50%`."""
    if cause.kind == "gate":
        gate = present.plan.gates[cause.place]
        return f"{gate.label.text(language)} × {percent_words(gate.times, 6)}"
    scheme = present.scheme(cause.scheme)
    if cause.kind == "point":
        point = scheme.points[cause.place]
        return f"{point.label.text(language)} {points_words(point.add, language)}"
    return f"{scheme.label.text(language)} {percent_words(place_rate(scheme.rate, cause.place), 6)}"


def reach_words(present: Present, rate: Rate, place: int, language: str) -> str:
    """The tier or row in words: `超过20万元`."""
    parts = rate.parts()
    return rate.part_words(
        parts[place - 1], language, lambda condition: formula_words(condition, present.plan, language)
    )


def place_rate(rate: Rate, place: int) -> Fraction:
    """The rate of a tier or row as the plan writes it; 0 where no row of a ladder is met."""
    assert isinstance(rate, (TierTable, Ladder))
    return rate.part_rate(rate.parts()[place - 1]) if place else Fraction(0)


def points_words(add: Fraction, language: str) -> str:
    """`+0.5 个百分点`."""
    points = number_text(add * 100, 4)
    return f"+{points} 个百分点" if language == "zh" else f"+{points} percentage points"


# Sliders


def _slider(
    present: Present, handle: Handle, unit: str, marks: list[Fraction]
) -> tuple[Fraction, Fraction, Fraction]:
    """From, to, and step."""
    value = handle.value or Fraction(0)
    low = min(Fraction(0), 2 * value)
    high = max([2 * value, *(mark * _BEYOND for mark in marks), Fraction(0)])
    if high == 0:
        high = _NOTHING_KNOWN.get(unit, Fraction(10))
    step = _round_step((high - low) / STEPS, handle.grain)
    low, high = floor(low / step) * step, ceil(high / step) * step
    if unit == "percent" and value <= 1 and all(mark < 1 for mark in marks):
        high = min(high, Fraction(1))
    if unit == "days":
        high = min(high, Fraction(len(list(present.month.days))))
    return low, high, step


def _round_step(wanted: Fraction, grain: Fraction) -> Fraction:
    """The largest of 1, 2, 5, 10, 20, 50 … grains that is not above the step wanted; at least a grain."""
    step = grain
    while True:
        for times in (2, 5, 10):
            if step * times > wanted:
                return step * {2: 1, 5: 2, 10: 5}[times]
        step *= 10
