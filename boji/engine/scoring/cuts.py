"""Cap and floor of a score, shared by the methods that measure against a target."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.plan.fields import Fields
from boji.engine.plan.label import Label
from boji.engine.plan.units import decimal_words


@dataclass(frozen=True)
class Cuts:
    cap: Fraction | None
    floor: Fraction


def read_cuts(fields: Fields) -> Cuts:
    """`cap` (none where not written) and `floor` (0), in points."""
    cap = fields.number_or("cap", None)
    floor = fields.number_or("floor", None) or Fraction(0)
    if cap is not None and cap <= 0 and fields.sound:
        fields.wrong("cap", Label("封顶要大于 0", "the cap must be above 0"))
    if floor < 0 and fields.sound:
        fields.wrong("floor", Label("保底不能小于 0", "the floor cannot be below 0"))
    if cap is not None and floor > cap and fields.sound:
        fields.wrong("floor", Label("保底高于封顶", "the floor is above the cap"))
    return Cuts(cap, floor)


def cut_words(cap: Fraction | None, floor: Fraction, language: str) -> str:
    """`,最高 120 分,最低 20 分`; nothing is said of a floor of 0."""
    most = "" if cap is None else decimal_words(cap)
    least = decimal_words(floor) if floor else ""
    if language == "zh":
        return (f"，最高 {most} 分" if most else "，不封顶") + (f"，最低 {least} 分" if least else "")
    return (f", {most} points at most" if most else ", no cap") + (f", {least} at least" if least else "")
