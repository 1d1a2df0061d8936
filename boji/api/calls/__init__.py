"""All calls of the API, subject by subject."""

from __future__ import annotations

from boji.api.call import Call
from boji.api.calls import (
    checks,
    costs,
    disputes,
    imports,
    jobs,
    me,
    metrics,
    outcomes,
    people,
    periods,
    scorecards,
    statements,
)

CALLS: tuple[Call, ...] = (
    *me.CALLS,
    *imports.CALLS,
    *jobs.CALLS,
    *checks.CALLS,
    *periods.CALLS,
    *statements.CALLS,
    *scorecards.CALLS,
    *metrics.CALLS,
    *people.CALLS,
    *costs.CALLS,
    *outcomes.CALLS,
    *disputes.CALLS,
)
