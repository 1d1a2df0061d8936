"""`score: in_range`: 100 inside [low, high], falling linearly to 0 at a distance outside."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, choose, clamp, compare, constant, divide, multiply, subtract
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.plan.label import Label
from boji.engine.plan.values import read_figure
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class InRange(ScoringMethod):
    name = "in_range"

    low: Fraction
    high: Fraction
    distance: Fraction

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        low, high = (
            fields.reading.literal(node, lambda text: read_figure(text, kind), Fraction(0))
            for node in fields.pair("range")
        )
        distance = fields.figure("distance", kind)
        if fields.sound and low >= high:
            fields.wrong(
                "range", Label("区间的下限要低于上限", "the low end of the range must be below the high end")
            )
        if fields.sound and distance <= 0:
            fields.wrong("distance", Label("distance 要大于 0", "the distance must be above 0"))
        return cls(low, high, distance)

    def words(self, language: str, figure: InWords) -> str:
        low, high, distance = figure(self.low), figure(self.high), figure(self.distance)
        if language == "zh":
            return f"在 {low} 到 {high} 之间（含两端）得 100 分，超出 {distance} 时按比例降到 0 分"
        return f"from {low} to {high}, both included: 100 points, falling evenly to 0 at {distance} outside"

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        low, high = constant(self.low * scale), constant(self.high * scale)

        def fallen(outside: Ratio) -> Ratio:
            lost = divide(multiply(outside, constant(100)), constant(self.distance * scale))
            return clamp(subtract(constant(100), lost), constant(0), None)

        return choose(
            [
                (compare("<", actual, low), fallen(subtract(low, actual))),
                (compare(">", actual, high), fallen(subtract(actual, high))),
                (compare("==", actual, actual), constant(100)),
            ]
        )
