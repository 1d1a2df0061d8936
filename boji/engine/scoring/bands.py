"""`score: bands`: the points of the first band whose upper end is not below the actual."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, choose, compare, constant
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class Bands(ScoringMethod):
    """(upper end, points) from low to high; the last end is None (`above`)."""

    name = "bands"

    bands: tuple[tuple[Fraction | None, Fraction], ...]

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        cases = [
            (compare("<=", actual, constant(end * scale)), constant(points))
            for end, points in self.bands
            if end is not None
        ]
        known = compare("==", actual, actual)
        return choose([*cases, (known, constant(self.bands[-1][1]))])
