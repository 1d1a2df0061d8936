"""What can be moved: the figures that decide a person's pay, and what moves when one of them does.

Owns which figures these are and how a given value reaches bases and conditions. A **base** is that of one
scheme, or of several schemes that take the same figure of the same days. A figure that conditions look at is
moved as it is; where it is a base as well, the two move together, and what the base leaves out (pooled
sessions, days outside the scheme) stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.formulas import text_of
from boji.engine.plan.formula import Formula, MetricName
from boji.engine.what_if.present import FigureKey, Present, Values
from boji.engine.what_if.refusals import UnknownLever

Given = Mapping[str, Fraction]

# The smallest step of a figure that is no base, by the unit of its metric; whole numbers otherwise.
_GRAINS = {
    "yuan": Fraction(1, 100),
    "percent": Fraction(1, 10_000),
    "hours": Fraction(1, 100),
    "points": Fraction(1, 100),
    "number": Fraction(1, 100),
}


@dataclass(frozen=True)
class Handle:
    """One figure. `schemes` are those whose base it is, the one of most days first: its base is the value.

    `figure` is the metric of conditions that it is, or that moves with the base; `grain` its smallest step.
    """

    name: str
    value: Fraction | None
    grain: Fraction
    formula: Formula
    schemes: tuple[int, ...] = ()
    figure: FigureKey | None = None
    among_several: bool = False  # the person has the same figure for other days, or of another team


@dataclass(frozen=True)
class Inputs:
    """What decides the pay of the month: each scheme's base in its unit, and what conditions look at."""

    bases: Mapping[int, int]
    values: Values


def inputs_of(present: Present) -> Inputs:
    """The figures as the run has them."""
    return Inputs({number: int(present.now(number)["base"]) for number in present.schemes}, present.values)


def handles_of(present: Present) -> tuple[Handle, ...]:
    """Bases in the order of the plan's schemes, then the figures of conditions by name."""
    bases = tuple(_bases(present))
    moved = {handle.figure for handle in bases}
    rest = sorted((key for key in present.values if key not in moved), key=lambda key: (key[1] or "", key[0]))
    return (*bases, *(_figure(present, key) for key in rest))


def _bases(present: Present) -> Iterable[Handle]:
    alike: dict[str, list[int]] = {}
    for number in present.schemes:
        alike.setdefault(text_of(present.scheme(number).base), []).append(number)
    for numbers in alike.values():
        groups = _together(present, numbers)
        for group in groups:
            yield _base(present, group, among_several=len(groups) > 1)


def _together(present: Present, numbers: list[int]) -> list[list[int]]:
    """The schemes in groups that share days: what is earned on those counts for all of them."""
    groups: list[list[int]] = []
    for number in numbers:
        days = present.days[number]
        shared = [group for group in groups if any(present.days[other] & days for other in group)]
        groups = [group for group in groups if group not in shared]
        groups.append(sorted([number, *(other for group in shared for other in group)]))
    return sorted(groups)


def _base(present: Present, group: list[int], *, among_several: bool) -> Handle:
    schemes = sorted(group, key=lambda number: (-len(present.days[number]), number))
    lead = schemes[0]
    formula, unit = present.scheme(lead).base, present.units[lead]
    name, figure = f"{present.scheme(lead).name}.base", None
    if isinstance(formula, MetricName):
        key = (formula.name, present.now(lead)["team"] if formula.of_team else None)
        figure = key if key in present.values else None
        name = name if among_several else text_of(formula)
    value = int(present.now(lead)["base"]) * unit
    return Handle(name, value, unit, formula, tuple(schemes), figure, among_several)


def _figure(present: Present, key: FigureKey) -> Handle:
    metric, team = key
    known = present.plan.metrics[metric]
    name = f"team.{metric}" if team is not None else metric
    several = sum(other == metric and of is not None for other, of in present.values) > 1
    among_several = team is not None and several
    formula = MetricName(metric, known.kind, known.formula.span, of_team=team is not None)
    return Handle(
        f"{name}/{team}" if among_several else name,
        present.values[key],
        _GRAINS.get(known.unit, Fraction(1)),
        formula,
        figure=key,
        among_several=among_several,
    )


def handle_named(handles: Iterable[Handle], name: str) -> Handle:
    """Raises UnknownLever."""
    found = {handle.name: handle for handle in handles}
    if name not in found:
        raise UnknownLever(name, found)
    return found[name]


def moved(present: Present, handles: Iterable[Handle], given: Given) -> Inputs:
    """The figures with those given in place of the run's. Raises UnknownLever.

    A base is taken in its own unit (fen, mostly), half up. A figure that was missing is what is given.
    """
    inputs = inputs_of(present)
    bases, values = dict(inputs.bases), dict(inputs.values)
    for name, value in given.items():
        handle = handle_named(handles, name)
        if not handle.schemes:
            assert handle.figure is not None
            values[handle.figure] = value
            continue
        old, new = bases[handle.schemes[0]], half_up(value / handle.grain)
        if new == old:
            continue
        for number in handle.schemes:
            bases[number] = follow(bases[number], old, new)
        if handle.figure is not None:
            before = values[handle.figure]
            outside = Fraction(0) if before is None else before - old * handle.grain
            values[handle.figure] = outside + new * handle.grain
    return Inputs(bases, values)


def follow(base: int, old: int, new: int) -> int:
    """The base of a scheme that holds for some days of another's: in proportion, or else as much more."""
    if base == old or old <= 0:
        return base + new - old
    return half_up(Fraction(base * new, old))


def half_up(value: Fraction) -> int:
    """The nearest whole number, half away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return -whole if value < 0 else whole
