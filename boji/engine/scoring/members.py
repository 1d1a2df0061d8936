"""`score: members`: a team's item that takes the scores of its people."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio
from boji.engine.scoring.method import ScoringMethod


@dataclass(frozen=True)
class Members(ScoringMethod):
    """The mean of the members' scores, or their mean weighted by a metric.

    The engine hands the (weighted) mean over as the actual.
    """

    name = "members"

    weighted_by: str | None = None

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        return actual
