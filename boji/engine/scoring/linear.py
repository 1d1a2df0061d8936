"""`score: linear`: a straight line between two points, flat outside them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, add, choose, compare, constant, multiply, subtract
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.plan.label import Label
from boji.engine.plan.units import decimal_words
from boji.engine.plan.values import read_figure, read_plain_number
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class Linear(ScoringMethod):
    """`start` and `end` are (actual, points) with different actuals, in either order."""

    name = "linear"

    start: tuple[Fraction, Fraction]
    end: tuple[Fraction, Fraction]

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        start, end = (_read_point(fields, key, kind) for key in ("from", "to"))
        if fields.sound and start[0] == end[0]:
            fields.wrong("to", Label("两点的实际值要不同", "the two points must have different actuals"))
        return cls(start, end)

    def words(self, language: str, figure: InWords) -> str:
        (low, low_points), (high, high_points) = sorted((self.start, self.end))
        least, most = decimal_words(low_points), decimal_words(high_points)
        if language == "zh":
            return f"{figure(low)} 及以下得 {least} 分，{figure(high)} 及以上得 {most} 分，中间按直线折算"
        return (
            f"{least} points up to {figure(low)}, {most} points from {figure(high)}, a straight line between"
        )

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        (low, low_points), (high, high_points) = sorted((self.start, self.end))
        low, high = low * scale, high * scale
        slope = (high_points - low_points) / (high - low)
        between = add(multiply(subtract(actual, constant(low)), constant(slope)), constant(low_points))
        return choose(
            [
                (compare("<=", actual, constant(low)), constant(low_points)),
                (compare(">=", actual, constant(high)), constant(high_points)),
            ],
            between,
        )


def _read_point(fields: Fields, key: str, kind: Kind | None) -> tuple[Fraction, Fraction]:
    """`[actual, points]`"""
    actual, points = fields.pair(key)
    return (
        fields.reading.literal(actual, lambda text: read_figure(text, kind), Fraction(0)),
        fields.reading.literal(points, read_plain_number, Fraction(0)),
    )
