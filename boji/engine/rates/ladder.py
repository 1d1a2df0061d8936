"""`rate: {ladder: …}`: several conditions together decide the rate on the whole base.

Rows stand from best to worst and the first that holds applies; none holding is rate 0.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, choose, constant
from boji.engine.plan.formula import Formula
from boji.engine.rates.rate import Condition, Rate


@dataclass(frozen=True)
class LadderRow:
    when: Formula
    when_text: str
    rate: Fraction


@dataclass(frozen=True)
class Ladder(Rate):
    key = "ladder"

    rows: tuple[LadderRow, ...]

    def position(self, finder: Ratio, holds: Condition) -> str:
        whens = " ".join(f"WHEN {holds(row.when)} THEN {number}" for number, row in enumerate(self.rows, 1))
        return f"(CASE {whens} ELSE 0 END)"

    def rate(self, position: str, finder: Ratio) -> Ratio:
        rows = [(f"{position} = {number}", constant(row.rate)) for number, row in enumerate(self.rows, 1)]
        return choose(rows, constant(0))

    def changed(self, part: tuple[str, ...], value: Fraction) -> Self:
        match part:
            case ("ladder", number) if number.isdigit() and 1 <= int(number) <= len(self.rows):
                at = int(number) - 1
                row = replace(self.rows[at], rate=value)
                return replace(self, rows=(*self.rows[:at], row, *self.rows[at + 1 :]))
        raise KeyError(".".join(part))
