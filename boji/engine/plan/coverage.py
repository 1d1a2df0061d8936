"""What a list of conditions covers: rows that can never apply, and gaps between rows.

The thresholds that the rows name cut each metric into cells: below, exactly at, between, above. In a
cell every comparison is decided, so trying all cells tries all figures. A set of cells is one whole
number, a bit for each cell, so that `and`, `or`, `not` of conditions are those of numbers.
Owns this and knows nothing of rates. What is no comparison of a metric with a literal counts as an
independent fact that may hold or not.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Binary, Formula, Kind, MetricName, Number, Unary
from boji.engine.plan.label import Label
from boji.engine.plan.reading import Reading
from boji.engine.plan.units import decimal_words

MAX_CELLS = 2**20

Row = tuple[Fields, Formula, Fraction]  # where it stands, its condition, its rate

_STEPS: dict[Kind | None, Fraction] = {Kind.MONEY: Fraction(1, 100), Kind.COUNT: Fraction(1)}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}


@dataclass
class _Axis:
    """One metric and the values that stand for its cells, or a fact that holds or not (values 0, 1)."""

    name: str
    values: list[Fraction]
    thresholds: frozenset[Fraction]
    stride: int


def check_rows(reading: Reading, rows: Sequence[Row]) -> None:
    """Note rows that are out of order or never apply, and gaps between rows."""
    for (_, _, above), (place, _, rate) in itertools.pairwise(rows):
        if rate > above:
            place.wrong(
                "rate",
                Label("比例高于上一行", "the rate is above that of the row before"),
                Label("从最好的一行写到最低的一行", "Write rows from best to worst"),
            )
    grid = _Grid([condition for _, condition, _ in rows], reading.metrics)
    if grid.cells > MAX_CELLS:
        place = rows[0][0]
        place.wrong("when", Label("不同的门槛太多，无法检查", "too many different thresholds to check"))
        return
    covered = 0
    for place, condition, _ in rows:
        holds = grid.where(condition)
        if not holds & ~covered:
            place.wrong(
                "when",
                Label(
                    "这一行永远轮不到：前面的行已经包含它",
                    "this row never applies: the rows before it cover it",
                ),
                Label("删掉这一行，或改它的门槛", "Remove it or change its thresholds"),
            )
        covered |= holds
    gap = grid.gap(covered, reading)
    if gap is not None:
        rows[-1][0].wrong("when", gap, Label("让各行连起来", "Let the rows meet"))


class _Grid:
    def __init__(self, conditions: Sequence[Formula], kinds: Mapping[str, Kind | None]) -> None:
        thresholds: dict[str, set[Fraction]] = {}
        for condition in conditions:
            for name, value in _atoms(condition):
                thresholds.setdefault(name, set()).update(() if value is None else (value,))
        self.axes = {}
        self.cells = 1
        for name, values in thresholds.items():
            step = _STEPS.get(kinds.get(name.removeprefix("team.")))
            axis = _Axis(name, _representatives(values, step), frozenset(values), self.cells)
            self.axes[name] = axis
            self.cells *= len(axis.values)

    def where(self, condition: Formula) -> int:
        """The cells in which a condition holds."""
        match condition:
            case Binary(operator="and", left=left, right=right):
                return self.where(left) & self.where(right)
            case Binary(operator="or", left=left, right=right):
                return self.where(left) | self.where(right)
            case Unary(operator="not", operand=operand):
                return self._all & ~self.where(operand)
        comparison = _threshold(condition)
        if comparison is None:
            return self._bits(self.axes[_opaque(condition)], [False, True])
        name, operator, threshold = comparison
        axis = self.axes[name]
        return self._bits(axis, [_holds(value, operator, threshold) for value in axis.values])

    @property
    def _all(self) -> int:
        return (1 << self.cells) - 1

    def _bits(self, axis: _Axis, chosen: Sequence[bool]) -> int:
        """The cells whose value on this axis is chosen: one stretch of the axis, repeated over the grid."""
        run = (1 << axis.stride) - 1
        stretch = sum(run << (number * axis.stride) for number, holds in enumerate(chosen) if holds)
        length = axis.stride * len(axis.values)
        result, done = stretch, length
        while done < self.cells:
            step = min(done, self.cells - done)
            result |= (result & ((1 << step) - 1)) << done
            done += step
        return result

    def gap(self, covered: int, reading: Reading) -> Label | None:
        """Where a covered figure becomes uncovered by getting better, or between covered ones."""
        for axis in self.axes.values():
            better = reading.better.get(axis.name.removeprefix("team."), "neither")
            steps = range(len(axis.values))
            for number in reversed(steps) if better == "lower" else steps:
                here = self._bits(axis, [at == number for at in steps])
                lost = self._lost(axis, covered, here, number, better)
                if lost:
                    return _gap_words(axis, number)
        return None

    def _lost(self, axis: _Axis, covered: int, here: int, number: int, better: str) -> int:
        """Uncovered cells at this value, with covered ones on the side (or sides) that make them a gap."""
        down = up = 0
        for other in range(len(axis.values)):
            shift = (number - other) * axis.stride
            stretch = covered & self._bits(axis, [at == other for at in range(len(axis.values))])
            if other < number:
                down |= stretch << shift
            elif other > number:
                up |= stretch >> -shift
        sides = {"higher": down, "lower": up}.get(better, down & up)
        return here & ~covered & sides


def _atoms(condition: Formula) -> list[tuple[str, Fraction | None]]:
    """The thresholds that a condition names, and its independent facts (no value)."""
    match condition:
        case Binary(operator="and" | "or", left=left, right=right):
            return _atoms(left) + _atoms(right)
        case Unary(operator="not", operand=operand):
            return _atoms(operand)
    comparison = _threshold(condition)
    return [(_opaque(condition), None)] if comparison is None else [(comparison[0], comparison[2])]


def _threshold(condition: Formula) -> tuple[str, str, Fraction] | None:
    """(metric, operator, literal) of a comparison of the two, in either order."""
    match condition:
        case Binary(operator=operator, left=MetricName() as metric, right=Number(value=value)):
            return _axis_name(metric), operator, value
        case Binary(operator=operator, left=Number(value=value), right=MetricName() as metric):
            return _axis_name(metric), _MIRRORED[operator], value
    return None


def _axis_name(metric: MetricName) -> str:
    return f"team.{metric.name}" if metric.of_team else metric.name


def _opaque(condition: Formula) -> str:
    """One name for equal conditions; equality leaves out where they stand."""
    return f"fact {hash(condition)}"


def _representatives(thresholds: set[Fraction], step: Fraction | None) -> list[Fraction]:
    """A value for each cell: below all, each threshold, between neighbours, above all.

    Where a figure moves in steps (money in fen), there is nothing between neighbouring steps.
    """
    if not thresholds:
        return [Fraction(0), Fraction(1)]
    ends = sorted(thresholds)
    between = []
    for low, high in itertools.pairwise(ends):
        middle = (low + high) / 2 if step is None else (low // step + 1) * step
        if middle < high:
            between.append(middle)
    return sorted([ends[0] - 1, *ends, *between, ends[-1] + 1])


def _holds(value: Fraction, operator: str, threshold: Fraction) -> bool:
    return {
        "<": value < threshold,
        "<=": value <= threshold,
        ">": value > threshold,
        ">=": value >= threshold,
        "==": value == threshold,
        "!=": value != threshold,
    }[operator]


def _gap_words(axis: _Axis, number: int) -> Label:
    value = axis.values[number]
    exact = value in axis.thresholds
    near = decimal_words(value)
    zh = f"{axis.name} {'等于' if exact else '在'} {near} {'' if exact else '附近'}时没有一行适用"
    en = f"no row applies where {axis.name} is {'' if exact else 'about '}{near}"
    return Label(f"有空档：{zh}", f"there is a gap: {en}")
