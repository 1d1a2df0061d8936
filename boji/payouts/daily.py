"""What the daily check of facts found last: for first pages, and for months that nobody has calculated yet.

Owns reading the result of its job. A calculated month has the findings of the facts that its run stands on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from boji.completeness import Severity
from boji.engine.periods import Period
from boji.payouts.board import Entry
from boji.payouts.checks import entry_of_check
from boji.platform import clock
from boji.platform.jobs.models import Job
from boji.platform.jobs.rules import State

KIND = "facts.check"


@dataclass(frozen=True)
class DailyCheck:
    """What is to be mended or looked at in the facts of a month, the worst first."""

    period: Period
    at: dt.datetime
    problems: tuple[Entry, ...]
    warnings: tuple[Entry, ...]


def last_checks() -> list[DailyCheck]:
    """Of the months that were checked last, oldest first; none where the check never ran."""
    job = Job.objects.filter(kind=KIND, state=State.DONE).order_by("-id").first()
    if job is None or job.ended_at is None:
        return []
    at, months = clock.of_machine(job.ended_at), job.figures["months"]
    return [_of_month(label, at, months[label]) for label in sorted(months)]


def last_check_of(period: Period) -> DailyCheck | None:
    return next((one for one in last_checks() if one.period == period), None)


def _of_month(label: str, at: dt.datetime, kept: list[dict[str, Any]]) -> DailyCheck:
    def of(severity: Severity) -> tuple[Entry, ...]:
        return tuple(entry_of_check(one) for one in kept if one["severity"] == severity.value)

    return DailyCheck(Period.parse(label), at, of(Severity.PROBLEM), of(Severity.WARNING))
