"""`score: attainment`: actual as a percentage of the target, cut at cap and floor."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, clamp, constant, divide, multiply
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.scoring.cuts import cut_words, read_cuts
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class Attainment(ScoringMethod):
    name = "attainment"
    needs_target = True

    cap: Fraction | None = None
    floor: Fraction = Fraction(0)

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        cuts = read_cuts(fields)
        return cls(cuts.cap, cuts.floor)

    def words(self, language: str, figure: InWords) -> str:
        how = "实际 ÷ 目标 × 100" if language == "zh" else "actual ÷ target × 100"
        return how + cut_words(self.cap, self.floor, language)

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        assert target is not None
        attained = divide(multiply(actual, constant(100)), multiply(target, constant(scale)))
        return clamp(attained, constant(self.floor), constant(self.cap) if self.cap is not None else None)
