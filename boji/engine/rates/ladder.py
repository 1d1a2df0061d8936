"""`rate: {ladder: …}`: several conditions together decide the rate on the whole base.

Rows stand from best to worst and the first that holds applies; none holding is rate 0.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio, choose, constant
from boji.engine.plan.coverage import check_rows
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Formula
from boji.engine.plan.names import Use
from boji.engine.plan.units import percent_words
from boji.engine.rates.rate import Condition, InWords, Rate


@dataclass(frozen=True)
class LadderRow:
    when: Formula
    when_text: str = field(compare=False)
    rate: Fraction


@dataclass(frozen=True)
class Ladder(Rate):
    key = "ladder"

    rows: tuple[LadderRow, ...]

    @classmethod
    def read(cls, fields: Fields) -> Self:
        rows = []
        entries = fields.rows("ladder")
        for entry in entries:
            when = entry.formula("when", Use.CONDITION)
            rows.append(LadderRow(when.formula, when.text, entry.ratio("rate")))
            entry.finish()
        if fields.sound:
            check_rows(
                fields.reading,
                [(entry, row.when, row.rate) for entry, row in zip(entries, rows, strict=True)],
            )
        return cls(tuple(rows))

    def words(self, language: str, condition: InWords) -> list[str]:
        chinese = language == "zh"
        sentences = []
        for number, row in enumerate(self.rows, 1):
            rate, when = percent_words(row.rate), condition(row.when)
            if chinese:
                sentences.append(f"{'否则，' if number > 1 else ''}{when}：全部按 {rate}")
            else:
                sentences.append(f"{'otherwise, if ' if number > 1 else 'if '}{when}: {rate} on everything")
        sentences.append("都不满足：0%" if chinese else "if none holds: 0%")
        return sentences

    def conditions(self) -> list[Formula]:
        return [row.when for row in self.rows]

    def parts(self) -> list[tuple[str, ...]]:
        return [("ladder", str(number)) for number in range(1, len(self.rows) + 1)]

    def part_words(self, part: tuple[str, ...], language: str, condition: InWords) -> str:
        return condition(self.rows[int(part[1]) - 1].when)

    def part_rate(self, part: tuple[str, ...]) -> Fraction:
        return self.rows[int(part[1]) - 1].rate

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
