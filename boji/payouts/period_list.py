"""The months of the company with their state, what is paid, when, and what is to be done next.

Owns which months are listed: those with a pay period, and those between the first of them and today, so that
a forgotten month stands out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Sum

from boji.engine.periods import Period
from boji.payouts.models import Payment, PayPeriod
from boji.payouts.moving import pay_day as pay_day_by_rule
from boji.payouts.opened import opened_run
from boji.payouts.people import people_of, totals_of
from boji.payouts.rules import NEXT, WARNED_DAYS, State, Step
from boji.platform import company
from boji.workspace import Workspace


@dataclass(frozen=True)
class Month:
    """One month of the list. `late` counts days after the pay day, `near` working days before it."""

    period: Period
    state: State
    pay_day: dt.date
    paid_on: dt.date | None
    people: int | None
    fen: int | None
    late: int
    near: int | None

    @property
    def next(self) -> Step | None:
        return NEXT.get(self.state)


def months(workspace: Workspace, today: dt.date) -> list[Month]:
    """Newest first."""
    known = {one.label: one for one in PayPeriod.objects.all()}
    sums = _payment_sums()
    return [
        _month(workspace, period, known.get(period.label), sums, today) for period in _listed(known, today)
    ]


def _listed(known: dict[str, PayPeriod], today: dt.date) -> list[Period]:
    this_month = Period.containing("month", today)
    first = min(Period.parse(min(known)), this_month.before) if known else this_month.before
    last = max(Period.parse(max(known)), this_month) if known else this_month
    found = [last]
    while found[-1] > first:
        found.append(found[-1].before)
    return found


def _month(
    workspace: Workspace,
    period: Period,
    one: PayPeriod | None,
    sums: dict[str, tuple[int, int]],
    today: dt.date,
) -> Month:
    state = State(one.state) if one else State.OPEN
    pay_day = one.pay_day if one else pay_day_by_rule(period)
    people, fen = sums.get(period.label) or _run_sums(workspace, one)
    left = company.working_days().between(today, pay_day)
    unpaid = state is not State.PAID
    return Month(
        period,
        state,
        pay_day,
        one.paid_on if one else None,
        people,
        fen,
        max((today - pay_day).days, 0) if unpaid else 0,
        left if unpaid and 0 <= left <= WARNED_DAYS and today <= pay_day else None,
    )


def _payment_sums() -> dict[str, tuple[int, int]]:
    """People and amounts of the locked months."""
    rows = Payment.objects.values("pay_period__label").annotate(people=Count("id"), fen=Sum("fen"))
    return {row["pay_period__label"]: (row["people"], row["fen"]) for row in rows}


def _run_sums(workspace: Workspace, one: PayPeriod | None) -> tuple[int | None, int | None]:
    if one is None or not one.run:
        return None, None
    totals = totals_of(people_of(opened_run(workspace, one.period, one.run)))
    return totals.people, totals.pay
