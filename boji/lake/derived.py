"""Columns of order lines that follow from other tables: what was refunded of each.

Owns the invariant: in every snapshot `refunded` is the sum of the line's refunds, 0 where there is none,
in whatever order lines and refunds came, changed or were undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from boji.engine.facts import REFUNDED, Table
from boji.lake.storage import duckdb_type, parquet, quoted

LINES, REFUNDS = "order_lines", "refunds"


class RefundsOverflow(Exception):
    """The refunds of one line add up to more than a figure can hold."""

    def __init__(self, line: str) -> None:
        self.line = line
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        if language == "zh":
            return f"订单行 {self.line} 的退款合计超出 64 位，未导入任何内容。请检查退款金额"
        return (
            f"The refunds of order line {self.line} add up to more than 64 bits; nothing was imported."
            " Check their amounts"
        )


def add_up_refunds(connection: duckdb.DuckDBPyConnection, refunds: Sequence[str]) -> None:
    """Leave the sums of the lines that have refunds in the temporary table `refund_sums`."""
    rows = (
        f"SELECT line_id, coalesce(sum(amount), 0) AS whole_ FROM {parquet(*refunds)} GROUP BY line_id"
        if refunds
        else "SELECT CAST(NULL AS VARCHAR) AS line_id, CAST(0 AS HUGEINT) AS whole_ WHERE false"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE refund_sums AS"
        f" SELECT line_id, TRY_CAST(whole_ AS BIGINT) AS sum_ FROM ({rows})"
    )
    wrong = connection.execute("SELECT min(line_id) FROM refund_sums WHERE sum_ IS NULL").fetchone()
    if wrong and wrong[0] is not None:
        raise RefundsOverflow(wrong[0])


def files_to_correct(connection: duckdb.DuckDBPyConnection, present: Sequence[str]) -> set[str]:
    """The files of order lines in which a sum of refunds is not what it was."""
    found = connection.execute(
        f"SELECT DISTINCT l.filename FROM {parquet(*present, options=', filename = true')} l"
        f" LEFT JOIN refund_sums USING (line_id)"
        f" WHERE l.{REFUNDED.name} IS DISTINCT FROM coalesce(sum_, 0)"
    )
    return {path for (path,) in found.fetchall()}


def has_derived(connection: duckdb.DuckDBPyConnection, table: Table, files: Sequence[Path]) -> bool:
    """Whether any row of these files has refunds."""
    if REFUNDED not in table.columns:
        return False
    found = f"SELECT 1 FROM {parquet(*files)} SEMI JOIN refund_sums USING (line_id) LIMIT 1"
    return connection.execute(found).fetchone() is not None


def without_derived(table: Table) -> str:
    """SQL: the columns that no file decides, as they are where nobody said anything."""
    return ", ".join(
        f"CAST({'0' if column == REFUNDED else 'NULL'} AS {duckdb_type(column)}) AS {quoted(column.name)}"
        for column in table.derived
    )


def with_derived(table: Table, rows: str) -> str:
    """SQL: rows with the columns that files decide, as rows with all stored columns."""
    if REFUNDED not in table.columns:
        return f"SELECT {quoted(*table.column_names)} FROM ({rows})"
    columns = ", ".join(
        f"coalesce(sum_, 0) AS {REFUNDED.name}" if column == REFUNDED else f"l.{quoted(column.name)}"
        for column in table.columns
    )
    return f"SELECT {columns} FROM ({rows}) l LEFT JOIN refund_sums USING (line_id)"
