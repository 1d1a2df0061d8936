"""`rate: {tiers: …}`: the rate depends on where a value lies among rising ends.

`applies_to: whole` pays the found tier's rate on everything. `each_band` pays each band its own rate:
the rate of the whole is then the mean of the bands' rates weighted by how much lies in each.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import (
    Ratio,
    add,
    choose,
    clamp,
    compare,
    constant,
    divide,
    multiply,
    subtract,
)
from boji.engine.plan.ends import read_ends
from boji.engine.plan.fields import Fields
from boji.engine.plan.label import Label
from boji.engine.plan.reading import share
from boji.engine.plan.units import money_words, percent_words
from boji.engine.plan.values import read_money
from boji.engine.rates.rate import Condition, InWords, Rate


@dataclass(frozen=True)
class Tier:
    """`end` in yuan, None for the last tier (`above`); `end_text` as written in the plan."""

    end: Fraction | None
    rate: Fraction
    end_text: str = field(compare=False)


@dataclass(frozen=True)
class TierTable(Rate):
    """`upper_boundary`: the end belongs to the lower tier; else a tier starts at its value."""

    key = "tiers"

    tiers: tuple[Tier, ...]
    each_band: bool
    upper_boundary: bool

    @classmethod
    def read(cls, fields: Fields) -> Self:
        rows = read_ends(fields, "tiers", read_money)
        tiers = tuple(Tier(row.end, share(fields.reading, row.value), row.text) for row in rows)
        if fields.sound and tiers and tiers[0].end is not None and tiers[0].end <= 0:
            fields.wrong("tiers", Label("第一档的上限要大于 0", "the first end must be above 0"))
        applies_to = fields.choice("applies_to", ("whole", "each_band"))
        boundary = fields.choice("boundary", ("upper", "lower"))
        return cls(tiers, applies_to == "each_band", boundary == "upper")

    def words(self, language: str, condition: InWords) -> list[str]:
        chinese = language == "zh"
        sentences = []
        for number, tier in enumerate(self.tiers, 1):
            reach = self.part_words(("tiers", tier.end_text), language, condition)
            if self.each_band:
                reach = reach.replace("more than", "above")
            rate, exactly = percent_words(tier.rate), self._exactly(number, language)
            if self.each_band:
                sentences.append(f"{reach}的部分按 {rate}" if chinese else f"the part {reach}: {rate}")
            elif chinese:
                sentences.append(f"{reach}：全部按 {rate}{exactly}")
            else:
                sentences.append(f"{reach}: {rate} on everything{exactly}")
        return sentences

    def _exactly(self, number: int, language: str) -> str:
        """What happens exactly at a boundary, said at the tier that the boundary belongs to.

        Bands need no such word: both sides of a boundary pay the same there.
        """
        end = self.tiers[number - 1].end if self.upper_boundary else self._start(number)
        if self.each_band or end is None:
            return ""
        amount, rate = money_words(end, language), percent_words(self.tiers[number - 1].rate)
        return f"（正好{amount}按 {rate}）" if language == "zh" else f" (exactly {amount}: {rate})"

    def _start(self, number: int) -> Fraction | None:
        return self.tiers[number - 2].end if number > 1 else None

    def parts(self) -> list[tuple[str, ...]]:
        return [("tiers", tier.end_text) for tier in self.tiers]

    def part_words(self, part: tuple[str, ...], language: str, condition: InWords) -> str:
        number = 1 + [tier.end_text for tier in self.tiers].index(part[1])
        start, end = self._start(number), self.tiers[number - 1].end
        low = money_words(start, language) if start is not None else ""
        high = money_words(end, language) if end is not None else ""
        if language == "zh":
            if not low and not high:
                return "任何金额"
            if not high:
                return f"超过{low}" if self.upper_boundary else f"达到{low}"
            return f"{low}到{high}" if low else f"{high}以内"
        if not low and not high:
            return "any amount"
        if not high:
            return f"more than {low}" if self.upper_boundary else f"{low} or more"
        return f"{low} to {high}" if low else f"up to {high}"

    def part_rate(self, part: tuple[str, ...]) -> Fraction:
        return next(tier.rate for tier in self.tiers if tier.end_text == part[1])

    def position(self, finder: Ratio, holds: Condition) -> str:
        inside = "<=" if self.upper_boundary else "<"
        whens = " ".join(
            f"WHEN {compare(inside, finder, constant(tier.end))} THEN {number}"
            for number, tier in enumerate(self.tiers, 1)
            if tier.end is not None
        )
        return f"(CASE {whens} ELSE {len(self.tiers)} END)" if whens else "1"

    def rate(self, position: str, finder: Ratio) -> Ratio:
        if self.each_band:
            return self._blended(finder)
        return choose(
            [(f"{position} = {number}", constant(tier.rate)) for number, tier in enumerate(self.tiers, 1)]
        )

    def _blended(self, finder: Ratio) -> Ratio:
        """Σ part of the value in each band × its rate / value; 0 where the value is not positive.

        Inside a band, what lies below is a constant, so each band needs one product only.
        """
        cases: list[tuple[str, Ratio]] = [(compare("<=", finder, constant(0)), constant(0))]
        start, below = Fraction(0), Fraction(0)
        for tier in self.tiers:
            earned = add(multiply(subtract(finder, constant(start)), constant(tier.rate)), constant(below))
            blended = divide(earned, finder)
            if tier.end is None:
                cases.append((compare("==", finder, finder), blended))
            else:
                cases.append((compare("<=", finder, constant(tier.end)), blended))
                below += (tier.end - start) * tier.rate
                start = tier.end
        return choose(cases)

    def changed(self, part: tuple[str, ...], value: Fraction) -> Self:
        match part:
            case ("tiers", end) if any(tier.end_text == end for tier in self.tiers):
                tiers = tuple(
                    replace(tier, rate=value) if tier.end_text == end else tier for tier in self.tiers
                )
                return replace(self, tiers=tiers)
        raise KeyError(".".join(part))


def band_parts(table: TierTable, value: Ratio) -> list[Ratio]:
    """How much of the value lies in each band, for the explanation."""
    starts = [Fraction(0), *(tier.end for tier in table.tiers if tier.end is not None)]
    parts = []
    for start, tier in zip(starts, table.tiers, strict=True):
        width = constant(tier.end - start) if tier.end is not None else None
        parts.append(clamp(subtract(value, constant(start)), constant(0), width))
    return parts
