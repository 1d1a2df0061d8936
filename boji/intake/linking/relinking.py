"""Relinking: sessions, order lines and hourly costs of the lake, when sessions or accounts have changed.

Owns which rows are looked at again, and gives those that come out differently. Sessions that came, went or
changed (by import, correction or undo) concern what happened on their platform while they were on, before
or after the change; accounts that changed concern what is called by one of their names. Only these rows
are read into the joins; the others stay as they are. Rows whose number or key follows from sessions
(shifts, minutes) are not corrected here but made again: `placing`.

What was linked before is no argument: a row gets the room and session that it would get if its file came in
now, so that the order in which files come in is irrelevant, and undoing one leaves nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.facts import ACCOUNT_WRITTEN, LINKED, TABLES
from boji.intake.linking import lines, stretches
from boji.intake.linking.air import CALLED, DAY_US, prepare_references
from boji.intake.linking.changes import find_changes
from boji.intake.linking.placing import are_placed, place_again
from boji.lake.desk import Relinking, Remade
from boji.lake.reading import Facts, fact_rows
from boji.lake.storage import literal, parquet, quoted


@dataclass(frozen=True)
class Relinked:
    """Rows of a table that come out otherwise: Parquet with these columns, the key first."""

    table: str
    columns: tuple[str, ...]
    path: Path


@dataclass(frozen=True)
class _Look:
    """The rows of one table at which relinking looks: the facts, and where its files go."""

    connection: duckdb.DuckDBPyConnection
    facts: Facts
    target: Path
    table: str
    again: Sequence[Path]

    def rows(self, *columns: str) -> str:
        """SQL: the table's rows with platform_key_, and called_, by which they name their room."""
        facts = fact_rows(self.connection, self.table, self.facts.files(self.table))
        return (
            f"SELECT {', '.join(columns)}, room_id, {ACCOUNT_WRITTEN.name}, {CALLED} AS called_,"
            f" coalesce(platform, '') AS platform_key_ FROM {facts}"
        )

    def with_homes(self, found: str, *by_time: str) -> str:
        """SQL, in brackets: those of the rows `found` that are concerned, by time, by name or as told.

        With home_, what their room's name means now, accounts_, how many it could mean, and room_, which
        is the room of the account that they name: never a guess where it could mean several.
        """
        parts = [*by_time, f"SELECT l.* FROM ({found}) AS l SEMI JOIN link_renamed AS r {_CALLED_SO}"]
        if self.again:
            key = quoted(*TABLES[self.table].key)
            parts.append(f"SELECT l.* FROM ({found}) AS l SEMI JOIN {parquet(*self.again)} USING ({key})")
        affected = self.target / f"relink-{self.table}.parquet"
        _copy(self.connection, " UNION ".join(parts), affected)
        prepare_references(
            self.connection,
            f"SELECT DISTINCT platform_key_ AS platform, called_ AS written FROM {parquet(affected)}"
            " WHERE called_ IS NOT NULL",
        )
        return f"""(
            SELECT *, CASE WHEN {ACCOUNT_WRITTEN.name} IS NULL THEN room_id ELSE home_ END AS room_ FROM (
              SELECT r.*, CASE WHEN h.accounts > 1 THEN h.meant ELSE h.home END AS home_,
                coalesce(h.accounts, 0) AS accounts_
              FROM {parquet(affected)} AS r
              LEFT JOIN link_homes AS h ON h.platform = r.platform_key_ AND h.written = r.called_))"""

    def changed(self, rows: str, **values: str) -> Relinked | None:
        """Those of `rows` in which one of the columns gets another value; `values` is SQL by column."""
        key = TABLES[self.table].key
        values["room_id"] = "room_"
        new = ", ".join(f"{value} AS {name}" for name, value in values.items())
        other = " OR ".join(f"{name} IS DISTINCT FROM {value}" for name, value in values.items())
        # Who speaks of the room speaks of the account as well.
        query = f"SELECT {quoted(*key)}, {ACCOUNT_WRITTEN.name}, {new} FROM {rows} WHERE {other}"
        path = self.target / f"relinked-{self.table}.parquet"
        columns = (*key, ACCOUNT_WRITTEN.name, *values)
        return Relinked(self.table, columns, path) if _copy(self.connection, query, path) else None


