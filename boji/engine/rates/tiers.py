"""`rate: {tiers: …}`: the rate depends on where a value lies among rising ends.

`applies_to: whole` pays the found tier's rate on everything. `each_band` pays each band its own rate:
the rate of the whole is then the mean of the bands' rates weighted by how much lies in each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
from boji.engine.rates.rate import Condition, Rate


@dataclass(frozen=True)
class Tier:
    """`end` in yuan, None for the last tier (`above`); `end_text` as written in the plan."""

    end: Fraction | None
    rate: Fraction
    end_text: str


@dataclass(frozen=True)
class TierTable(Rate):
    """`upper_boundary`: the end belongs to the lower tier; else a tier starts at its value."""

    key = "tiers"

    tiers: tuple[Tier, ...]
    each_band: bool
    upper_boundary: bool

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
