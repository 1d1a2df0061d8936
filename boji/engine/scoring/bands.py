"""`score: bands`: the points of the first band whose upper end is not below the actual."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, choose, compare, constant
from boji.engine.plan.ends import read_ends
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.plan.units import decimal_words
from boji.engine.plan.values import read_figure, read_plain_number
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class Bands(ScoringMethod):
    """(upper end, points) from low to high; the last end is None (`above`)."""

    name = "bands"

    bands: tuple[tuple[Fraction | None, Fraction], ...]

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        rows = read_ends(fields, "bands", lambda text: read_figure(text, kind))
        return cls(
            tuple(
                (row.end, fields.reading.literal(row.value, read_plain_number, Fraction(0))) for row in rows
            )
        )

    def words(self, language: str, figure: InWords) -> str:
        chinese = language == "zh"
        clauses = []
        before: Fraction | None = None
        for end, points in self.bands:
            score = decimal_words(points) + (" 分" if chinese else " points")
            if end is not None:
                reach = f"不超过 {figure(end)}（含）" if chinese else f"up to and including {figure(end)}"
            elif before is not None:
                reach = f"超过 {figure(before)}" if chinese else f"more than {figure(before)}"
            else:
                reach = "任何值" if chinese else "any value"
            clauses.append(f"{reach}得 {score}" if chinese else f"{reach}: {score}")
            before = end
        return ("；" if chinese else "; ").join(clauses)

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        cases = [
            (compare("<=", actual, constant(end * scale)), constant(points))
            for end, points in self.bands
            if end is not None
        ]
        known = compare("==", actual, actual)
        return choose([*cases, (known, constant(self.bands[-1][1]))])
