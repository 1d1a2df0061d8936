"""`rate: 2%`: one rate for everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, constant
from boji.engine.plan.fields import Fields
from boji.engine.plan.units import percent_words
from boji.engine.rates.rate import Condition, InWords, Rate


@dataclass(frozen=True)
class FixedRate(Rate):
    key = "fixed"

    value: Fraction

    @classmethod
    def read(cls, fields: Fields) -> Self:
        return cls(fields.ratio("fixed"))

    def words(self, language: str, condition: InWords) -> list[str]:
        rate = percent_words(self.value)
        return [f"一律 {rate}" if language == "zh" else f"{rate} on everything"]

    def parts(self) -> list[tuple[str, ...]]:
        return [()]

    def part_words(self, part: tuple[str, ...], language: str, condition: InWords) -> str:
        return ""

    def part_rate(self, part: tuple[str, ...]) -> Fraction:
        return self.value

    def position(self, finder: Ratio, holds: Condition) -> str:
        return "1"

    def rate(self, position: str, finder: Ratio) -> Ratio:
        return constant(self.value)

    def changed(self, part: tuple[str, ...], value: Fraction) -> Self:
        if part:
            raise KeyError(".".join(part))
        return replace(self, value=value)
