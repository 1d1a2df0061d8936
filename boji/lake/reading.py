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
    table = TABLES[name]
    found = set(columns_of(connection, parquet(*files))) if files else set()
    columns = ", ".join(
        quoted(column.name)
        if column.name in found
        else f"CAST(NULL AS {duckdb_type(column)}) AS {quoted(column.name)}"
        for column in all_columns(table)
    )
    return f"(SELECT {columns} FROM {parquet(*files)})" if files else f"(SELECT {columns} WHERE false)"


def all_columns(table: Table) -> tuple[Column, ...]:
    return (*table.columns, *table.derived)


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> list[str]:
    """The names of a relation's columns."""
    return [row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()]
