"""`rate: 2%`: one rate for everything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, constant
from boji.engine.rates.rate import Condition, Rate


@dataclass(frozen=True)
class FixedRate(Rate):
    key = "fixed"

    value: Fraction

    def position(self, finder: Ratio, holds: Condition) -> str:
        return "1"

    def rate(self, position: str, finder: Ratio) -> Ratio:
        return constant(self.value)

    def changed(self, part: tuple[str, ...], value: Fraction) -> Self:
        if part:
            raise KeyError(".".join(part))
        return replace(self, value=value)
