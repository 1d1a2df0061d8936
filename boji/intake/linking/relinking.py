"""Relinking: order lines and hourly costs of the lake, when sessions or accounts have changed.

Owns which rows are looked at again, and gives those that come out differently. Sessions that came, went or
changed (by import, correction or undo) concern what happened on their platform while they were on, before
or after the change; accounts that changed concern what was sold under one of their names. Only these rows
are read into the joins; the others stay as they are.

What was linked before is no argument: a row gets the session that it would get if its file came in now, so
that the order in which files come in is irrelevant.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.facts import LINKED
from boji.intake.linking import lines, stretches
from boji.intake.linking.air import DAY_US, prepare_air, prepare_keys, prepare_references
from boji.intake.linking.newest import newest
from boji.lake.reading import Facts, fact_rows
from boji.lake.storage import literal, parquet


@dataclass(frozen=True)
class Relinked:
    """Rows of a table that come out otherwise: Parquet with these columns, the key first."""

    table: str
    columns: tuple[str, ...]
    path: Path


def relink(
    connection: duckdb.DuckDBPyConnection,
    before: Facts,
    after: Facts,
    target_dir: Path,
    lines_again: Sequence[Path] = (),
) -> tuple[Relinked, ...]:
    """What comes out otherwise in `after`: order_lines and costs with another session or room.

    Sessions too that stand under the name of an account which is known now: they get its room.

    `before` and `after` are the facts before and after an import or undo, everything merged. Parquet files
    in `lines_again` name line_ids that are looked at in any case: those of the import itself, where the lake
    decided about a session otherwise than `link` had foreseen.
    """
    unchanged = all(before.files(name) == after.files(name) for name in ("accounts", "sessions"))
    if unchanged and not lines_again:
        return ()
    _prepare(connection, before)
    connection.execute("CREATE OR REPLACE TEMP TABLE link_sessions_before AS FROM link_sessions")
    connection.execute("CREATE OR REPLACE TEMP TABLE link_keys_before AS FROM link_keys")
    _prepare(connection, after)
    _changes(connection)
    changed = [
        _sessions(connection, after, target_dir),
        _lines(connection, after, target_dir, lines_again),
        _costs(connection, after, target_dir),
    ]
    return tuple(rows for rows in changed if rows is not None)


def _prepare(connection: duckdb.DuckDBPyConnection, facts: Facts) -> None:
    prepare_keys(connection, newest(connection, facts, (), "accounts"))
    prepare_air(connection, newest(connection, facts, (), "sessions"))


def _changes(connection: duckdb.DuckDBPyConnection) -> None:
    """`link_changed` (platform, day, since, until), not overlapping, and `link_renamed` (platform, key)."""
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE link_changed AS
        WITH other AS (
          (FROM link_sessions_before EXCEPT FROM link_sessions)
          UNION ALL (FROM link_sessions EXCEPT FROM link_sessions_before)),
        reached AS (
          SELECT platform, starts, ends, max(ends) OVER (PARTITION BY platform ORDER BY starts, ends
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
          FROM other WHERE ends > starts),
        islands AS (
          SELECT *, sum(CASE WHEN starts <= reached THEN 0 ELSE 1 END)
              OVER (PARTITION BY platform ORDER BY starts, ends) AS island
          FROM reached),
        whole AS (
          SELECT platform, min(starts) AS since, max(ends) AS until FROM islands GROUP BY platform, island)
        SELECT *, {stretches.days_of("since", "until")} AS day FROM whole""")
    connection.execute("""
        CREATE OR REPLACE TEMP TABLE link_renamed AS
        SELECT DISTINCT platform, key FROM (
          (FROM link_keys_before EXCEPT FROM link_keys)
          UNION ALL (FROM link_keys EXCEPT FROM link_keys_before))""")


def _sessions(connection: duckdb.DuckDBPyConnection, facts: Facts, target: Path) -> Relinked | None:
    """An id of an account is as good as its room to everybody who reads sessions; a name is not."""
    return _changed(
        connection,
        f"""SELECT s.session_id, k.home AS room_id
            FROM {fact_rows(connection, "sessions", facts.files("sessions"))} AS s
            JOIN (
              SELECT platform, key, min(home) AS home
              FROM link_keys SEMI JOIN link_renamed USING (platform, key)
              GROUP BY platform, key HAVING count(DISTINCT home) = 1) AS k
              ON k.platform = coalesce(s.platform, '') AND k.key = s.room_id AND k.home <> s.room_id
            ANTI JOIN link_accounts_known AS a
              ON coalesce(a.platform, '') = k.platform AND a.account_id = s.room_id""",
        "sessions",
        ("session_id", "room_id"),
        target,
    )


