"""`score: members`: a team's item that takes the scores of its people."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from boji.engine.arithmetic import Ratio
from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.scoring.method import InWords, ScoringMethod


@dataclass(frozen=True)
class Members(ScoringMethod):
    """The mean of the members' scores, or their mean weighted by a metric.

    The engine hands the (weighted) mean over as the actual.
    """

    name = "members"

    weighted_by: str | None = None

    @classmethod
    def read(cls, fields: Fields, kind: Kind | None) -> Self:
        if not fields.has("by"):
            return cls()
        by = fields.choice("by", [name for name, known in fields.reading.metrics.items() if known])
        return cls(by)

    def words(self, language: str, figure: InWords) -> str:
        if self.weighted_by is None:
            return "成员得分的平均" if language == "zh" else "the mean of the members' scores"
        by = self.weighted_by
        return (
            f"成员得分按 {by} 加权平均"
            if language == "zh"
            else f"the mean of the members' scores weighted by {by}"
        )

    def points(self, actual: Ratio, target: Ratio | None, scale: Fraction) -> Ratio:
        return actual
