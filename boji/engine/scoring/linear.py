"""`score: linear`: a straight line between two points, flat outside them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, add, choose, compare, constant, multiply, subtract
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class Linear(ScoringMethod):
    """`start` and `end` are (actual, points) with different actuals, in either order."""

    name = "linear"

    start: tuple[Fraction, Fraction]
    end: tuple[Fraction, Fraction]

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
