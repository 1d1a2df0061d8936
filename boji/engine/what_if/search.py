"""The reverse question: which value of a figure brings the pay to an amount.

Owns the search. Many candidates are tried at once, each a person of its own in the program: every threshold
of the figure and its neighbours, and a grid; then the first stretch that reaches the amount is narrowed to
the figure's smallest step.

Pay need not rise with a figure: a gate halves it, a better tier may pay less. Between two thresholds it only
rises or only falls, but for the fen by which rounding several lines moves it; so the steps just below what
was found are tried one by one. Conditions that compare a figure with anything but a number have thresholds
that nobody knows beforehand: of those only what the grid meets is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor

from boji.engine.plan.model import Scheme
from boji.engine.rates import TierTable
from boji.engine.what_if.case import Case
from boji.engine.what_if.handles import Handle
from boji.engine.what_if.levers import Lever

_GRID = 64  # candidates besides the thresholds
_PARTS = 32  # into which a stretch is cut
_SLACK = 500  # steps that are tried on either side of where an even rise would reach the amount
_DOUBLINGS = 24  # how far beyond the slider's end a base is looked at
_SLOPE_OVER = 10_000  # steps over which the rise of a stretch is measured
_AT_ONCE = 4_000


@dataclass(frozen=True)
class Found:
    """`value` reaches the amount, and no better one does; None: it cannot be reached, and `best` is the value
    that comes nearest. `pay_fen` is what the one or the other brings."""

    value: Fraction | None
    best: Fraction
    pay_fen: int


def search(case: Case, handle: Handle, lever: Lever, pay_fen: int) -> Found:
    """The smallest value that brings the pay to the amount; the largest, of a figure that is better low."""
    looking = _Search(case, handle, sign=-1 if lever.better == "lower" else 1)
    points = looking.points(lever)
    steps = looking.first(points, pay_fen)
    if steps is None:
        best = looking.first(points, max(looking.pays(points)))
        assert best is not None
        return Found(None, looking.value(best), looking.pays([best])[0])
    return Found(looking.value(steps), looking.value(steps), looking.pays([steps])[0])


class _Search:
    """Candidates are whole steps of the figure in the direction of the search: times −1 if low is better."""

    def __init__(self, case: Case, handle: Handle, sign: int) -> None:
        self._case, self._handle, self._sign = case, handle, sign
        self._tried: dict[int, int] = {}
        self._noise = _noise(case, handle)

    def value(self, steps: int) -> Fraction:
        return self._sign * steps * self._handle.grain

    def pays(self, steps: Sequence[int]) -> list[int]:
        new = [one for one in dict.fromkeys(steps) if one not in self._tried]
        for start in range(0, len(new), _AT_ONCE):
            some = new[start : start + _AT_ONCE]
            given = [{self._handle.name: self.value(one)} for one in some]
            self._tried.update(zip(some, self._case.pays(given), strict=True))
        return [self._tried[one] for one in steps]

    def points(self, lever: Lever) -> list[int]:
        """Where to look first: both ends, a grid, every threshold with its neighbours, and far beyond."""
        grain = self._handle.grain
        low, high = floor(lever.low / grain), floor(lever.high / grain)
        found = {low, high, *(low + (high - low) * part // _GRID for part in range(_GRID))}
        marks = [one for one in self._case.thresholds if one.handle == self._handle]
        for place in (steps for one in marks for steps in (one.value / grain, one.beyond / grain)):
            found |= {floor(place) - 1, floor(place), ceil(place), ceil(place) + 1}
        if self._handle.value is not None:
            found |= {floor(self._handle.value / grain), ceil(self._handle.value / grain)}
        if self._handle.schemes:
            found |= {high << doubling for doubling in range(1, _DOUBLINGS + 1)}
            found |= {0, -1, 1}
        top = high if lever.unit == "days" else max(found)
        return sorted(self._sign * steps for steps in found if low <= steps <= top)

    def first(self, points: list[int], pay_fen: int) -> int | None:
        """The first step, in the direction of the search, at which the pay reaches the amount."""
        pays = self.pays(points)
        if pays[0] >= pay_fen:
            return points[0]
        for (before, after), (low, high) in zip(pairwise(points), pairwise(pays), strict=True):
            if high >= pay_fen:
                return self._below(before, self._narrowed(before, after, pay_fen), pay_fen)
            if low != high and max(low, high) >= pay_fen - self._noise:
                near = self._near_the_top(before, after, falls=low > high)
                if (found := self._first_of(near, pay_fen)) is not None:
                    return found
        return None

    def _narrowed(self, before: int, after: int, pay_fen: int) -> int:
        """A step that reaches the amount and follows one that does not; `before` does not, `after` does."""
        while after - before > 1:
            width = max(1, (after - before) // _PARTS)
            inner = {*range(before + width, after, width), after, *self._crossing(before, after, pay_fen)}
            steps = sorted(inner)
            reached = next(at for at, pay in enumerate(self.pays(steps)) if pay >= pay_fen)
            before, after = steps[reached - 1] if reached else before, steps[reached]
        return after

    def _crossing(self, before: int, after: int, pay_fen: int) -> range:
        """The steps about where the amount is reached if the pay rises evenly between the two."""
        low_pay, high_pay = self.pays([before, after])
        rise, steps = high_pay - low_pay, after - before
        middle = before + steps * (pay_fen - low_pay) // rise
        slack = min(_SLACK, (self._noise + 1) * steps // rise + 1)
        return range(max(before + 1, middle - slack), min(after, middle + slack))

    def _below(self, before: int, found: int, pay_fen: int) -> int:
        """The first step after `before` that reaches the amount: `found`, or one that rounding lifts."""
        while True:
            near = self._near_the_top(before, found, falls=False)
            if (first := self._first_of(near, pay_fen)) is None:
                return found
            found = first

    def _near_the_top(self, before: int, after: int, *, falls: bool) -> range:
        """The steps between two at which rounding may bring as much as at the better one of them."""
        if falls:
            end = min(after, before + _SLOPE_OVER)
            return range(before + 1, min(after, before + 1 + self._reach(before, end)))
        start = max(before, after - _SLOPE_OVER)
        return range(max(before + 1, after - self._reach(start, after)), after)

    def _first_of(self, steps: Sequence[int], pay_fen: int) -> int | None:
        pays = self.pays(steps)
        return next((one for one, pay in zip(steps, pays, strict=True) if pay >= pay_fen), None)

    def _reach(self, low: int, high: int) -> int:
        """How many steps the rise between two takes to make up for rounding; 0 where there is no rise."""
        if not self._noise or high <= low:
            return 0
        low_pay, high_pay = self.pays([low, high])
        rise = abs(high_pay - low_pay)
        return min(high - low, -(-self._noise * (high - low) // rise)) if rise else 0


def _noise(case: Case, handle: Handle) -> int:
    """How many fen rounding can move the pay against its rise: none where every line rises with the figure.

    A base in several segments moves a step of it from one line to another as it grows; true-ups at blended
    rates may fall while the month's line rises.
    """
    present = case.present
    schemes = [(present.scheme(number), present.segments_now(number)) for number in handle.schemes]
    if not any(len(segments) > 1 or _blends_true_ups(scheme) for scheme, segments in schemes):
        return 0
    lines = [line for line in present.lines if line["kind"] in ("commission", "true_up")]
    return 2 * len(lines) + 2


def _blends_true_ups(scheme: Scheme) -> bool:
    return scheme.quarter_mean and isinstance(scheme.rate, TierTable) and scheme.rate.each_band
