"""Months after each other under one plan: what each leaves to those after it, as real runs do.

Owns where a period of a replay finds the periods before: among its own, else the run in use, which is where
a real run would begin.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from boji.engine.execute import Execution
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.run import Earlier
from boji.payouts.earlier import Left, earlier_from, left_by_stored
from boji.payouts.stored import latest_run
from boji.workspace import Workspace


@dataclass
class Before:
    """What the runs in use of earlier periods left, read once for all sides."""

    workspace: Workspace
    read: dict[Period, Left] = field(default_factory=dict)

    def left_by(self, period: Period) -> Left:
        """Raises RunAbsent."""
        if period not in self.read:
            stored = latest_run(self.workspace, period)
            with Execution() as reader:
                self.read[period] = left_by_stored(stored, reader)
        return self.read[period]


@dataclass
class Chain:
    """One side's periods so far. `instead` is asked before the runs in use: a rule that is tried alone
    follows the side that it is tried on, until it has a month of its own."""

    before: Before
    own: dict[Period, Left] = field(default_factory=dict)
    instead: Chain | None = None

    def earlier(self, plan: Plan, period: Period) -> tuple[Earlier, tuple[str, ...]]:
        return earlier_from(plan, period, self._left_by)

    def _left_by(self, period: Period) -> Left:
        if period in self.own:
            return self.own[period]
        return self.instead._left_by(period) if self.instead else self.before.left_by(period)
