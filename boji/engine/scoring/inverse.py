"""`score: inverse`: the target as a percentage of the actual, for figures where lower is better."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, choose, clamp, compare, constant, divide, multiply
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class Inverse(ScoringMethod):
    """An actual of 0 scores the cap, or 100 where none is written."""

    name = "inverse"
    needs_target = True

    cap: Fraction | None = None
    floor: Fraction = Fraction(0)

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        assert target is not None
        cap = constant(self.cap) if self.cap is not None else None
        attained = divide(multiply(target, constant(100 * scale)), actual)
        nothing = compare("==", actual, constant(0))
        target_known = compare("==", target, target)
        return choose(
            [(f"({nothing} AND {target_known})", cap or constant(100))],
            clamp(attained, constant(self.floor), cap),
        )
