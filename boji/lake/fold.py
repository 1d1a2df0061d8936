"""The exact state of some keys: a fold over all rows that imports in force have of them.

Owns the slow way. Where a new export is the newest of its rows, laying it over what is there gives the
same (`boji.lake.overlay`) and reads no older import.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.facts import ACCOUNT_WRITTEN, LINKED, REFUNDED, Column, Table
from boji.lake.ledger import Piece
from boji.lake.storage import duckdb_type, literal, parquet, quoted

_KEYS_AT_ONCE = 2_000_000


def told_columns(table: Table) -> tuple[Column, ...]:
    """The stored columns that files decide, the key first; the others follow from other tables."""
    told = [column for column in table.columns if column != REFUNDED]
    return tuple(sorted(told, key=lambda column: column.name not in table.key))


def spoken(table: Table, columns: Sequence[str]) -> dict[str, str]:
    """What rows with these columns say: stored column -> SQL of its value.

    Who names the session of a line says as well that nobody had to look for it, and who names the room that
    it was made of no account.
    """
    said = {name: quoted(name) for name in columns}
    for column, found in ((LINKED, "session_id"), (ACCOUNT_WRITTEN, "room_id")):
        if column in table.columns and found in columns:
            said.setdefault(column.name, unsaid(column))
    return said


def unsaid(column: Column) -> str:
    """SQL: the value of a cell of which nobody said anything."""
    return f"CAST(NULL AS {duckdb_type(column)})"


@dataclass(frozen=True)
class _Alike:
    """Pieces that speak about the same columns; `ranks` maps each file to the place of its piece."""

    said: dict[str, str]
    ranks: dict[str, int]


class Voices:
    """What pieces say together. The later of two in rank wins."""

    def __init__(self, table: Table, pieces: Sequence[Piece]) -> None:
        self.table = table
        groups: dict[tuple[str, ...], _Alike] = {}
        for place, piece in enumerate(sorted(pieces, key=lambda piece: piece.rank)):
            group = groups.setdefault(piece.columns, _Alike(spoken(table, piece.columns), {}))
            group.ranks.update(dict.fromkeys(piece.paths, place))
        self._groups = list(groups.values())

    def groups(self, column: str | None = None) -> list[int]:
        """The numbers of the groups of pieces that speak about a column; of all where none is said."""
        return [n for n, group in enumerate(self._groups) if column is None or column in group.said]

    def columns(self, group: int) -> list[str]:
        """The columns about which a group speaks, without the key."""
        return [name for name in self._groups[group].said if name not in self.table.key]

    def rows(self, keys: str) -> str:
        """SQL: what is said of `keys` (an SQL table): the columns that files decide, with `place_` in the
        order of ranks and `group_`."""
        return " UNION ALL ".join(self._rows(number, keys) for number in self.groups())

    def _rows(self, number: int, keys: str) -> str:
        group = self._groups[number]
        values = ", ".join(
            f"{group.said.get(column.name, unsaid(column))} AS {quoted(column.name)}"
            for column in told_columns(self.table)
        )
        ranks = ", ".join(f"({literal(path)}, {place})" for path, place in group.ranks.items())
        files = parquet(*group.ranks, options=", filename = true, union_by_name = true")
        return (
            f"SELECT {values}, {number} AS group_, place_ FROM {files}"
            f" SEMI JOIN {keys} USING ({quoted(*self.table.key)})"
            f" JOIN (VALUES {ranks}) r(filename, place_) USING (filename)"
        )


def fold(
    connection: duckdb.DuckDBPyConnection, table: Table, pieces: Sequence[Piece], keys: str, target: Path
) -> list[Path]:
    """Write the full rows of `keys` (an SQL table), as far as a piece has them, to Parquet files."""
    if not pieces:
        return []
    voices = Voices(table, pieces)
    written = []
    for part, some in enumerate(in_parts(connection, table, keys)):
        path = target.with_name(f"{target.name}-{part}.parquet")
        connection.execute(f"COPY ({_folded(voices, some)}) TO {literal(path)} (FORMAT parquet)")
        written.append(path)
    return written


def in_parts(connection: duckdb.DuckDBPyConnection, table: Table, keys: str) -> list[str]:
    """SQL tables of keys that are as many as can be looked at together."""
    (count,) = connection.execute(f"SELECT count(*) FROM {keys}").fetchone() or (0,)
    parts = max(1, math.ceil(count / _KEYS_AT_ONCE))
    if parts == 1:
        return [keys]
    part = f"hash({quoted(*table.key)}) % {parts}"
    return [f"(FROM {keys} WHERE {part} = {number})" for number in range(parts)]


def _folded(voices: Voices, keys: str) -> str:
    """SQL: for each key and column the value of the last piece that speaks about it."""
    key = quoted(*voices.table.key)
    values = [
        f"{_last(column, voices.groups(column.name))} AS {quoted(column.name)}"
        for column in told_columns(voices.table)
        if column.name not in voices.table.key
    ]
    return f"SELECT {', '.join([key, *values])} FROM ({voices.rows(keys)}) GROUP BY {key}"


def _last(column: Column, groups: Sequence[int]) -> str:
    if not groups:
        return unsaid(column)
    among = f"group_ IN ({', '.join(map(str, groups))})"
    return f"arg_max_null({quoted(column.name)}, place_) FILTER (WHERE {among})"
