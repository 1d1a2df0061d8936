"""Whose figures there are: people, teams, rooms and products with their names, as far as a reader may see.

Owns the kinds, which right opens which, and their names from the newest facts.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import duckdb

from boji.analysis.keeping.basis import Basis
from boji.engine.compile.grains import Subject
from boji.engine.targets import Attributes
from boji.lake.snapshot import snapshot
from boji.people.queries import Person, people_on
from boji.platform.access import is_own, reach
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import say
from boji.workspace import Workspace


@dataclass(frozen=True)
class KindOfSubject:
    """A kind with its words; `plural` is its part of the address. `right` opens all of them."""

    by: Subject
    plural: str
    zh: str
    en: str
    one_en: str
    icon: str
    right: Right

    @property
    def label(self) -> str:
        return say(self.zh, self.en)

    @property
    def counted(self) -> str:
        return say(self.zh, self.en.lower())


KINDS: tuple[KindOfSubject, ...] = (
    KindOfSubject("person", "people", "人员", "People", "person", "users", Right.SEE_PEOPLE),
    KindOfSubject("team", "teams", "团队", "Teams", "team", "users-group", Right.SEE_PEOPLE),
    KindOfSubject("room", "rooms", "直播间", "Rooms", "room", "broadcast", Right.SEE_SESSIONS),
    KindOfSubject("product", "products", "商品", "Products", "product", "packages", Right.SEE_SESSIONS),
)


def kind_named(plural: str) -> KindOfSubject | None:
    return next((one for one in KINDS if one.plural == plural), None)


@dataclass(frozen=True)
class Known:
    """A subject as pages name it; `person` is who somebody is on the last day that is looked at."""

    id: str
    name: str
    note: str = ""
    person: Person | None = None

    @property
    def attributes(self) -> Attributes:
        if self.person is None:
            return Attributes(self.id, team=self.id)
        one = self.person
        return Attributes(self.id, one.role or None, one.tier or None, one.team or None)


def subjects_for(user: User, basis: Basis, kind: KindOfSubject, day: dt.date) -> dict[str, Known]:
    """Those within the reader's reach, by id. What belongs to no team is for readers of everybody."""
    within = reach(user, kind.right)
    if kind.by in ("person", "team"):
        people = people_on(basis.workspace, day)
        if kind.by == "team":
            teams = sorted({one.team for one in people.values() if one.team})
            return {one: Known(one, one) for one in teams if within.holds(one)}
        return {
            key: known_person(one)
            for key, one in people.items()
            if within.holds(one.team) or is_own(user, key)
        }
    if not within.everybody:
        return {}
    return _rooms(basis) if kind.by == "room" else _products(basis)


def known_person(one: Person) -> Known:
    return Known(one.person_id, one.name or one.person_id, "", one)


def names_of_people(basis: Basis, day: dt.date) -> dict[str, str]:
    return {key: one.name or key for key, one in people_on(basis.workspace, day).items()}


def _rooms(basis: Basis) -> dict[str, Known]:
    accounts = _named(basis, "accounts", "coalesce(room_id, account_id)", "name")
    ids = {*accounts, *_named(basis, "sessions", "room_id")}
    return {key: Known(key, accounts.get(key) or key) for key in sorted(ids)}


def _products(basis: Basis) -> dict[str, Known]:
    names = _named(basis, "products", "product_id", "name")
    categories = _named(basis, "products", "product_id", "category")
    ids = {*names, *_named(basis, "order_lines", "product_id")}
    return {key: Known(key, names.get(key) or key, categories.get(key) or "") for key in sorted(ids)}


def _named(basis: Basis, table: str, identity: str, name: str = "''") -> dict[str, str]:
    return _read(basis.workspace, basis.facts.id, basis.facts.digest, table, identity, name)


@lru_cache(maxsize=32)
def _read(
    workspace: Workspace,
    number: int,
    digest: str,  # noqa: ARG001 # tells workspaces of one path apart
    table: str,
    identity: str,
    name: str,
) -> dict[str, str]:
    """Ids of a table with their names; a snapshot never changes."""
    files = snapshot(workspace, number).files(table)
    if not files:
        return {}
    query = (
        f"SELECT {identity} AS id, max({name}) AS name FROM read_parquet(?) GROUP BY id HAVING id IS NOT NULL"
    )
    with duckdb.connect() as connection:
        rows: list[Any] = connection.execute(query, [files]).fetchall()
    return {row[0]: row[1] or "" for row in rows}