def _lines(
    connection: duckdb.DuckDBPyConnection, facts: Facts, target: Path, again: Sequence[Path]
) -> Relinked | None:
    found = f"""
        SELECT line_id, platform, room_id, session_id, paid_at, {LINKED.name},
          coalesce(platform, '') AS platform_key_
        FROM {fact_rows(connection, "order_lines", facts.files("order_lines"))}
        WHERE {LINKED.name} IS NOT NULL"""
    by_time = f"""
        SELECT l.* FROM ({found} AND {_within(connection, "paid_at", "paid_at")}) AS l
        SEMI JOIN link_changed AS c
          ON c.platform = l.platform_key_ AND c.day = epoch_us(l.paid_at) // {DAY_US}
          AND c.since <= epoch_us(l.paid_at) AND epoch_us(l.paid_at) < c.until"""
    parts = [by_time, _by_name(found)]
    if again:
        parts.append(f"SELECT l.* FROM ({found}) AS l SEMI JOIN {parquet(*again)} AS a USING (line_id)")
    affected = _kept(connection, " UNION ALL ".join(parts), target / "relink-order_lines.parquet")
    homes = _with_homes(connection, affected, "SELECT *, accounts_ <= 1 AS looks_ FROM")
    linked = f"found_ IS NOT NULL AS {LINKED.name}"
    other = f"""session_id IS DISTINCT FROM found_ OR room_id IS DISTINCT FROM home_
      OR {LINKED.name} <> (found_ IS NOT NULL)"""
    return _changed(
        connection,
        f"""SELECT DISTINCT line_id, home_ AS room_id, found_ AS session_id, {linked}
            FROM ({lines.with_sessions(homes)}) WHERE {other}""",
        "order_lines",
        ("line_id", "session_id", "room_id", LINKED.name),
        target,
    )


def _costs(connection: duckdb.DuckDBPyConnection, facts: Facts, target: Path) -> Relinked | None:
    found = f"""
        SELECT cost_id, platform, room_id, session_id,
          epoch_us("at") AS since_us_, epoch_us(until) AS until_us_, coalesce(platform, '') AS platform_key_
        FROM {fact_rows(connection, "costs", facts.files("costs"))}
        WHERE (until > "at")"""
    by_time = f"""
        SELECT l.* FROM ({found} AND {_within(connection, "until", '"at"')}) AS l
        SEMI JOIN link_changed AS c ON c.platform = l.platform_key_
          AND c.since < l.until_us_ AND l.since_us_ < c.until"""
    affected = _kept(connection, f"{by_time} UNION {_by_name(found)}", target / "relink-costs.parquet")
    homes = _with_homes(connection, affected, "SELECT *, cost_id AS id_ FROM")
    one = "CASE WHEN accounts_ <= 1 THEN found_ END"
    return _changed(
        connection,
        f"""SELECT cost_id, home_ AS room_id, {one} AS session_id FROM ({stretches.with_sessions(homes)})
            WHERE session_id IS DISTINCT FROM {one} OR room_id IS DISTINCT FROM home_""",
        "costs",
        ("cost_id", "session_id", "room_id"),
        target,
    )


def _within(connection: duckdb.DuckDBPyConnection, last: str, first: str) -> str:
    """SQL: roughly in the time of the changes; by constants, which skip whole row groups."""
    edges = connection.execute("SELECT min(since), max(until) FROM link_changed").fetchone()
    if edges is None or edges[0] is None:
        return "false"
    return f"{last} >= make_timestamptz({edges[0]}) AND {first} < make_timestamptz({edges[1]})"


def _by_name(found: str) -> str:
    return f"""SELECT l.* FROM ({found}) AS l
        SEMI JOIN link_renamed AS r ON r.platform = l.platform_key_ AND r.key = l.room_id"""


def _with_homes(connection: duckdb.DuckDBPyConnection, affected: str, select: str) -> str:
    """The affected rows with home_, as their room means now; where it could mean several, as it stands."""
    prepare_references(
        connection,
        f"SELECT DISTINCT platform_key_ AS platform, room_id AS written FROM {affected}"
        " WHERE room_id IS NOT NULL",
    )
    return f"""({select} (
        SELECT r.*, CASE WHEN h.accounts > 1 THEN r.room_id ELSE h.home END AS home_,
          coalesce(h.accounts, 0) AS accounts_
        FROM {affected} AS r
        LEFT JOIN link_homes AS h ON h.platform = r.platform_key_ AND h.written = r.room_id))"""


def _kept(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> str:
    connection.execute(f"COPY ({query}) TO {literal(path)} (FORMAT parquet)")
    return parquet(path)


def _changed(
    connection: duckdb.DuckDBPyConnection, query: str, table: str, columns: tuple[str, ...], target: Path
) -> Relinked | None:
    path = target / f"relinked-{table}.parquet"
    written = connection.execute(f"COPY ({query}) TO {literal(path)} (FORMAT parquet)").fetchone()
    return Relinked(table, columns, path) if written and written[0] else None
