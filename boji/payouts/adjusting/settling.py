"""Adjustments: what locked months left to pay, or paid too much, as far as is known now.

A locked month is never computed anew; what becomes known later is a line of the next open month. For each
person and locked month M before the open one

    adjustment = Known(M) − Paid(M)

Known(M) is M recomputed from the newest facts (`known`); Paid(M) is the person's own lines of the locked M
and every adjustment about M in a locked month. So the law: locked statements and adjustments together are the
statements recomputed with everything known, to the cent, in whatever order facts came and months were locked.

A run may be locked only while the months that it was settled against are still the locked ones: its manifest
names them under `settled`. Owns that arithmetic; the causes are found in `causes`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from boji.engine.additions import Addition
from boji.engine.execute import Execution
from boji.engine.periods import Period
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.payouts.adjusting.causes import Compared, Reasons, reasons_of
from boji.payouts.adjusting.known import Runs, known_runs, settled_states
from boji.payouts.keeping import Machine
from boji.payouts.stored import StoredRun
from boji.workspace import Workspace

SOURCE = "run:"  # of additions that a locked month left behind; those that people decided have another

Fen = Counter[str]  # by person


@dataclass(frozen=True)
class Settlement:
    """What the open month owes to the locked ones before it.

    `known` are the runs that the open month's own looks back to; `notes` is what its manifest says of them.
    """

    additions: tuple[Addition, ...]
    known: Runs
    notes: tuple[dict[str, str], ...]


def adjustments(
    workspace: Workspace, open_month: Period, locked: Sequence[StoredRun], machine: Machine | None = None
) -> tuple[Addition, ...]:
    """The adjustment lines of an open month, by person and the month that they are about."""
    facts = latest_snapshot(workspace)
    return settle(workspace, open_month, locked, facts, machine or Machine()).additions


def settle(
    workspace: Workspace, open_month: Period, locked: Sequence[StoredRun], facts: Snapshot, machine: Machine
) -> Settlement:
    """Recompute the locked months before an open one, and what is still to be paid for them."""
    assert open_month not in {one.period for one in locked}, "a locked month is not computed anew"
    known = known_runs(workspace, open_month, locked, facts, machine)
    due = sorted((one for one in locked if one.period < open_month), key=lambda one: one.period)
    with Execution() as reader, Compared(workspace) as compared:
        adjusted = _adjusted(reader, locked)
        additions = [
            addition
            for one in due
            for addition in _adjust(
                Month(one, known[one.period], settled_states(workspace, one, locked)),
                adjusted[one.period.label],
                reader,
                compared,
            )
        ]
    notes = tuple(
        {"period": one.period.label, "locked": one.identity, "known": known[one.period].identity}
        for one in due
    )
    return Settlement(tuple(additions), known, notes)


@dataclass(frozen=True)
class Month:
    """A locked month, its run with all that is known now, and the runs that it was settled by before."""

    locked: StoredRun
    known: StoredRun
    states: Sequence[StoredRun]


def _adjust(month: Month, adjusted: Fen, reader: Execution, compared: Compared) -> list[Addition]:
    """One addition for each person whose pay of the month is not what was paid for it."""
    if month.known == month.locked and not adjusted:
        return []
    due, own = own_pay(reader, month.known), own_pay(reader, month.locked)
    paid = own.copy()
    paid.update(adjusted)
    owed = {who: due[who] - paid[who] for who in sorted(due.keys() | paid.keys()) if due[who] != paid[who]}
    reasons = _reasons(month, owed, paid, reader, compared)
    return [
        Addition(
            who, "adjustment", fen, month.locked.period.label, f"{SOURCE}{month.locked.name}",
            reasons[who].label, reasons[who].causes, due[who],
        )
        for who, fen in owed.items()
    ]  # fmt: skip


def _reasons(
    month: Month, people: Collection[str], paid: Fen, reader: Execution, compared: Compared
) -> dict[str, Reasons]:
    """Each person's against the newest state that is what was paid to them.

    There may be none, where a month that had adjusted this one was opened again: then against its own run.
    """
    found: dict[str, Reasons] = {}
    for state in month.states:
        pays = own_pay(reader, state)
        if now := {who: 0 for who in people if who not in found and pays[who] == paid[who]}:
            found |= reasons_of(compared, state, month.known, now)
    if left := {who: paid[who] - pays[who] for who in people if who not in found}:
        found |= reasons_of(compared, month.locked, month.known, left)
    return found


def own_pay(reader: Execution, stored: StoredRun) -> Fen:
    """What each person's lines come to that are figures of the month."""
    if not stored.keeps("lines"):  # a plan that pays nothing
        return Counter()
    rows = reader.rows(
        f"""SELECT person_id, CAST(sum(amount) AS BIGINT) AS fen FROM {stored.relation("lines")}
            WHERE kind NOT IN ('bonus', 'adjustment') GROUP BY person_id"""
    )
    return Counter({row["person_id"]: row["fen"] for row in rows})


def _adjusted(reader: Execution, locked: Sequence[StoredRun]) -> defaultdict[str, Fen]:
    """What locked months have paid for each month besides its own statements.

    What people decided about a month is no settlement of it.
    """
    total: defaultdict[str, Fen] = defaultdict(Counter)
    for stored in locked:
        if not stored.keeps("additions"):  # of versions without them
            continue
        rows = reader.rows(
            f"SELECT about, person_id, fen FROM {stored.relation('additions')}"
            " WHERE kind = 'adjustment' AND starts_with(source, ?)",
            [SOURCE],
        )
        for row in rows:
            total[row["about"]][row["person_id"]] += row["fen"]
    return total
