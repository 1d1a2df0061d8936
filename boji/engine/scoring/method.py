"""What every scoring method offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar, Self

from boji.engine.arithmetic import Ratio
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind

InWords = Callable[[Fraction], str]


class ScoringMethod(ABC):
    """Points for an actual. Every method is a frozen dataclass of what its plan keys say.

    `target` and the method's own reference values hold for one month; `scale` is the period's length
    in months for additive metrics (a quarter 3), and 1 for all others. The result is exact and not
    yet rounded; it is missing where the actual, or a target that is needed, is missing.
    """

    name: ClassVar[str]
    needs_target: ClassVar[bool] = False

    @classmethod
    @abstractmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        """The method from the item's own keys; `kind` is that of the figure that it scores,
        None where the metric is itself wrong.

        What is wrong is noted in the fields.
        """

    @abstractmethod
    def words(self, language: str, figure: InWords) -> str:
        """How it scores, in one clause; `figure` writes a value of the metric with its unit."""

    @abstractmethod
    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio: ...
