"""`score: rating`: the metric is itself a rating from 0 to 100."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, clamp, constant
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.plan.label import Label
from boji.engine.plan.units import KIND_WORDS
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class Rating(ScoringMethod):
    name = "rating"

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        if kind is not None and kind is not Kind.NUMBER:
            words = KIND_WORDS[kind]
            fields.wrong(
                "score",
                Label(
                    f"rating 要 0 到 100 的评分，而这个指标是{words.zh}",
                    f"rating wants a rating, this is {words.en}",
                ),
                Label("用 attainment、linear 或 bands", "Use attainment, linear or bands"),
            )
        return cls()

    def words(self, language: str, figure: InWords) -> str:
        return "评分即得分，0 到 100" if language == "zh" else "the rating is the score, 0 to 100"

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        return clamp(actual, constant(0), constant(100))
