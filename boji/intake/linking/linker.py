"""Linking the files of an import, one after the other.

Owns which rule each table follows and what its rows look like afterwards. Whole columns at a time, in
DuckDB: a file of ten million order lines passes through in bounded memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import ACCOUNT_WRITTEN, LINKED, TABLES
from boji.intake.issues import ImportRefused, Issue
from boji.intake.linking import lines, stretches
from boji.intake.linking.air import ANY_PLATFORM, prepare_air, prepare_keys
from boji.intake.linking.newest import newest
from boji.intake.linking.references import PLACE, Referring, with_homes, with_people
from boji.intake.linking.refusals import after_refusals, clear
from boji.intake.linking.shifts import place_shifts
from boji.intake.record import ReadFile, TableRows
from boji.lake.reading import Facts
from boji.lake.storage import ROWS_IN_GROUP, duckdb_type, literal, parquet, quoted

MINUTE_US = 60_000_000
_ROOM = {"room_id": "home_", ACCOUNT_WRITTEN.name: "meant_"}


@dataclass(frozen=True)
class Desk:
    """What linking works with: `people` and `accounts` are tables of `newest`."""

    connection: duckdb.DuckDBPyConnection
    target: Path
    zone: ZoneInfo
    people: str
    accounts: str


def link(
    connection: duckdb.DuckDBPyConnection,
    facts: Facts,
    files: Sequence[ReadFile],
    target_dir: Path,
    zone: ZoneInfo,
) -> tuple[ReadFile, ...]:
    """The files without reference columns, resolved by the lake's facts and those of the files themselves.

    ImportRefused where a file must say whose it is, and does not. New Parquet files are written into
    `target_dir`; tables without reference columns come back as they are. Counts and records say which
    rows were quarantined. Order lines with an `account_` column speak of `linked` from then on.
    """
    tables = [
        Referring.of(connection, number, rows) for number, file in enumerate(files) for rows in file.tables
    ]
    if nameless := [Issue(files[table.file].name, "no_account") for table in tables if _is_nameless(table)]:
        raise ImportRefused(nameless)
    if not any(table.references for table in tables):
        return tuple(files)
    clear(connection)
    accounts, people = (newest(connection, facts, files, name) for name in ("accounts", "people"))
    prepare_keys(connection, accounts)
    desk = Desk(connection, target_dir, zone, people, accounts)
    # Sessions first: the others are linked to them.
    placed = {table: linked_rows(desk, table) for table in tables if table.rows.table == "sessions"}
    known = [
        replace(file, tables=tuple(placed.get(table, table.rows) for table in tables if table.file == number))
        for number, file in enumerate(files)
    ]
    prepare_air(connection, newest(connection, facts, known, "sessions"))
    done = []
    for number, file in enumerate(files):
        linked = [placed.get(table) or linked_rows(desk, table) for table in tables if table.file == number]
        notes = [note for rows in linked if (note := _note(desk, file, rows)) is not None]
        kept = after_refusals(connection, number, file, linked, target_dir)
        done.append(replace(kept, notes=(*kept.notes, *notes)))
    return tuple(done)


def _is_nameless(table: Referring) -> bool:
    """Whether nothing in the file says whose rows these are, though they cannot be kept apart without it.

    So are rows keyed by session or account (shifts are placed by their times, too), and costs of stretches of
    time: the same hour of two accounts would be one cost.
    """
    if table.rows.table == "costs":
        named = ("session_id", "account_", "room_id")
        return table.has("until_") and not any(table.has(name) for name in named)
    key = {"session_id", "account_id"}.intersection(TABLES[table.rows.table].key)
    others = table.rows.table == "shifts"
    return bool(key) and not others and not any(table.has(name) for name in (*key, "account_"))


def linked_rows(desk: Desk, table: Referring) -> TableRows:
    """The table with its references resolved; the same object where it has none."""
    if not table.references:
        return table.rows
    source = with_homes(table)
    found: dict[str, str] = {}
    if table.has("person_name_"):
        source = with_people(table, source, desk.people, desk.zone)
        found["person_id"] = "found_person_"
    fact = TABLES[table.rows.table]
    if fact.name == "sessions":
        return _write(desk, table, source, {**found, **_ROOM})
    if fact.name == "order_lines":
        return _order_lines(desk, table, source, found)
    if fact.name == "shifts":
        return _shifts(desk, table, source, found)
    if fact.name == "costs":
        return _costs(desk, table, source, found)
    if "session_id" in fact.column_names and table.has("account_"):
        return _moments(desk, table, source, found)
    return _write(desk, table, source, found)


def _order_lines(desk: Desk, table: Referring, source: str, found: Mapping[str, str]) -> TableRows:
    if not table.has("account_"):
        return _write(desk, table, source, found)
    channel = lines.FROM_A_STREAM if table.has("channel") else "true"
    unnamed = "session_id IS NULL" if table.has("session_id") else "true"
    if not table.has("paid_at"):
        return _write(desk, table, source, {**found, **_ROOM})
    given = "session_id" if table.has("session_id") else "NULL"
    looked = f"(SELECT *, ({channel} AND {unnamed}) AS looks_ FROM {source})"
    session = {
        **_ROOM,
        "session_id": f"coalesce({given}, found_)",
        LINKED.name: "CASE WHEN looks_ THEN found_ IS NOT NULL END",
    }
    return _write(desk, table, f"({lines.with_sessions(looked)})", {**found, **session})


def _costs(desk: Desk, table: Referring, source: str, found: Mapping[str, str]) -> TableRows:
    until = 'coalesce(until_, "at" + INTERVAL 1 HOUR)' if table.has("until_") else '"at" + INTERVAL 1 HOUR'
    if table.has("session_id"):  # a cost that names its session says nothing of a stretch
        until = f"CASE WHEN session_id IS NULL THEN {until} END"
    own = {"platform": f"nullif(platform_key_, '{ANY_PLATFORM}')", **_ROOM, "until": until}
    return _by_overlap(desk, table, source, ('epoch_us("at")', f"epoch_us({until})"), {**found, **own})


def _moments(desk: Desk, table: Referring, source: str, found: Mapping[str, str]) -> TableRows:
    """Rows dated by an instant or a minute. Platforms write a stream's closing minute too, hence -1."""
    fact = TABLES[table.rows.table]
    at = f"epoch_us({quoted(fact.at or '')})"
    stretch = (f"{at} - 1", f"{at} + {MINUTE_US}") if fact.name == "minutes" else (at, f"{at} + 1")
    written = _as_written(desk, table, source, stretch, found)
    linked = replace(_by_overlap(desk, table, source, stretch, found), written=written)
    if "session_id" in fact.key:
        table.refuse(
            "several_sessions",
            "link_found WHERE found_ IS NULL AND len(sessions_) > 1",
            value="NULL",
            candidates="array_to_string(sessions_, ', ')",
        )
        table.refuse(
            "no_session_at_that_time",
            "link_found WHERE found_ IS NULL AND coalesce(len(sessions_), 0) = 0",
            value="NULL",
        )
    return linked


