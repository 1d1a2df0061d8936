"""Random sequences of steps by random people, against a model small enough to read.

The model knows what a step asks for and nothing of databases. Runs are computed once for each basis and given
again, as the same inputs make the same run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from boji.engine.periods import Period
from boji.payouts import actions, checks
from boji.payouts.models import Payment, PayPeriod, PeriodStep
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import State
from boji.payouts.runs import compute_run
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry
from boji.workspace import Workspace

from .conftest import FEBRUARY, MARCH

Staff = Callable[[str], Actor]
MONTHS = (FEBRUARY, MARCH)
SOURCES = {
    "calculate": ("open", "calculated", "checked"),
    "check": ("calculated",),
    "approve": ("checked",),
    "lock": ("approved",),
    "pay": ("locked",),
    "reopen": ("calculated", "checked", "approved", "locked"),
}
TARGETS = {
    "calculate": "calculated",
    "check": "checked",
    "approve": "approved",
    "lock": "locked",
    "pay": "paid",
    "reopen": "open",
}


@dataclass
class Month:
    state: str = "open"
    hands: list[str] = field(default_factory=list)  # who calculated and checked the run
    basis: bool = False  # whether February was locked when the run was calculated
    was_locked: bool = False

    @property
    def is_settled(self) -> bool:
        return self.state in ("locked", "paid")


class Model:
    """Two months; February stands before March."""

    def __init__(self) -> None:
        self.months = {month: Month() for month in MONTHS}
        self.taken: list[tuple[str, str]] = []

    def take(self, step: str, month: str, who: str) -> bool:
        """Whether the step is taken; it is, where it may be."""
        february, march = (self.months[name] for name in MONTHS)
        one = self.months[month]
        if one.state not in SOURCES[step]:
            return False
        later = month == FEBRUARY and march.is_settled
        if later and step in ("calculate", "reopen") and (step == "calculate" or one.is_settled):
            return False
        waits = not february.is_settled and (february.state != "open" or february.was_locked)
        stale = month == MARCH and (waits or one.basis != february.is_settled)
        if step in ("check", "approve", "lock") and stale:
            return False
        if step == "approve" and who in one.hands:
            return False
        one.state = TARGETS[step]
        one.was_locked |= step == "lock"
        if step == "calculate":
            one.hands, one.basis = [who], february.is_settled
        elif step == "check":
            one.hands.append(who)
        elif step == "reopen":
            one.hands = []
        self.taken.append((month, step))
        return True


@pytest.fixture
def computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compute, perform = compute_run, checks.performed
    runs: dict[object, Any] = {}
    found: dict[object, Any] = {}

    def computed(workspace: Workspace, period: Period, plan: Any, progress: Any = None, **basis: Any) -> Any:
        key = period, repr(basis)
        if key not in runs:
            runs[key] = compute(workspace, period, plan, progress, **basis)
        return runs[key]

    def performed(workspace: Workspace, period: Period, *rest: Any) -> Any:
        if period not in found:
            found[period] = perform(workspace, period, *rest)
        return found[period]

    monkeypatch.setattr("boji.payouts.actions.compute_run", computed)
    monkeypatch.setattr(checks, "performed", performed)


steps = st.tuples(
    st.sampled_from([*SOURCES, "check", "approve", "lock"]),
    st.sampled_from(MONTHS),
    st.sampled_from(["fang", "wen", "xu"]),
)


WAY = [("calculate", "fang"), ("check", "wen"), ("approve", "xu"), ("lock", "xu"), ("pay", "fang")]
# March is checked before February is locked: its run is stale then, up to the one calculated again.
STALE = [
    *((step, MARCH, who) for step, who in WAY[:2]),
    *((step, FEBRUARY, who) for step, who in WAY[:4]),
    *((step, MARCH, who) for step, who in WAY[2:3] + WAY),
    ("reopen", FEBRUARY, "fang"),
]


@pytest.mark.slow
def test_any_sequence_of_steps_ends_as_the_model_says(
    company: Workspace, staff: Staff, computed_once: None
) -> None:
    people = {name: staff(name) for name in ("fang", "wen", "xu")}

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @example(STALE)
    @given(st.lists(steps, min_size=4, max_size=24))
    def holds(sequence: list[tuple[str, str, str]]) -> None:
        with transaction.atomic():
            model = Model()
            for step, month, who in sequence:
                assert taken(company, step, month, people[who]) == model.take(step, month, who), (step, month)
            compare(model)
            transaction.set_rollback(True)

    holds()


def taken(workspace: Workspace, step: str, month: str, actor: Actor) -> bool:
    period = Period.parse(month)
    try:
        if step == "calculate":
            actions.calculate(actor, workspace, period)
        elif step == "check":
            one = PayPeriod.objects.filter(label=month).first()
            entries = actions.board_of(workspace, one).to_waive if one and one.run else []
            actions.check(actor, workspace, period, reasons={entry.code: "已知" for entry in entries})
        elif step == "approve":
            actions.approve(actor, period)
        elif step == "lock":
            actions.lock(actor, workspace, period)
        elif step == "pay":
            actions.pay(actor, period, dt.date(2026, 4, 10))
        else:
            actions.reopen(actor, period, "再看一次")
    except StepRefused:
        return False
    return True


def compare(model: Model) -> None:
    """States, history, audit trail and payments are those of the model."""
    known = {one.label: one for one in PayPeriod.objects.all()}
    for label, month in model.months.items():
        assert (known[label].state if label in known else State.OPEN) == month.state
        payments = Payment.objects.filter(pay_period__label=label).count()
        assert payments == (len({"A", "B", "O", "X"}) if month.is_settled else 0)
    history = [(one.pay_period.label, one.step) for one in PeriodStep.objects.order_by("id")]
    assert history == model.taken
    trail = AuditEntry.objects.filter(action__startswith="period.").order_by("id")
    assert [
        (one.subject.removeprefix("period:"), one.action.removeprefix("period.")) for one in trail
    ] == history
