"""What is known of pay periods: their states, and the run that counts for each.

Owns which run a reader sees of a period: the one that its pay period names, else the one computed last.
Reads only.
"""

from __future__ import annotations

from boji.engine.periods import Period
from boji.engine.run import Run
from boji.payouts.models import PayPeriod
from boji.payouts.opened import opened_run
from boji.payouts.rules import State
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
