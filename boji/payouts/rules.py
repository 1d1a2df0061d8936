"""The steps of a pay period, as pure decisions: which may follow which, and who may take them.

    open → calculated → checked → approved → locked → paid
      ↑________|___________|__________|_________|            reopen, with a reason

Owns the states, the steps and four eyes: who calculated a run does not approve it. Knows no database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from boji.engine.periods import Period
from boji.platform.roles import Right


class State(StrEnum):
    OPEN = "open"
    CALCULATED = "calculated"
    CHECKED = "checked"
    APPROVED = "approved"
    LOCKED = "locked"
    PAID = "paid"

    @property
    def is_settled(self) -> bool:
        """Whether its statements change no more: what comes later becomes adjustments."""
        return self in (State.LOCKED, State.PAID)

    def text(self, language: str) -> str:
        return STATE_WORDS[self][0 if language == "zh" else 1]


STATE_WORDS = {
    State.OPEN: ("未核算", "open"),
    State.CALCULATED: ("已核算", "calculated"),
    State.CHECKED: ("已核对", "checked"),
    State.APPROVED: ("已批准", "approved"),
    State.LOCKED: ("已锁定", "locked"),
    State.PAID: ("已发放", "paid"),
}


class Step(StrEnum):
    CALCULATE = "calculate"
    CHECK = "check"
    APPROVE = "approve"
    LOCK = "lock"
    PAY = "pay"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Transition:
    """From which states a step leads where, and the right that it asks for."""

    sources: frozenset[State]
    target: State
    right: Right


TRANSITIONS = {
    Step.CALCULATE: Transition(
        frozenset({State.OPEN, State.CALCULATED, State.CHECKED}), State.CALCULATED, Right.CALCULATE
    ),
    Step.CHECK: Transition(frozenset({State.CALCULATED}), State.CHECKED, Right.CHECK),
    Step.APPROVE: Transition(frozenset({State.CHECKED}), State.APPROVED, Right.APPROVE),
    Step.LOCK: Transition(frozenset({State.APPROVED}), State.LOCKED, Right.APPROVE),
    Step.PAY: Transition(frozenset({State.LOCKED}), State.PAID, Right.PAY),
    Step.REOPEN: Transition(
        frozenset({State.CALCULATED, State.CHECKED, State.APPROVED, State.LOCKED}), State.OPEN, Right.REOPEN
    ),
}


def pay_day_of(period: Period, day_of_month: int) -> dt.date:
    """The day on which a month is paid: that day of the month that follows."""
    return period.end_day + dt.timedelta(day_of_month - 1)
