"""What the checks of a month find, kept for each state of the facts, so that the board opens at once.

Owns the key under which a result is kept: facts, rules of the plan, month, and the day, since what
is not over yet is not missing. Words are kept in both languages.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from typing import Any

from boji.completeness.coverage import coverage
from boji.engine.periods import Period
from boji.imports.models import CheckedMonth
from boji.lake.snapshot import latest_snapshot
from boji.plans.fact_checks import check_facts, rules_of
from boji.platform import clock
from boji.workspace import Workspace

_KEPT = 60  # results


def kept_check(workspace: Workspace, period: Period) -> dict[str, Any] | None:
    """The result for the facts, rules and day of now; None where nobody asked yet."""
    found = CheckedMonth.objects.filter(key=_key(workspace, period)).first()
    return found.result if found else None


def check_month(workspace: Workspace, period: Period, tell: Callable[[str, float], None]) -> dict[str, Any]:
    """Perform the checks and keep what they find."""
    key, now = _key(workspace, period), clock.now()
    report, facts = check_facts(workspace, period, now, tell)
    rules, _ = rules_of(workspace, period)
    sources = coverage(facts, period, rules, now)
    result = {
        "zh": report.as_json("zh"),
        "en": report.as_json("en"),
        "sources": [
            {
                "table": one.table,
                "platform": one.platform,
                "rows": {day.isoformat(): count for day, count in one.rows.items()},
                "marks": {day.isoformat(): mark for day, mark in one.marks.items()},
            }
            for one in sources
        ],
    }
    CheckedMonth.objects.update_or_create(
        key=key, defaults={"period": period.label, "at": now, "result": result}
    )
    old = CheckedMonth.objects.order_by("-at").values_list("pk", flat=True)[_KEPT:]
    CheckedMonth.objects.filter(pk__in=list(old)).delete()
    return result


def _key(workspace: Workspace, period: Period) -> str:
    rules, credit = rules_of(workspace, period)
    day = min(clock.today(), period.end_day + dt.timedelta(45))  # refunds ripen after the month is over
    parts = [
        latest_snapshot(workspace).id,
        period.label,
        rules.day_starts_minutes,
        credit,
        day.isoformat(),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
