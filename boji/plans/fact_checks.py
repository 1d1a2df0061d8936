"""The checks of completeness on the newest facts, by the rules of the plan in force.

Owns which business day and which rule of credit hold for a period. What the checks look for is in
`boji.completeness`; those of a calculated month are performed by `boji.payouts.checks`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from boji.completeness import Report, check_period
from boji.completeness.imports import waiting_rows
from boji.completeness.report import Progress
from boji.engine.periods import Clock, Period
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.plans.publishing import NoPlanInForce, plan_in_force
from boji.workspace import Workspace


def check_facts(
    workspace: Workspace, period: Period, now: dt.datetime, progress: Progress | None = None
) -> tuple[Report, Snapshot]:
    """What the checks find in the newest facts of a period, and which facts these were."""
    clock, credit = rules_of(workspace, period)
    facts = latest_snapshot(workspace)
    waiting = waiting_rows(workspace)
    report = check_period(facts, period, clock, now=now, credit=credit, waiting=waiting, progress=progress)
    return report, facts


def check_json(report: Report, facts: Snapshot, language: str) -> dict[str, Any]:
    """The report with the digest of its facts."""
    return {**report.as_json(language), "snapshot": facts.digest}


def rules_of(workspace: Workspace, period: Period) -> tuple[Clock, str]:
    """Business day and credit of order lines as the plan in force says; midnight and on air without one."""
    try:
        plan = plan_in_force(workspace, period).plan
    except NoPlanInForce:
        return Clock(workspace.timezone), "on_air"
    return Clock(workspace.timezone, plan.day_starts_minutes), plan.credit.order_lines
