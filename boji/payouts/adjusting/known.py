"""Months as they come out with all that is known now: each recomputed from the newest facts, never shown.

Known(M) is the run of M under the plan of its locked run, without additions, looking back to Known of the
months before. Owns the chain of months and finding a run that was computed already; what follows for pay is
`boji.payouts.adjusting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from boji.engine.periods import Period
from boji.lake.snapshot import Snapshot
from boji.payouts.earlier import RunOf, earlier_of
from boji.payouts.keeping import Inputs, Machine, keep_run, kept_runs_like
from boji.payouts.stored import RunAbsent, StoredRun, latest_run
from boji.workspace import Workspace

Runs = Mapping[Period, StoredRun]


def known_runs(
    workspace: Workspace, open_month: Period, locked: Sequence[StoredRun], facts: Snapshot, machine: Machine
) -> dict[Period, StoredRun]:
    """Known of every month from the first locked one to before the open one, as far as it has a run."""
    known: dict[Period, StoredRun] = {}
    run_of = run_before(workspace, known)
    for month in _months(open_month, locked):
        if shown := _shown(workspace, month, locked):
            known[month] = _known(workspace, shown, run_of, facts, machine)
    return known


def run_before(workspace: Workspace, known: Runs) -> RunOf:
    """Where a month finds the months before: among the recomputed, else the run in use."""
    return lambda period: known.get(period) or latest_run(workspace, period)


def _months(open_month: Period, locked: Sequence[StoredRun]) -> Iterator[Period]:
    month = min((one.period for one in locked), default=open_month)
    while month < open_month:
        yield month
        month = Period.containing("month", month.end_day)


def _shown(workspace: Workspace, month: Period, locked: Sequence[StoredRun]) -> StoredRun | None:
    """The run that people were shown: the locked one; of a month that is open again, the one in use."""
    for one in locked:
        if one.period == month:
            return one
    try:
        return latest_run(workspace, month)
    except RunAbsent:
        return None  # the months after it say so


def _known(
    workspace: Workspace, shown: StoredRun, run_of: RunOf, facts: Snapshot, machine: Machine
) -> StoredRun:
    """The run that was shown, where nothing can have changed; else one computed for this before, or now."""
    plan = shown.plan()
    earlier, missing = earlier_of(plan, shown.period, run_of)
    inputs = Inputs(shown.period, plan, facts, earlier, missing)
    alike = kept_runs_like(workspace, inputs)
    if shown.identity in {one.identity for one in alike}:
        return shown
    plain = [one for one in alike if _is_plain(one)]
    return plain[0] if plain else keep_run(workspace, inputs, machine, in_use=False)


def _is_plain(stored: StoredRun) -> bool:
    """Whether a run was made without additions and without looking at locked months.

    Only such a run stands for others: which one is found must not depend on what else was computed.
    """
    manifest = stored.manifest()
    return not manifest.get("additions") and "settled" not in manifest
