"""Reading facts in DuckDB: the rows of a table as SQL, whatever columns its files have.

Owns that one text. Files written before a column was thought of lack it; there it is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import duckdb

from boji.engine.facts import TABLES, Column, Table
from boji.lake.storage import duckdb_type, parquet, quoted


class Facts(Protocol):
    """Something that holds facts: a snapshot, or the state that an import is about to publish."""

    def files(self, table: str) -> list[str]:
        """The Parquet files that hold a table's rows; none where it has no rows."""


def fact_rows(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[str | Path]) -> str:
    """SQL, in brackets: the rows of a fact table with all its columns, the derived ones too."""
    columns = all_columns(TABLES[name])
    if not files:
        return f"(SELECT {', '.join(map(_empty, columns))} WHERE false)"
    names = quoted(*(column.name for column in columns))
    return f"(SELECT {names} FROM {whole_rows(connection, columns, files)})"


def whole_rows(
    connection: duckdb.DuckDBPyConnection,
    columns: Sequence[Column],
    files: Sequence[str | Path],
    options: str = "",
) -> str:
    """SQL: the rows of Parquet files, and empty those of `columns` that they lack; `options` of reading."""
    rows = parquet(*files, options=f", union_by_name = true{options}")
    found = set(columns_of(connection, rows))
    lacking = [_empty(column) for column in columns if column.name not in found]
    return f"(SELECT *, {', '.join(lacking)} FROM {rows})" if lacking else rows


def _empty(column: Column) -> str:
    return f"CAST(NULL AS {duckdb_type(column)}) AS {quoted(column.name)}"


def all_columns(table: Table) -> tuple[Column, ...]:
    return (*table.columns, *table.derived)


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """The names of a relation's columns."""
    return [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