_CALLED_SO = "ON r.platform = l.platform_key_ AND r.key = l.called_"


def relink(connection: duckdb.DuckDBPyConnection, asked: Relinking) -> tuple[Relinked | Remade, ...]:
    """What comes out otherwise after an import or undo, everything merged.

    Sessions, order_lines and costs with another room or session; rows that lie otherwise in sessions.
    """
    same = all(asked.before.files(name) == asked.after.files(name) for name in ("accounts", "sessions"))
    if same and not asked.again and not are_placed(asked.turnover.moved):
        return ()
    find_changes(connection, asked.before, asked.after)
    looks = {
        name: _Look(connection, asked.after, asked.directory, name, asked.again.get(name, ()))
        for name in ("sessions", "order_lines", "costs")
    }
    changed = [_sessions(looks["sessions"]), _lines(looks["order_lines"]), _costs(looks["costs"])]
    return (*(rows for rows in changed if rows is not None), *place_again(connection, asked))


def _sessions(look: _Look) -> Relinked | None:
    found = look.rows("session_id") + f" WHERE {ACCOUNT_WRITTEN.name} IS NOT NULL"
    return look.changed(look.with_homes(found))


def _lines(look: _Look) -> Relinked | None:
    known = f"({LINKED.name} IS NOT NULL OR {ACCOUNT_WRITTEN.name} IS NOT NULL)"
    found = f"{look.rows('line_id', 'session_id', 'paid_at', LINKED.name)} WHERE {known}"
    by_time = f"""
        SELECT l.* FROM ({found} AND {_within(look.connection, "paid_at", "paid_at")}) AS l
        SEMI JOIN link_changed AS c
          ON c.platform = l.platform_key_ AND c.day = epoch_us(l.paid_at) // {DAY_US}
          AND c.since <= epoch_us(l.paid_at) AND epoch_us(l.paid_at) < c.until
        WHERE l.{LINKED.name} IS NOT NULL"""
    looks = f"{LINKED.name} IS NOT NULL AND accounts_ <= 1"
    homes = f"(SELECT *, {looks} AS looks_ FROM {look.with_homes(found, by_time)})"
    return look.changed(
        f"({lines.with_sessions(homes)})",
        session_id=f"CASE WHEN {LINKED.name} IS NULL THEN session_id ELSE found_ END",
        **{LINKED.name: f"CASE WHEN {LINKED.name} IS NOT NULL THEN found_ IS NOT NULL END"},
    )


def _costs(look: _Look) -> Relinked | None:
    lasts = '(until > "at")'  # the others name their session, or none is looked for
    found = f"""
        {look.rows("cost_id", "session_id", '"at"', "until")}
        WHERE ({lasts} OR {ACCOUNT_WRITTEN.name} IS NOT NULL)"""
    stretch = 'epoch_us("at") AS since_us_, epoch_us(until) AS until_us_'
    by_time = f"""
        SELECT l.* FROM ({found} AND {_within(look.connection, "until", '"at"')}) AS l
        SEMI JOIN link_changed AS c ON c.platform = l.platform_key_
          AND c.since < epoch_us(l.until) AND epoch_us(l."at") < c.until"""
    homes = f"(SELECT *, cost_id AS id_, {stretch} FROM {look.with_homes(found, by_time)})"
    return look.changed(
        f"({stretches.with_sessions(homes)})",
        session_id=f"CASE WHEN {lasts} THEN CASE WHEN accounts_ <= 1 THEN found_ END ELSE session_id END",
    )


def _within(connection: duckdb.DuckDBPyConnection, last: str, first: str) -> str:
    """SQL: roughly in the time of the changes; by constants, which skip whole row groups."""
    edges = connection.execute("SELECT min(since), max(until) FROM link_changed").fetchone()
    if edges is None or edges[0] is None:
        return "false"
    return f"{last} >= make_timestamptz({edges[0]}) AND {first} < make_timestamptz({edges[1]})"


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> int:
    """The number of rows written."""
    written = connection.execute(f"COPY ({query}) TO {literal(path)} (FORMAT parquet)").fetchone()
    return int(written[0]) if written else 0
