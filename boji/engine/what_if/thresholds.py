"""Thresholds: the values of a figure at which a tier, a row of a ladder, a point or a gate changes.

Owns turning tier ends and conditions into values of the figures that can be moved. They are where to look and
what to show; whether anything does change there, the program alone says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Literal

from boji.engine.plan.formula import COMPARISONS, Binary, Formula, MetricName, Number, Unary
from boji.engine.rates import Ladder, TierTable
from boji.engine.what_if.handles import Handle
from boji.engine.what_if.present import FigureKey, Present

Kind = Literal["tier", "row", "point", "gate"]

_NEGATED = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}
_MIRRORED = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
_MOST_ALTERNATIVES = 32


@dataclass(frozen=True)
class Cause:
    """What changes at a threshold: a tier or row of a scheme's rate, a point of it, or a gate of the plan.

    `place` counts tiers and rows from 1, points and gates from 0, as the run's columns do; `scheme` is 0
    for a gate.
    """

    kind: Kind
    scheme: int
    place: int


@dataclass(frozen=True)
class Requirement:
    """A comparison that is to hold: a figure, the sign, and a number; `formula` is how the plan writes it."""

    figure: FigureKey
    sign: str
    number: Fraction
    formula: Formula = field(compare=False)

    def met_by(self, value: Fraction | None) -> bool:
        if value is None:
            return False
        return {
            ">": value > self.number, ">=": value >= self.number, "<": value < self.number,
            "<=": value <= self.number, "==": value == self.number, "!=": value != self.number,
        }[self.sign]  # fmt: skip


Alternative = tuple[Requirement, ...]


@dataclass(frozen=True)
class Threshold:
    """`value` is where it lies; `beyond` the first value on the far side, in steps of the figure."""

    handle: Handle
    value: Fraction
    beyond: Fraction
    cause: Cause
    formula: Formula | None = field(default=None, compare=False)  # the comparison; None for a tier


def thresholds(present: Present, handles: Iterable[Handle]) -> tuple[Threshold, ...]:
    """All that the plan has for these figures, by value."""
    handles = tuple(handles)
    found = [one for handle in handles for one in _tier_ends(present, handle)]
    for cause, condition, team in conditions(present):
        for requirement in requirements_in(condition, present, team):
            for handle in handles:
                if handle.figure == requirement.figure:
                    value = requirement.number - outside(present, handle)
                    beyond = first_value(requirement.sign, value, handle.grain)
                    found.append(Threshold(handle, value, beyond, cause, requirement.formula))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: (one.value, one.beyond)))


def conditions(present: Present) -> Iterator[tuple[Cause, Formula, str | None]]:
    """Points and rows of the person's schemes, and the gates on persons; each with the team it looks at."""
    teams = {number: present.now(number)["team"] for number in present.schemes}
    for number, team in teams.items():
        scheme = present.scheme(number)
        for place, point in enumerate(scheme.points):
            yield Cause("point", number, place), point.when, team
        if isinstance(scheme.rate, Ladder):
            for place, row in enumerate(scheme.rate.rows, 1):
                yield Cause("row", number, place), row.when, team
    for place, gate in enumerate(present.plan.gates):
        if not gate.per_product:
            for team in dict.fromkeys(teams.values()):
                yield Cause("gate", 0, place), gate.when, team


def tier_starts(present: Present, handle: Handle, number: int) -> Iterator[tuple[int, Fraction, Fraction]]:
    """For each tier of a scheme after the first: its place, its start and the first base in it, in yuan.

    The start is that of the handle's base of the run's month; a quarter mean has the earlier months in it.
    """
    scheme, month = present.scheme(number), present.now(number)
    if not isinstance(scheme.rate, TierTable):
        return
    unit, base = present.units[number], int(month["base"])
    earlier, months = int(month["finder_sum"]) - base, int(month["finder_months"])
    lead = int(present.now(handle.schemes[0])["base"])
    stretch = Fraction(lead, base) if base > 0 and lead > 0 else Fraction(1)
    for place, tier in enumerate(scheme.rate.tiers[:-1], 2):
        assert tier.end is not None
        start = (tier.end / unit * months - earlier) * stretch
        first = floor(start) + 1 if scheme.rate.upper_boundary else ceil(start)
        yield place, start * unit, first * unit


