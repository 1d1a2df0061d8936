"""Moving a pay period from state to state, so that of two who act at once one is told about the other.

A step is a compare-and-set of state and version in one transaction with its `PeriodStep` and its audit entry;
the transaction holds the rows of all pay periods, since what one month may do depends on the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from boji.engine.periods import Period
from boji.payouts.models import PayPeriod, PeriodStep
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import TRANSITIONS, State, Step, pay_day_of
from boji.platform import clock, company, formats
from boji.platform.audit import Actor, record


@dataclass(frozen=True)
class Seen:
    """What somebody knew when they decided on a step: the run and the version that they looked at."""

    run: str | None = None
    version: int | None = None


NOTHING_SEEN = Seen()


def month_name(label: str) -> tuple[str, str]:
    return formats.period_name(label, "zh"), formats.period_name(label, "en")


def known(period: Period) -> PayPeriod:
    """The pay period of a month, opened where it is not known yet. Raises StepRefused for other periods."""
    if period.kind != "month":
        raise StepRefused("not_a_month", period=period.label)
    return PayPeriod.objects.get_or_create(label=period.label, defaults={"pay_day": pay_day(period)})[0]


def pay_day(period: Period) -> dt.date:
    """The day on which the company pays a month."""
    return pay_day_of(period, settings.BOJI_PAY_DAY, company.working_days())


@contextmanager
def stepping(period: Period) -> Iterator[PayPeriod]:
    """A transaction in which no other step is taken; gives the pay period as it is now."""
    known(period)
    with transaction.atomic():
        everyone = {one.label: one for one in PayPeriod.objects.select_for_update().order_by("label")}
        yield everyone[period.label]


def refuse_unless_possible(now: PayPeriod, step: Step, seen: Seen = NOTHING_SEEN) -> None:
    """Raise StepRefused where the state does not allow the step, or is not the one that was looked at."""
    about: dict[str, Any] = {
        "period": month_name(now.label),
        "who": last_words(now),
        "state": State(now.state),
        "step": step,
    }
    if now.state not in TRANSITIONS[step].sources:
        needed: list[object] = [state for state in State if state in TRANSITIONS[step].sources]
        raise StepRefused("state", needed=needed, **about)
    if seen.run is not None and seen.run != now.run:
        raise StepRefused("other_run", **about)
    if seen.version is not None and seen.version != now.version:
        raise StepRefused("moved", **about)


def move(
    now: PayPeriod,
    step: Step,
    actor: Actor,
    *,
    reason: str = "",
    waived: Sequence[dict[str, Any]] = (),
    details: dict[str, Any] | None = None,
    **fields: Any,
) -> PayPeriod:
    """Take a step inside `stepping`: state, history and audit trail together."""
    transition = TRANSITIONS[step]
    moved = PayPeriod.objects.filter(pk=now.pk, version=now.version, state__in=transition.sources).update(
        state=transition.target, version=F("version") + 1, **fields
    )
    if not moved:
        now.refresh_from_db()
        refuse_unless_possible(now, step)
        raise StepRefused("moved", period=month_name(now.label), who=last_words(now), state=State(now.state))
    run = now.run
    now.refresh_from_db()
    PeriodStep.objects.create(
        pay_period=now,
        step=step,
        at=clock.now(),
        by=actor.user,
        run=now.run or run,
        reason=reason,
        waived=list(waived),
    )
    record(
        actor, f"period.{step}", f"period:{now.label}", run=now.run or run, reason=reason, **(details or {})
    )
    return now


def last_words(now: PayPeriod) -> tuple[str, str]:
    """Who took the last step, and when: for refusals."""
    last = now.steps.select_related("by").last()
    if last is None:
        return "还没有人操作过", "nobody has taken a step yet"
    at = last.at.astimezone(settings.BOJI_ZONE)
    step, by = Step(last.step), last.by or "播绩"
    return (
        f"{by} {formats.moment(at, 'zh')} {step.text('zh')}",
        f"{by}, {formats.moment(at, 'en')}: {step.text('en')}",
    )