def _by_overlap(
    desk: Desk, table: Referring, source: str, stretch: tuple[str, str], found: Mapping[str, str]
) -> TableRows:
    given = "session_id" if table.has("session_id") else "NULL"
    numbered = f"""(SELECT *, row_number() OVER () AS id_, {stretch[0]} AS since_us_,
      {stretch[1]} AS until_us_ FROM {source})"""
    desk.connection.execute(f"CREATE OR REPLACE TEMP TABLE link_found AS {stretches.with_sessions(numbered)}")
    return _write(desk, table, "link_found", {**found, "session_id": f"coalesce({given}, found_)"})


def _shifts(desk: Desk, table: Referring, source: str, found: Mapping[str, str]) -> TableRows:
    if not table.has("person_name_"):
        source = f"(SELECT *, person_id AS found_person_ FROM {source})"
    ends_at = "until_" if table.has("until_") else "ends_at"
    stretch = ("epoch_us(starts_at)", f"epoch_us({ends_at})")
    written = _as_written(desk, table, source, stretch, {"person_id": "found_person_"})
    placed = place_shifts(table, source, desk.accounts, ends_at)
    cut = {
        "session_id": "session_",
        "starts_at": "make_timestamptz(from_)",
        "ends_at": "make_timestamptz(to_)",
    }
    return replace(_write(desk, table, placed, {**found, **cut}), written=written)


def _as_written(
    desk: Desk, table: Referring, source: str, stretch: tuple[str, str], found: Mapping[str, str]
) -> Path:
    """The rows before they are placed, in a form that can be linked again; people are found for good.

    `earliest_` and `latest_` bound the stretch (UTC microseconds, half-open) that decides about the session.
    """
    own = {**found, "account_": "meant_", "platform_": "key_", "earliest_": stretch[0], "latest_": stretch[1]}
    selected = [quoted(name) for name in table.stored if name not in own and name != "person_name_"]
    selected += [f"{sql} AS {quoted(name)}" for name, sql in own.items()]
    path = desk.target / f"written-{table.file}-{table.rows.rows.stem}.parquet"
    desk.connection.execute(
        f"COPY (SELECT {', '.join(selected)} FROM {source}) TO {literal(path)} (FORMAT parquet)"
    )
    return path


def _write(desk: Desk, table: Referring, source: str, found: Mapping[str, str]) -> TableRows:
    """The rows as Parquet without reference columns; `found` is what linking says, as SQL by column."""
    fact = TABLES[table.rows.table]
    types = {column.name: duckdb_type(column) for column in (*fact.columns, *fact.derived)}
    columns = dict.fromkeys((*table.rows.columns, *(name for name in found if name in fact.column_names)))
    selected = [quoted(name) for name in (*columns, *PLACE) if name not in found and table.has(name)]
    selected += [f"CAST({sql} AS {types[name]}) AS {quoted(name)}" for name, sql in found.items()]
    path = desk.target / f"linked-{table.file}-{table.rows.rows.stem}.parquet"
    desk.connection.execute(
        f"COPY (SELECT {', '.join(selected)} FROM {source})"
        f" TO {literal(path)} (FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {ROWS_IN_GROUP})"
    )
    derived = (column.name for column in fact.derived if column.name in found)
    spoken = (*(name for name in fact.column_names if name in columns), *derived)
    return TableRows(fact.name, spoken, (path,))


def _note(desk: Desk, file: ReadFile, rows: TableRows) -> Issue | None:
    """For people: how many rows found no session."""
    test = {
        "order_lines": f"{LINKED.name} = false AND paid_at IS NOT NULL",
        "costs": "session_id IS NULL",
    }.get(rows.table)
    looked = LINKED.name if rows.table == "order_lines" else "session_id"
    if test is None or rows in file.tables or looked not in rows.columns:
        return None
    counted = desk.connection.execute(f"SELECT count(*) FROM {parquet(rows.rows)} WHERE {test}").fetchone()
    count = counted[0] if counted else 0
    if not count:
        return None
    return Issue(file.name, "without_session", parameters={"table": rows.table, "count": count}, total=count)
