"""The checks of completeness on the facts of a run: performed when it is calculated, kept with its month.

Owns their kept form and how each becomes an entry of the board. What they look for is `boji.completeness`.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from boji.completeness import Finding, Place, Report, Severity, check_period
from boji.completeness.checks import PLACES
from boji.completeness.imports import waiting_rows
from boji.engine.periods import Clock, Period
from boji.engine.plan.label import Label
from boji.engine.plan.model import Plan
from boji.lake.snapshot import snapshot
from boji.payouts.board import Entry, Link, Weight
from boji.platform.roles import Right
from boji.workspace import Workspace

KEPT_EXAMPLES = 5
_WEIGHTS = {Severity.PROBLEM: Weight.WAIVE, Severity.WARNING: Weight.LOOK, Severity.NOTE: Weight.KNOW}

_PAGES = {
    Place.FILES: ("imports", Label("导入更正的文件", "Import a corrected file")),
    Place.ROWS: ("imports", Label("打开导入记录", "Open the history of imports")),
    Place.HISTORY: ("imports", Label("打开导入记录", "Open the history of imports")),
    Place.PEOPLE: ("people", Label("核对人员和账号", "Check people and accounts")),
}
_ASK = Label("请数据分析师处理", "A data analyst can do this")

# Findings of a run, and the check that says the same with its cause and examples.
TWINS = {
    "unnamed_lines": "lines_without_session",
    "uncredited_lines": "lines_nobody_on_air",
    "overlapping_shifts": "overlapping_shifts",
    "unknown_anchors": "unknown_people",
}


def performed(
    workspace: Workspace, period: Period, plan: Plan, snapshot_id: int, now: dt.datetime
) -> list[dict[str, Any]]:
    """What the checks find in the facts of a snapshot, in both languages."""
    report = check_period(
        snapshot(workspace, snapshot_id),
        period,
        Clock(workspace.timezone, plan.day_starts_minutes),
        now=now,
        credit=plan.credit.order_lines,
        waiting=waiting_rows(workspace),
    )
    return kept_findings(report)


def kept_findings(report: Report) -> list[dict[str, Any]]:
    """The findings of a report in the form in which they are kept."""
    return [_kept(finding) for finding in report.findings]


def _kept(finding: Finding) -> dict[str, Any]:
    zh, en = (finding.examples_text(language)[:KEPT_EXAMPLES] for language in ("zh", "en"))
    return {
        "check": finding.check.name,
        "severity": finding.check.severity.value,
        "count": finding.count,
        "title": [finding.title("zh"), finding.title("en")],
        "cause": [finding.check.cause.zh, finding.check.cause.en],
        "mend": [finding.mend("zh"), finding.mend("en")],
        "examples": [list(pair) for pair in zip(zh, en, strict=True)],
    }


def entry_of_check(kept: dict[str, Any]) -> Entry:
    return Entry(
        f"check:{kept['check']}",
        _WEIGHTS[Severity(kept["severity"])],
        Label(*kept["title"]),
        Label(*kept["mend"]),
        kept["count"],
        cause=Label(*kept["cause"]),
        examples=tuple(Label(*pair) for pair in kept["examples"]),
        link=_link(kept["check"]),
    )


def _link(check: str) -> Link:
    page, words = _PAGES[PLACES[check]]
    return Link(page, words, right=Right.IMPORT, otherwise=_ASK)
