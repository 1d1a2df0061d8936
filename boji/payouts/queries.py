"""What is known of pay periods: their states, who took which step, and the run that counts for each.

Owns which run a reader sees of a period: the one that its pay period names, else the one computed last.
Reads only.
"""

from __future__ import annotations

from boji.engine.periods import Period
from boji.engine.run import Run
from boji.payouts.models import PayFile, Payment, PayPeriod, PeriodStep
from boji.payouts.opened import opened_run
from boji.payouts.rules import State, Step
from boji.payouts.runs import latest_run
from boji.workspace import Workspace


def pay_period(period: Period) -> PayPeriod | None:
    return PayPeriod.objects.filter(label=period.label).first()


def pay_periods() -> list[PayPeriod]:
    """All pay periods, newest first."""
    return list(PayPeriod.objects.order_by("-label"))


def settled() -> list[PayPeriod]:
    """The months that are locked or paid, oldest first."""
    return list(PayPeriod.objects.filter(state__in=[State.LOCKED, State.PAID]))


def run_in_use(workspace: Workspace, period: Period) -> Run:
    """The run that counts for a period, shared and open. Raises RunAbsent where nothing was computed."""
    known = pay_period(period)
    identity = known.run if known and known.run else latest_run(workspace, period).identity
    return opened_run(workspace, period, identity)


def steps_of(one: PayPeriod) -> list[PeriodStep]:
    """Every step that was ever taken, oldest first."""
    return list(one.steps.select_related("by")) if one.pk else []


def signatures(one: PayPeriod) -> dict[Step, PeriodStep]:
    """The step that led to each state of the present run: those since it was calculated last."""
    found: dict[Step, PeriodStep] = {}
    for taken in steps_of(one):
        step = Step(taken.step)
        if step in (Step.CALCULATE, Step.REOPEN):
            found = {}
        if step is not Step.REOPEN:
            found[step] = taken
    return found


def payments_of(one: PayPeriod) -> list[Payment]:
    return list(one.payments.order_by("team", "person_id"))


def has_payment(period: Period, payment_id: int) -> bool:
    return Payment.objects.filter(pay_period__label=period.label, pk=payment_id).exists()


def pay_files_of(one: PayPeriod) -> list[PayFile]:
    return list(one.pay_files.select_related("by")) if one.pk else []
