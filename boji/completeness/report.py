"""Performing the checks of a period.

Owns the order of work and the report as JSON; the words of a terminal are in `boji.cli.check`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from boji.completeness.check import AMOUNT, Check, Finding, Severity
from boji.completeness.checks import CHECKS
from boji.completeness.lens import Lens, Waiting, opened
from boji.engine.periods import Clock, Period
from boji.lake.reading import Facts

EXAMPLES = 20  # of one check
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Report:
    """What the checks of a period found, the worst first; `skipped` had nothing to judge by."""

    period: Period
    findings: tuple[Finding, ...]
    clean: tuple[str, ...]
    skipped: tuple[str, ...]

    def of(self, severity: Severity) -> list[Finding]:
        return [finding for finding in self.findings if finding.check.severity is severity]

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "period": self.period.label,
            "findings": [finding.as_json(language) for finding in self.findings],
            "clean": list(self.clean),
            "skipped": list(self.skipped),
        }


def check_period(
    facts: Facts,
    period: Period,
    clock: Clock,
    *,
    now: dt.datetime,
    credit: str = "on_air",
    waiting: Sequence[Waiting] = (),
    checks: Sequence[Check] = CHECKS,
    progress: Progress | None = None,
) -> Report:
    """Perform all checks on a period's facts.

    `credit` is the plan's rule for order lines (on_air, share_of_minutes, named), `clock` its business
    day; `waiting` is what the ledger of imports says is in quarantine or undone.
    """
    findings, clean, skipped = [], [], []
    with opened(facts, period, clock, now, credit, waiting) as lens:
        for number, check in enumerate(checks):
            if progress:
                progress(check.name, number / len(checks))
            query = check.query(lens)
            if query is None:
                skipped.append(check.name)
            elif (finding := _found(lens, check, query)) is not None:
                findings.append(finding)
            else:
                clean.append(check.name)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.check.severity))
    return Report(period, tuple(findings), tuple(clean), tuple(skipped))


def _found(lens: Lens, check: Check, query: str) -> Finding | None:
    run = lens.connection.execute
    run(f"CREATE OR REPLACE TEMP TABLE found AS {query}")
    described = run("SELECT column_name FROM (DESCRIBE found)").fetchall()
    amount = f"sum({AMOUNT})" if (AMOUNT,) in described else "NULL"
    counted = run(f"SELECT count(*), {amount} FROM found").fetchone()
    if counted is None or not counted[0]:
        return None
    run(f"CREATE OR REPLACE TEMP TABLE examples AS FROM found LIMIT {EXAMPLES}")
    cursor = run(check.enrich or "FROM examples")
    names = [column[0] for column in cursor.description or ()]
    rows = tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    total = None if counted[1] is None else int(counted[1])
    return Finding(check, counted[0], total, rows, lens.clock.zone)
