"""What every scoring method offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from fractions import Fraction
from typing import ClassVar

from boji.engine.arithmetic import Ratio


class ScoringMethod(ABC):
    """Points for an actual. Every method is a frozen dataclass of what its plan keys say.

    `target` and the method's own reference values hold for one month; `scale` is the period's length
    in months for additive metrics (a quarter 3), and 1 for all others. The result is exact and not
    yet rounded; it is missing where the actual, or a target that is needed, is missing.
    """

    name: ClassVar[str]
    needs_target: ClassVar[bool] = False

    @abstractmethod
    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio: ...
