"""Who works here: people of the newest facts, as they were on a day, and whose accounts are.

Owns the reading of the tables `people`, a few rows for each person, and `accounts`, each whole and once for
each snapshot.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from boji.lake.snapshot import latest_snapshot
from boji.workspace import Workspace


@dataclass(frozen=True)
class Person:
    """One person on one day. `here` is false for somebody who has left, or has not started, by then."""

    person_id: str
    name: str
    role: str
    tier: str
    team: str
    starts_on: dt.date
    here: bool


@dataclass(frozen=True)
class Stint:
    """One row of `people`: how somebody is from a day on; `ends_on` is `date.max` while it is open.

    `base_pay` in fen, None where nothing is agreed with the person.
    """

    person_id: str
    name: str
    role: str
    tier: str
    team: str
    base_pay: int | None
    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True)
class PlatformAccount:
    """An account on a platform; without a `person_id` it is nobody's, and stays the room's."""

    platform: str
    account_id: str
    name: str
    person_id: str


def people_on(workspace: Workspace, day: dt.date) -> dict[str, Person]:
    """Everybody who is known, by id, as they are on a day: by the stint of that day, else the nearest."""
    found: dict[str, Person] = {}
    for row in _stints(workspace):
        before = found.get(row.person_id)
        starts, ends = row.starts_on, row.ends_on
        if before is None or starts <= day:
            found[row.person_id] = Person(
                row.person_id, row.name, row.role, row.tier, row.team, starts, starts <= day < ends
            )
    return found


def person_on(workspace: Workspace, person_id: str, day: dt.date) -> Person | None:
    return people_on(workspace, day).get(person_id)


def teams(people: Iterable[Person]) -> list[str]:
    return sorted({one.team for one in people if one.team})


def stints_of(workspace: Workspace, person_id: str) -> list[Stint]:
    """The person's rows in time, first to last; none for somebody unknown."""
    return [one for one in _stints(workspace) if one.person_id == person_id]


def newest_stints(workspace: Workspace) -> list[Stint]:
    """The last stint of everybody, by id."""
    return list({one.person_id: one for one in _stints(workspace)}.values())


def stints_on(workspace: Workspace, day: dt.date) -> dict[str, Stint]:
    """Everybody who is with the company on a day, by id."""
    return {one.person_id: one for one in _stints(workspace) if one.starts_on <= day < one.ends_on}


def platform_accounts(workspace: Workspace) -> tuple[PlatformAccount, ...]:
    """Every account that is known, by platform and name."""
    return _read_accounts(tuple(latest_snapshot(workspace).files("accounts")))


def _stints(workspace: Workspace) -> tuple[Stint, ...]:
    facts = latest_snapshot(workspace)
    return _read(tuple(facts.files("people")))


@lru_cache(maxsize=4)
def _read(files: tuple[str, ...]) -> tuple[Stint, ...]:
    """All rows in order of person and time. Files of the lake are never changed, so their names are a key."""
    if not files:
        return ()
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT person_id, coalesce(name, ''), coalesce(role, ''), coalesce(tier, ''),"
            " coalesce(team, ''), base_pay, starts_on, coalesce(ends_on, DATE '9999-12-31')"
            " FROM read_parquet(?) ORDER BY person_id, starts_on",
            [list(files)],
        ).fetchall()
    return tuple(Stint(*row) for row in rows)


@lru_cache(maxsize=4)
def _read_accounts(files: tuple[str, ...]) -> tuple[PlatformAccount, ...]:
    if not files:
        return ()
    with duckdb.connect() as connection:
        rows = connection.execute(
            "SELECT platform, account_id, coalesce(name, account_id), coalesce(person_id, '')"
            " FROM read_parquet(?) ORDER BY platform, 3, account_id",
            [list(files)],
        ).fetchall()
    return tuple(PlatformAccount(*row) for row in rows)
