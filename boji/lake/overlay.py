"""New rows as full rows: what a file says, and of the rest what is there already.

Owns telling the keys for which that is right (no newer export has them) from those that must be folded.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from boji.engine.facts import Table
from boji.lake.fold import spoken, told_columns, unsaid
from boji.lake.ledger import Piece
from boji.lake.reading import whole_rows
from boji.lake.storage import literal, parquet, quoted


def find_contested(
    connection: duckdb.DuckDBPyConnection, table: Table, new: Sequence[Piece], before: Sequence[Piece]
) -> bool:
    """Whether new rows meet rows of a newer export, or of another new piece.

    Leaves these keys in the temporary table `contested`, once each.
    """
    key = quoted(*table.key)
    parts = []
    for place, piece in enumerate(new):
        others = [other.paths for other in before if other.rank > piece.rank]
        others += [other.paths for other in new[place + 1 :]]
        if paths := [path for other in others for path in other]:
            keys = f"(SELECT {key} FROM {parquet(*paths)})"
            parts.append(f"(SELECT {key} FROM {parquet(*piece.paths)} SEMI JOIN {keys} USING ({key}))")
    if not parts:
        return False
    connection.execute(f"CREATE OR REPLACE TEMP TABLE contested AS {' UNION '.join(parts)}")
    return connection.execute("SELECT 1 FROM contested LIMIT 1").fetchone() is not None


def full_rows(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    piece: Piece,
    present: Sequence[str],
    target: Path,
    *,
    contested: bool,
) -> str:
    """SQL: the piece's rows that nobody contests, with every column that files decide."""
    said = spoken(table, piece.columns)
    key = quoted(*table.key)
    rows = f"FROM {parquet(*piece.paths)}"
    if contested:
        rows += f" ANTI JOIN contested USING ({key})"
    columns = told_columns(table)
    if not present or all(column.name in said for column in columns):
        values = (f"{said.get(column.name, unsaid(column))} AS {quoted(column.name)}" for column in columns)
        return f"SELECT {', '.join(values)} {rows}"
    values = (f"{'n' if column.name in said else 'o'}.{quoted(column.name)}" for column in columns)
    new = ", ".join(f"{value} AS {quoted(name)}" for name, value in said.items())
    before = whole_rows(connection, columns, present)
    connection.execute(
        f"COPY (SELECT {', '.join(values)} FROM (SELECT {new} {rows}) n"
        f" LEFT JOIN {before} o USING ({key})) TO {literal(target)} (FORMAT parquet)"
    )
    return f"SELECT {quoted(*(column.name for column in columns))} FROM {parquet(target)}"
