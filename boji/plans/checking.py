"""A plan's text looked at as it is written: every error, the worked examples, and the plan in words.

Owns that the text of an editor is judged by the engine's own reader and program, and by nothing else. Needs
no database.
"""

from __future__ import annotations

from dataclasses import dataclass

from boji.engine.examples import Verdict, check_examples
from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan


@dataclass(frozen=True)
class Checked:
    """What is to be said of a text: the plan with its examples, or everything that is wrong with it."""

    plan: Plan | None
    issues: tuple[PlanIssue, ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def failing(self) -> tuple[Verdict, ...]:
        return tuple(one for one in self.verdicts if not one.holds)

    @property
    def is_right(self) -> bool:
        return self.plan is not None and not self.failing


def checked(text: str) -> Checked:
    try:
        plan = read_plan(text)
    except PlanRefused as refused:
        return Checked(None, refused.issues)
    return Checked(plan, verdicts=tuple(check_examples(plan)))
