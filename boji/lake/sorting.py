"""Rows as sorted Parquet files, in bounded memory.

Owns writing the files of the lake; which rows they hold is `boji.lake.upsert`.

Ten million rows do not fit into the memory that a sort may take, and spilling them costs more than
anything else in an import (31 s of processor time against 17 s). So the rows are cut into ranges of
the first two sort columns, by a sample, and each range is read, sorted and written by itself (20 s).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb

from boji.engine.facts import Table
from boji.lake.delta import DataFile
from boji.lake.storage import (
    GROUPS_IN_FILE,
    ROWS_IN_GROUP,
    duckdb_type,
    literal,
    quoted,
    sort_columns,
)

_ROWS_AT_ONCE = 20 * ROWS_IN_GROUP
_ONE_IN = 997
# A higher level takes a quarter more processor time, and not less room.
# Of ids, each another one, DuckDB else begins a dictionary of twice that size before it gives up.
_FORM = "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 10000"

_Bound = tuple[str | None, ...]


def write_sorted(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, target: Path
) -> list[DataFile]:
    """Write the rows of an SQL query into a directory; no file where there is no row."""
    return [
        file
        for condition in _ranges(connection, table, rows)
        for file in write_at_once(connection, table, f"SELECT * FROM ({rows}) WHERE {condition}", target)
    ]


def write_at_once(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, target: Path
) -> list[DataFile]:
    """The same for rows that fit into memory together."""
    target.mkdir(exist_ok=True)
    written = connection.execute(
        f"COPY ({rows} ORDER BY {quoted(*sort_columns(table))})"
        f" TO {literal(target)} ({_FORM}, ROW_GROUP_SIZE {ROWS_IN_GROUP},"
        f" ROW_GROUPS_PER_FILE {GROUPS_IN_FILE}, FILENAME_PATTERN '{uuid.uuid4().hex}_{{i}}',"
        " OVERWRITE_OR_IGNORE, RETURN_STATS)"
    )
    return [_data_file(row[0], row[1], row[4]) for row in written.fetchall() if row[1]]


def _ranges(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> Iterator[str]:
    """SQL conditions that cut the rows into ranges, in the order of the sort."""
    columns = sort_columns(table)[:2]
    bounds = _bounds(connection, table, rows, columns)
    yield from (
        " AND ".join(
            [
                "true" if low is None else _is_from(table, columns, low),
                "true" if high is None else f"NOT {_is_from(table, columns, high)}",
            ]
        )
        for low, high in pairwise([None, *bounds, None])
    )


def _bounds(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: str, columns: tuple[str, ...]
) -> list[_Bound]:
    """Where the ranges begin but the first, by a sample that is the same every time."""
    texts = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in columns)
    sample = connection.execute(
        f"SELECT {texts} FROM ({rows}) WHERE hash({quoted(*table.key)}) % {_ONE_IN} = 0"
        f" ORDER BY {quoted(*columns)}"
    ).fetchall()
    step = _ROWS_AT_ONCE // _ONE_IN
    return list(dict.fromkeys(sample[step:-step:step])) if len(sample) > step else []


def _is_from(table: Table, columns: tuple[str, ...], bound: _Bound) -> str:
    """SQL: whether a row is at or after the bound, empty cells last."""
    name, text = quoted(columns[0]), bound[0]
    value = "NULL" if text is None else f"CAST({literal(text)} AS {duckdb_type(table.column(columns[0]))})"
    at = f"{name} IS NOT DISTINCT FROM {value}"
    if len(columns) > 1:
        at = f"({at} AND {_is_from(table, columns[1:], bound[1:])})"
    return f"({at})" if text is None else f"({at} OR {name} > {value} OR {name} IS NULL)"


def _data_file(path: str, rows: int, statistics: Mapping[str, Mapping[str, Any]]) -> DataFile:
    of_column = {name[1:-1].replace('""', '"'): values for name, values in statistics.items()}
    exact = ("true", "true")
    return DataFile(
        path=Path(path),
        rows=rows,
        bounds={
            name: (values["min"], values["max"])
            for name, values in of_column.items()
            if (values.get("min_is_exact"), values.get("max_is_exact")) == exact
        },
        nulls={
            name: int(values["null_count"]) for name, values in of_column.items() if "null_count" in values
        },
    )
