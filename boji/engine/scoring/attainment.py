"""`score: attainment`: actual as a percentage of the target, cut at cap and floor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, clamp, constant, divide, multiply
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class Attainment(ScoringMethod):
    name = "attainment"
    needs_target = True

    cap: Fraction | None = None
    floor: Fraction = Fraction(0)

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        assert target is not None
        attained = divide(multiply(actual, constant(100)), multiply(target, constant(scale)))
        return clamp(attained, constant(self.floor), constant(self.cap) if self.cap is not None else None)
