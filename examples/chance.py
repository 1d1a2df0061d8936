"""Chance that falls the same way everywhere: on every machine and every Python from 3.11 on.

Owns the drawing of random figures for the example companies. Only `Random.random()` is used, the one
method whose sequence Python promises to keep, and every subject (a person's month, a session) draws
from a stream of its own, named by a key, so that a change to one subject leaves the others as they are.
Figures are whole numbers throughout; money is fen.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from random import Random
from typing import TypeVar

Choice = TypeVar("Choice")


class Chance:
    """A stream of random figures, fixed by its key: `Chance("sales", "A01", 7)`."""

    def __init__(self, *key: object) -> None:
        self.draw = Random("/".join(str(part) for part in key)).random

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included, each as likely."""
        return low + int(self.draw() * (high - low + 1))

    def around(self, centre: int, spread: int) -> int:
        """A whole number in centre ± spread, the middle more likely than the ends."""
        return centre - spread + int((self.draw() + self.draw() + self.draw()) * (2 * spread + 1) / 3)

    def happens(self, per_thousand: int) -> bool:
        """True that many times in a thousand."""
        return self.draw() * 1000 < per_thousand

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        return choices[int(self.draw() * len(choices))]

    def some_of(self, choices: Sequence[Choice], count: int) -> list[Choice]:
        """`count` different members of `choices`, in drawing order."""
        left = list(choices)
        return [left.pop(int(self.draw() * len(left))) for _ in range(count)]


class Urn:
    """Choices with whole-number weights, prepared once and drawn from often."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._ends = list(accumulate(weights))

    def draw(self, chance: Chance) -> int:
        """The index of one choice."""
        return bisect_right(self._ends, int(chance.draw() * self._ends[-1]))


def shared(total: int, weights: Sequence[int]) -> list[int]:
    """Cut a total into whole parts by weight; the parts add up to the total.

    >>> shared(100, [1, 1, 1])
    [33, 33, 34]
    """
    whole = sum(weights)
    ends = [total * reached // whole for reached in accumulate(weights)]
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]
