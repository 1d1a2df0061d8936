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

from boji.engine.facts import LINKED, REFUNDED, Column, Table
from boji.lake.ledger import Piece
from boji.lake.storage import duckdb_type, literal, parquet, quoted

_KEYS_AT_ONCE = 2_000_000


def told_columns(table: Table) -> tuple[Column, ...]:
    """The stored columns that files decide, the key first; the others follow from other tables."""
    told = [column for column in table.columns if column != REFUNDED]
    return tuple(sorted(told, key=lambda column: column.name not in table.key))


def spoken(table: Table, columns: Sequence[str]) -> dict[str, str]:
    """What rows with these columns say: stored column -> SQL of its value.

    Who names the session of a line says as well that nobody had to look for it.
    """
    said = {name: quoted(name) for name in columns}
    if LINKED in table.columns and "session_id" in columns:
        said.setdefault(LINKED.name, unsaid(LINKED))
    return said


def unsaid(column: Column) -> str:
    """SQL: the value of a cell of which nobody said anything."""
    return f"CAST(NULL AS {duckdb_type(column)})"


@dataclass(frozen=True)
class _Alike:
    """Pieces that speak about the same columns; `ranks` maps each file to the place of its piece."""

    said: dict[str, str]
    ranks: dict[str, int]


def fold(
    connection: duckdb.DuckDBPyConnection, table: Table, pieces: Sequence[Piece], keys: str, target: Path
) -> list[Path]:
    """Write the full rows of `keys` (an SQL table), as far as a piece has them, to Parquet files."""
    groups = _alike(table, pieces)
    if not groups:
        return []
    (count,) = connection.execute(f"SELECT count(*) FROM {keys}").fetchone() or (0,)
    parts = max(1, math.ceil(count / _KEYS_AT_ONCE))
    written = []
    for part in range(parts):
        path = target.with_name(f"{target.name}-{part}.parquet")
        some = f"(FROM {keys} WHERE hash({quoted(*table.key)}) % {parts} = {part})" if parts > 1 else keys
        connection.execute(f"COPY ({_folded(table, groups, some)}) TO {literal(path)} (FORMAT parquet)")
        written.append(path)
    return written


def _alike(table: Table, pieces: Sequence[Piece]) -> list[_Alike]:
    groups: dict[tuple[str, ...], _Alike] = {}
    for place, piece in enumerate(sorted(pieces, key=lambda piece: piece.rank)):
        group = groups.setdefault(piece.columns, _Alike(spoken(table, piece.columns), {}))
        group.ranks.update(dict.fromkeys(piece.paths, place))
    return list(groups.values())


def _folded(table: Table, groups: Sequence[_Alike], keys: str) -> str:
    """SQL: for each key and column the value of the last piece that speaks about it."""
    key = quoted(*table.key)
    rows = " UNION ALL ".join(_rows(table, number, group, keys) for number, group in enumerate(groups))
    values = [
        f"{_last(column, [number for number, group in enumerate(groups) if column.name in group.said])}"
        f" AS {quoted(column.name)}"
        for column in told_columns(table)
        if column.name not in table.key
    ]
    return f"SELECT {', '.join([key, *values])} FROM ({rows}) GROUP BY {key}"


def _rows(table: Table, number: int, group: _Alike, keys: str) -> str:
    values = ", ".join(
        f"{group.said.get(column.name, unsaid(column))} AS {quoted(column.name)}"
        for column in told_columns(table)
    )
    ranks = ", ".join(f"({literal(path)}, {place})" for path, place in group.ranks.items())
    files = parquet(*group.ranks, options=", filename = true, union_by_name = true")
    return (
        f"SELECT {values}, {number} AS group_, place_ FROM {files}"
        f" SEMI JOIN {keys} USING ({quoted(*table.key)})"
        f" JOIN (VALUES {ranks}) r(filename, place_) USING (filename)"
    )


def _last(column: Column, groups: Sequence[int]) -> str:
    if not groups:
        return unsaid(column)
    among = f"group_ IN ({', '.join(map(str, groups))})"
    return f"arg_max_null({quoted(column.name)}, place_) FILTER (WHERE {among})"
