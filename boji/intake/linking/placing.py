"""Rows that lie in sessions by their time alone (shifts of a schedule, minutes), placed again.

Owns which of them are looked at when sessions, accounts or such rows themselves came, went or changed, and
what they bring now. Unlike an order line, such a row is no row of the lake: a shift of a schedule is as many
as there are sessions in it, and its key follows from them. So they are linked anew from the rows as they
were written, which every import keeps, and their keys folded anew.

In order: the time in which anything is otherwise; the written rows that lie in it, and the sessions that
these meet; all written rows that meet those sessions, since they may say something about the same keys. Rows
that find no session bring nothing, as if their file came in now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES
from boji.intake.duplicates import last_of_each_key
from boji.intake.linking.changes import either_but_not_both
from boji.intake.linking.linker import Desk, linked_rows
from boji.intake.linking.references import PLACE, Referring
from boji.intake.linking.refusals import clear
from boji.intake.record import TableRows
from boji.lake.desk import Relinking, Remade
from boji.lake.ledger import Piece
from boji.lake.reading import columns_of, fact_rows
from boji.lake.storage import literal, parquet, quoted

_NO_ZONE = ZoneInfo("UTC")  # names of people are found already, and nothing else asks for a day


def are_placed(pieces: Sequence[Piece]) -> bool:
    return any(piece.written for piece in pieces)


@dataclass(frozen=True)
class _Time:
    """A half-open stretch in UTC microseconds."""

    since: int
    until: int

    def meets(self, first: str, end: str) -> str:
        return f"({first} < {self.until} AND {end} > {self.since})"


def place_again(connection: duckdb.DuckDBPyConnection, asked: Relinking) -> list[Remade]:
    """The keys that may come out otherwise, and what the pieces in force say of them now.

    Asks for the tables of `changes`.
    """
    pieces = (*asked.turnover.moved, *asked.turnover.live)
    tables = {piece.table for piece in pieces if piece.written}
    if not tables:
        return []
    placing = _Placing(connection, asked, sorted(tables))
    time = placing.time_of_changes()
    return placing.remade(time) if time else []


@dataclass(frozen=True)
class _Placing:
    """One round of placing; `tables` are those of which any row was ever placed."""

    connection: duckdb.DuckDBPyConnection
    asked: Relinking
    tables: Sequence[str]

    def time_of_changes(self) -> _Time | None:
        """From the first to the last moment in which anything is otherwise, None where nothing is."""
        moved = [piece for piece in self.asked.turnover.moved if piece.table in self.tables]
        keys = " UNION ALL ".join(f"SELECT session_id FROM {parquet(*piece.paths)}" for piece in moved)
        self._run(
            "CREATE OR REPLACE TEMP TABLE link_touched AS"
            f" SELECT DISTINCT session_id FROM ({keys or 'SELECT session_id FROM link_sessions WHERE false'})"
        )
        parts = [
            f"SELECT starts, ends FROM {either_but_not_both('link_sessions')}",
            f"SELECT starts, ends FROM {_EITHER} SEMI JOIN link_touched USING (session_id)",
        ]
        parts += [
            f"SELECT earliest_, latest_ FROM {parquet(piece.written)}" for piece in moved if piece.written
        ]
        for table in self.tables:
            if written := self._written(table):
                parts.append(f"SELECT earliest_, latest_ FROM {written} AS w WHERE {self._is_renamed(table)}")
        return self._hull(" UNION ALL ".join(parts))

    def remade(self, time: _Time) -> list[Remade]:
        met = [
            f"SELECT earliest_, latest_ FROM {written} WHERE {time.meets('earliest_', 'latest_')}"
            for table in self.tables
            if (written := self._written(table))
        ]
        wider = self._hull(" UNION ALL ".join([f"SELECT {time.since}, {time.until}", *met]))
        assert wider is not None
        self._run(
            f"INSERT INTO link_touched SELECT session_id FROM {_EITHER} WHERE {wider.meets('starts', 'ends')}"
        )
        spans = f"SELECT starts, ends FROM {_EITHER} SEMI JOIN link_touched USING (session_id)"
        whole = self._hull(f"SELECT {wider.since}, {wider.until} UNION ALL {spans}")
        assert whole is not None
        clear(self.connection)
        linked = {table: rows for table in self.tables if (rows := self._linked(table, whole))}
        self._run(f"""
            CREATE OR REPLACE TEMP TABLE link_refused AS
            SELECT DISTINCT row_, sheet_[strpos(sheet_, '/') + 1:] AS sheet_, f.file_
            FROM link_refusals JOIN ({self._files()}) AS f ON f.piece_ = {_PIECE}""")
        return [self._remade(table, linked.get(table)) for table in self.tables]

    def _linked(self, table: str, time: _Time) -> TableRows | None:
        """All rows about what happened then as they are placed now; their piece stands before the sheet."""
        written = self._written(table)
        if not written:
            return None
        group = "row_, sheet_, file_"
        chosen = f"SELECT {group} FROM {written} WHERE {time.meets('earliest_', 'latest_')}"
        rows = f"SELECT * FROM {written} SEMI JOIN ({chosen}) USING ({group})"
        key = TABLES[table].key
        if "session_id" not in key:  # what others say of the same key, whenever that was
            rows = f"SELECT * FROM {written} SEMI JOIN ({rows}) USING ({quoted(*key)})"
        path = self.asked.directory / f"written-{table}.parquet"
        place = "piece_ || '/' || coalesce(sheet_, '') AS sheet_"
        self._run(
            f"COPY (SELECT * EXCLUDE (filename, piece_, file_) REPLACE ({place}) FROM ({rows}))"
            f" TO {literal(path)} (FORMAT parquet)"
        )
        stored = columns_of(self.connection, parquet(path))
        spoken = tuple(name for name in TABLES[table].column_names if name in stored)
        desk = Desk(
            self.connection, self.asked.directory, _NO_ZONE, "link_people_known", "link_accounts_known"
        )
        return linked_rows(
            desk, Referring(self.connection, 0, TableRows(table, spoken, (path,)), tuple(stored))
        )

    def _remade(self, table: str, linked: TableRows | None) -> Remade:
        key = quoted(*TABLES[table].key)
        there = fact_rows(self.connection, table, self.asked.after.files(table))
        touched = "session_id IS NULL OR session_id IN (FROM link_touched)"
        parts = [f"SELECT {key} FROM {there} WHERE {touched}"] if "session_id" in TABLES[table].key else []
        parts += [
            f"SELECT {key} FROM {parquet(*piece.paths)}"
            for piece in self.asked.turnover.moved
            if piece.table == table
        ]
        if linked:
            parts.append(f"SELECT {key} FROM {parquet(linked.rows)} WHERE {touched}")
        keys = self.asked.directory / f"keys-{table}.parquet"
        empty = f"SELECT {key} FROM {there} WHERE false"
        self._run(f"COPY ({' UNION '.join(parts) or empty}) TO {literal(keys)} (FORMAT parquet)")
        plain = [piece for piece in self.asked.turnover.live if piece.table == table and not piece.written]
        return Remade(table, keys, [*plain, *(self._pieces(table, linked) if linked else ())])

    def _pieces(self, table: str, linked: TableRows) -> list[Piece]:
        """The linked rows by the piece from which they come, without those whose row was refused."""
        numbers = self._run(f"SELECT DISTINCT {_PIECE} FROM {parquet(linked.rows)}").fetchall()
        made = []
        for (number,) in sorted(numbers):
            piece = self.asked.turnover.live[number]
            path = self.asked.directory / f"placed-{number}.parquet"
            columns = dict.fromkeys((*piece.columns, *PLACE))
            self._run(f"""
                COPY (
                  SELECT {quoted(*columns)} FROM {parquet(linked.rows)} AS r
                  WHERE {_PIECE} = {number} AND NOT EXISTS (
                    FROM link_refused AS x JOIN ({self._files()}) AS f ON f.file_ = x.file_
                    WHERE f.piece_ = {number} AND x.row_ = r.row_
                      AND x.sheet_ = r.sheet_[strpos(r.sheet_, '/') + 1:]))
                TO {literal(path)} (FORMAT parquet)""")
            once = last_of_each_key(self.connection, TABLES[table], path)
            made.append(replace(piece, paths=(str(once),)))
        return made

    def _written(self, table: str) -> str:
        """SQL, in brackets: the written rows in force with piece_ and file_; empty where there are none."""
        paths = [
            piece.written for piece in self.asked.turnover.live if piece.table == table and piece.written
        ]
        if not paths:
            return ""
        options = ", filename = true, union_by_name = true"
        return f"(SELECT * FROM {parquet(*paths, options=options)} JOIN ({self._files()}) USING (filename))"

    def _files(self) -> str:
        """SQL: filename, piece_ (its place among those in force) and file_, the same for all of one file."""
        files: dict[tuple[int, int], int] = {}
        rows = [
            f"({literal(piece.written)}, {place},"
            f" {files.setdefault((piece.rank.number, piece.rank.file), len(files))})"
            for place, piece in enumerate(self.asked.turnover.live)
            if piece.written
        ]
        listed = f"VALUES {', '.join(rows)}" if rows else "SELECT '', 0, 0 WHERE false"
        return f"SELECT * FROM ({listed}) AS f(filename, piece_, file_)"

    def _is_renamed(self, table: str) -> str:
        """SQL: whether a written row `w` may mean another account than before."""
        renamed = """EXISTS (FROM link_renamed AS r
            WHERE r.key = w.account_ AND w.platform_ IN ('*', r.platform))"""
        if table != "shifts":
            return renamed
        people = f"SELECT person_id FROM {either_but_not_both('link_accounts_known')}"
        return f"({renamed} OR (w.account_ IS NULL AND w.person_id IN ({people})))"

    def _hull(self, stretches: str) -> _Time | None:
        edges = f"SELECT min(since), max(until) FROM ({stretches}) AS s(since, until)"
        found = self._run(edges).fetchone()
        return _Time(*found) if found and found[0] is not None else None

    def _run(self, statement: str) -> duckdb.DuckDBPyConnection:
        return self.connection.execute(statement)


_EITHER = "(FROM link_sessions UNION ALL FROM link_sessions_before)"
_PIECE = "CAST(split_part(sheet_, '/', 1) AS INTEGER)"
