"""Months as they come out with all that is known now: each recomputed from the newest facts, never shown.

Known(M) is the run of M under the plan of its locked run, without additions, looking back to Known of the
months before. A run that the month was locked or settled by stands for it where the month sees no other facts
now (`seen`) and looks back to the same results and debts. Owns the chain of months and finding a run that was
computed already; what follows for pay is `boji.payouts.adjusting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from boji.engine.periods import Period
from boji.lake.snapshot import Snapshot, snapshot
from boji.payouts.adjusting.seen import Seeing
from boji.payouts.earlier import RunOf, earlier_of
from boji.payouts.keeping import Inputs, Machine, alike_but_for_facts, keep_run, kept_runs_like
from boji.payouts.stored import RunAbsent, StoredRun, latest_run, stored_run
from boji.workspace import Workspace

Runs = Mapping[Period, StoredRun]


def known_runs(
    workspace: Workspace, open_month: Period, locked: Sequence[StoredRun], facts: Snapshot, machine: Machine
) -> dict[Period, StoredRun]:
    """Known of every month from the first locked one to before the open one, as far as it has a run."""
    known: dict[Period, StoredRun] = {}
    run_of = run_before(workspace, known)
    with Seeing() as seeing:
        for month in _months(open_month, locked):
            if shown := _shown(workspace, month, locked):
                states = settled_states(workspace, shown, locked)
                known[month] = _known(workspace, states, run_of, facts, machine, seeing)
    return known


def settled_states(workspace: Workspace, month: StoredRun, locked: Sequence[StoredRun]) -> list[StoredRun]:
    """The runs of a locked month that it was settled by, newest facts first; its own comes last."""
    known = {
        note["known"]
        for one in locked
        for note in one.manifest().get("settled", ())
        if (note["period"], note["locked"]) == (month.period.label, month.identity)
    }
    found = [stored_run(workspace, month.period, identity) for identity in known - {month.identity}]
    found.sort(key=lambda one: (-one.manifest()["snapshot_id"], one.identity))
    return [*found, month]


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
    workspace: Workspace,
    states: Sequence[StoredRun],
    run_of: RunOf,
    facts: Snapshot,
    machine: Machine,
    seeing: Seeing,
) -> StoredRun:
    """The newest of the states in which nothing can have changed; else a run computed before, or now.

    The states follow from the locked months alone: which run is found must not depend on what else was
    computed.
    """
    shown = states[-1]
    plan = shown.plan()
    earlier, missing = earlier_of(plan, shown.period, run_of)
    inputs = Inputs(shown.period, plan, facts, earlier, missing)
    alike = kept_runs_like(workspace, inputs)
    if shown.identity in {one.identity for one in alike}:
        return shown
    for state in states:
        if _still_holds(workspace, state, inputs, seeing):
            return state
    plain = [one for one in alike if _is_plain(one)]
    return plain[0] if plain else keep_run(workspace, inputs, machine, in_use=False)


def _still_holds(workspace: Workspace, state: StoredRun, inputs: Inputs, seeing: Seeing) -> bool:
    """Whether a run made of these inputs would have the figures of the state."""
    if not alike_but_for_facts(state, inputs):
        return False
    then, missing = earlier_of(inputs.plan, inputs.period, _runs_named(workspace, state))
    now = inputs.earlier
    if (then.results, then.debts, missing) != (now.results, now.debts, inputs.missing):
        return False
    facts = snapshot(workspace, state.manifest()["snapshot_id"])
    return seeing.same(inputs.plan, inputs.period, facts, inputs.facts)


def _runs_named(workspace: Workspace, state: StoredRun) -> RunOf:
    """Where a run found the months before it."""
    named = dict(one.split(":") for one in state.manifest()["earlier_runs"])

    def run_of(period: Period) -> StoredRun:
        if period.label not in named:
            raise RunAbsent(period)
        return stored_run(workspace, period, named[period.label])

    return run_of


def _is_plain(stored: StoredRun) -> bool:
    """Whether a run was made without additions and without looking at locked months.

    Only such a run stands for others: which one is found must not depend on what else was computed.
    """
    manifest = stored.manifest()
    return not manifest.get("additions") and "settled" not in manifest
