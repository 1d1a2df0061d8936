"""`score: inverse`: the target as a percentage of the actual, for figures where lower is better."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, choose, clamp, compare, constant, divide, multiply
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.plan.units import decimal_words
from boji.engine.scoring.cuts import cut_words, read_cuts
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class Inverse(ScoringMethod):
    """An actual of 0 scores the cap, or 100 where none is written."""

    name = "inverse"
    needs_target = True

    cap: Fraction | None = None
    floor: Fraction = Fraction(0)

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        cuts = read_cuts(fields)
        return cls(cuts.cap, cuts.floor)

    def words(self, language: str, figure: InWords) -> str:
        best = decimal_words(self.cap if self.cap is not None else Fraction(100))
        cuts = cut_words(self.cap, self.floor, language)
        if language == "zh":
            return f"越低越好：目标 ÷ 实际 × 100{cuts}；实际为 0 得 {best} 分"
        return f"lower is better: target ÷ actual × 100{cuts}; an actual of 0 scores {best} points"

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
