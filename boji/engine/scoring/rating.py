"""`score: rating`: the metric is itself a rating from 0 to 100."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, clamp, constant
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class Rating(ScoringMethod):
    name = "rating"

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        return clamp(actual, constant(0), constant(100))
