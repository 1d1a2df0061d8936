"""What every form of rate offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar, Self

from boji.engine.arithmetic import Ratio
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Formula

Condition = Callable[[Formula], str]
InWords = Callable[[Formula], str]


class Rate(ABC):
    """A rate before points and gates. Every form is a frozen dataclass of what its plan keys say.

    `key` is the key under `rate:` in the plan (`tiers`, `ladder`), or `fixed` for a bare rate.
    """

    key: ClassVar[str]

    @classmethod
    @abstractmethod
    def read(cls, fields: Fields) -> Self:
        """The rate from the mapping under `rate:`; what is wrong is noted there.

        A bare `rate: 2%` comes as `{fixed: 2%}`.
        """

    @abstractmethod
    def words(self, language: str, condition: InWords) -> list[str]:
        """One sentence for each case, boundaries said; `condition` says a condition in words."""

    @abstractmethod
    def parts(self) -> list[tuple[str, ...]]:
        """The parts that a campaign can change, as `changed` takes them."""

    @abstractmethod
    def part_words(self, part: tuple[str, ...], language: str, condition: InWords) -> str:
        """The name of a part in words: `超过30万元`; empty for the whole of a fixed rate."""

    @abstractmethod
    def part_rate(self, part: tuple[str, ...]) -> Fraction:
        """The rate that a part has."""

    def conditions(self) -> list[Formula]:
        """The conditions that the rate looks at."""
        return []

    @abstractmethod
    def position(self, finder: Ratio, holds: Condition) -> str:
        """The tier or row that applies, counted from 1 (0: none); an integer SQL text.

        `finder` is the value in yuan that finds the tier: the month's base or the quarter mean.
        `holds` turns a condition on the person's metrics into SQL that is true or false.
        """

    @abstractmethod
    def rate(self, position: str, finder: Ratio) -> Ratio:
        """The rate at that position; `finder` matters where each band has its own rate."""

    @abstractmethod
    def changed(self, part: tuple[str, ...], value: Fraction) -> Self:
        """This rate with one of its parts replaced, as a campaign asks; KeyError names no part."""
