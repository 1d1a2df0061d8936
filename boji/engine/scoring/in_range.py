"""`score: in_range`: 100 inside [low, high], falling linearly to 0 at a distance outside."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, choose, clamp, compare, constant, divide, multiply, subtract
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class InRange(ScoringMethod):
    name = "in_range"

    low: Fraction
    high: Fraction
    distance: Fraction

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