def _tier_ends(present: Present, handle: Handle) -> Iterator[Threshold]:
    for number in handle.schemes:
        for place, start, first in tier_starts(present, handle, number):
            yield Threshold(handle, start, first, Cause("tier", number, place))


def outside(present: Present, handle: Handle) -> Fraction:
    """What of the metric that moves with a base is not in the base."""
    if not handle.schemes or handle.figure is None or handle.value is None:
        return Fraction(0)
    value = present.values[handle.figure]
    return value - handle.value if value is not None else Fraction(0)


def first_value(sign: str, number: Fraction, grain: Fraction) -> Fraction:
    """The value nearest to the number for which the comparison holds, in whole grains."""
    steps = number / grain
    match sign:
        case ">" | "!=":
            return (floor(steps) + 1) * grain
        case ">=":
            return ceil(steps) * grain
        case "<":
            return (ceil(steps) - 1) * grain
        case "<=":
            return floor(steps) * grain
    return number


# Conditions as comparisons with numbers


def requirements_in(formula: Formula, present: Present, team: str | None) -> Iterator[Requirement]:
    """Every comparison of a figure with a number in the condition."""
    match formula:
        case Unary(operand=operand):
            yield from requirements_in(operand, present, team)
        case Binary(operator="and" | "or", left=left, right=right):
            yield from requirements_in(left, present, team)
            yield from requirements_in(right, present, team)
        case Binary() if (found := _requirement(formula, present, team)) is not None:
            yield found


def ways_to(formula: Formula, present: Present, team: str | None, *, hold: bool) -> list[Alternative]:
    """What makes the condition hold (or not hold): each alternative is a set of comparisons.

    What is no comparison of a figure with a number is left out: the program says whether the rest is enough.
    """
    match formula:
        case Unary(operator="not", operand=operand):
            return ways_to(operand, present, team, hold=not hold)
        case Binary(operator="and" | "or" as operator, left=left, right=right):
            first, second = (ways_to(part, present, team, hold=hold) for part in (left, right))
            if (operator == "and") is hold:
                return [(*one, *other) for one, other in product(first, second)][:_MOST_ALTERNATIVES]
            return [*first, *second][:_MOST_ALTERNATIVES]
        case Binary() if (found := _requirement(formula, present, team)) is not None:
            if not hold:
                found = replace(found, sign=_NEGATED[found.sign])
            return [(found,)]
    return [()]


def _requirement(formula: Binary, present: Present, team: str | None) -> Requirement | None:
    if formula.operator not in COMPARISONS:
        return None
    left, right, sign = formula.left, formula.right, formula.operator
    if not isinstance(left, MetricName):
        left, right, sign = right, left, _MIRRORED.get(sign, sign)
    number = literal(right)
    if not isinstance(left, MetricName) or number is None:
        return None
    key = (left.name, team if left.of_team else None)
    return Requirement(key, sign, number, formula) if key in present.values else None


def literal(formula: Formula) -> Fraction | None:
    """The number that is written there, with its sign; None for anything else."""
    match formula:
        case Number(value=value):
            return value
        case Unary(operator="-", operand=operand):
            number = literal(operand)
            return None if number is None else -number
    return None


def by_figure(handles: Iterable[Handle]) -> Mapping[FigureKey, Handle]:
    """The handle that moves each figure; of figures that several bases make, none does."""
    handles = tuple(handles)
    return {
        handle.figure: handle
        for handle in handles
        if handle.figure is not None and not (handle.schemes and handle.among_several)
    }
