"""Who might work here, as exports tell: names in schedules that nobody has, accounts that are nobody's.

Owns these proposals. They are for people to check; nothing becomes a fact by itself.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from boji.intake.unknown_names import rows_of_several_rooms, unknown_names
from boji.lake.snapshot import Snapshot, latest_snapshot
from boji.people.queries import newest_stints, platform_accounts
from boji.workspace import Workspace

_ROLES = {"场控": "controller", "运营": "operations", "策划": "planner", "客服": "customer_service"}


@dataclass(frozen=True)
class ProposedPerson:
    """Somebody who may be entered: from which rows, and the account that is theirs, if any."""

    name: str
    role: str
    rows: int
    account: tuple[str, str] | None = None  # platform and id


def proposed_people(workspace: Workspace) -> list[ProposedPerson]:
    """Names of schedules; without any shifts, the accounts that are nobody's."""
    known = {one.name for one in newest_stints(workspace)}
    named = [
        ProposedPerson(one.name, _role(one.header), one.rows)
        for one in unknown_names(workspace)
        if one.name not in known
    ]
    return named or _accounts(workspace)


def imports_that_wait(workspace: Workspace) -> list[int]:
    """The imports that have rows in quarantine for want of a person, or of an account that is somebody's."""
    named = {number for one in unknown_names(workspace) for number in one.imports}
    return sorted(named | set(rows_of_several_rooms(workspace)))


def first_day_of_facts(workspace: Workspace) -> dt.date | None:
    """The day of the first session or paid order."""
    facts = latest_snapshot(workspace)
    zone = workspace.timezone
    found = [
        moment.astimezone(zone).date()
        for table, column in (("sessions", "started_at"), ("order_lines", "paid_at"))
        if (moment := _least(facts, table, column)) is not None
    ]
    return min(found, default=None)


def _role(header: str) -> str:
    return next((role for word, role in _ROLES.items() if word in header), "anchor")


def _least(facts: Snapshot, table: str, column: str) -> dt.datetime | None:
    if not (files := facts.files(table)):
        return None
    with duckdb.connect() as connection:
        (found,) = connection.execute(
            f"SELECT epoch_us(min({column})) FROM read_parquet(?)", [files]
        ).fetchone() or (None,)
    return None if found is None else dt.datetime.fromtimestamp(found / 1_000_000, dt.UTC)


def _accounts(workspace: Workspace) -> list[ProposedPerson]:
    if latest_snapshot(workspace).files("shifts") or rows_of_several_rooms(workspace):
        return []  # there is a schedule: it says who works here
    return [
        ProposedPerson(one.name, "anchor", 0, (one.platform, one.account_id))
        for one in platform_accounts(workspace)
        if not one.person_id
    ]
