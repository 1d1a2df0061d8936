"""The steps of a pay period, as pure decisions: which may follow which, and who may take them.

    open → calculated → checked → approved → locked → paid
      ↑________|___________|__________|_________|            reopen, with a reason

Owns the states, the steps, four eyes (who calculated or checked a run does not approve it), what becomes of
an amount, and working days before the pay day. Knows no database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from boji.engine.periods import Period
from boji.platform.roles import Right
from boji.platform.working_days import WorkingDays


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

    def text(self, language: str) -> str:
        return STEP_WORDS[self][0 if language == "zh" else 1]


STEP_WORDS = {
    Step.CALCULATE: ("核算", "calculate"),
    Step.CHECK: ("核对", "check"),
    Step.APPROVE: ("批准", "approve"),
    Step.LOCK: ("锁定", "lock"),
    Step.PAY: ("发放", "pay"),
    Step.REOPEN: ("重新打开", "reopen"),
}


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


# The next step of each state on the way to pay day.
NEXT = {
    State.OPEN: Step.CALCULATE,
    State.CALCULATED: Step.CHECK,
    State.CHECKED: Step.APPROVE,
    State.APPROVED: Step.LOCK,
    State.LOCKED: Step.PAY,
}


def four_eyes(approver: int, calculated_by: int | None, checked_by: int | None) -> Step | None:
    """The step of their own that bars somebody from approving; None where nothing does."""
    if approver == calculated_by:
        return Step.CALCULATE
    return Step.CHECK if approver == checked_by else None


class PaymentStatus(StrEnum):
    """What becomes of an amount: see docs/decisions/0012."""

    DUE = "due"
    PAID = "paid"
    RETURNED = "returned"  # by the bank: to be paid again
    CARRIED = "carried"  # below zero: a line of the next month
    NOTHING = "nothing"  # zero

    def text(self, language: str) -> str:
        return PAYMENT_WORDS[self][0 if language == "zh" else 1]


PAYMENT_WORDS = {
    PaymentStatus.DUE: ("待发放", "due"),
    PaymentStatus.PAID: ("已发放", "paid"),
    PaymentStatus.RETURNED: ("银行退回", "returned by the bank"),
    PaymentStatus.CARRIED: ("结转下月", "carried over"),
    PaymentStatus.NOTHING: ("无需发放", "nothing to pay"),
}


def status_of(fen: int) -> PaymentStatus:
    """What becomes of an amount when its month is locked."""
    if fen > 0:
        return PaymentStatus.DUE
    return PaymentStatus.CARRIED if fen < 0 else PaymentStatus.NOTHING


WARNED_DAYS = 3
# Until so many working days before pay day a step is to be done: whoever takes the next ones needs time, too.
_LEAD = {Step.CALCULATE: 5, Step.CHECK: 3, Step.APPROVE: 2, Step.LOCK: 1, Step.PAY: 0}


def step_due(state: State, pay_day: dt.date, today: dt.date, days: WorkingDays) -> Step | None:
    """The next step of a month that is over, where pay day is missed unless it is taken now."""
    step = NEXT.get(state)
    return step if step and days.between(today, pay_day) <= _LEAD[step] else None


def pay_day_of(period: Period, day_of_month: int, days: WorkingDays) -> dt.date:
    """The day on which a month is paid: that day of the month that follows.

    A company that has entered its calendar pays on the last working day before, where that day is not worked.
    """
    day = period.end_day + dt.timedelta(day_of_month - 1)
    return days.last_until(day) if days.has_calendar else day
