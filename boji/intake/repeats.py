"""The same key twice in one export: the same fact again is ignored, another one under its key is quarantined.

Owns that decision for the rows of one file. Between files the later export counts, which is the ledger's
business.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from boji.engine.facts import TABLES
from boji.intake.declared import one_reason
from boji.intake.formats.model import Format
from boji.intake.record import TableRows
from boji.lake.storage import literal, parquet, quoted

_LINKED = ("account_", "person_name_", "platform_")


def settle_repeats(
    connection: duckdb.DuckDBPyConnection, format_: Format, record: Path, tables: Sequence[TableRows]
) -> tuple[Path, list[TableRows]]:
    """The record and the facts without repeated rows; the same files where nothing is repeated."""
    told_once = {declared.table for declared in format_.tables if not declared.repeats}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE dropped (row_ BIGINT, sheet_ VARCHAR, outcome VARCHAR, reasons VARCHAR)"
    )
    for table in tables:
        if table.table in told_once:
            _find(connection, table)
    if connection.execute("SELECT 1 FROM dropped LIMIT 1").fetchone() is None:
        return record, list(tables)
    # A row is dropped once, for the worse of two reasons.
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE dropped AS SELECT row_, sheet_, max(outcome) AS outcome,"
        " arg_max(reasons, outcome) AS reasons FROM dropped GROUP BY row_, sheet_"
    )
    settled = record.with_suffix(".settled.parquet")
    _copy(
        connection,
        f"SELECT file.* REPLACE (coalesce(outcome, outcome_) AS outcome_,"
        f" coalesce(reasons, reasons_) AS reasons_)"
        f" FROM {parquet(record)} AS file LEFT JOIN dropped USING (row_, sheet_) ORDER BY sheet_, row_",
        settled,
    )
    return settled, [_without_dropped(connection, table, told_once) for table in tables]


def _find(connection: duckdb.DuckDBPyConnection, table: TableRows) -> None:
    """Add the rows of repeated keys to `dropped`. Keys are compared by hash first: it takes less memory."""
    rows = parquet(table.rows)
    described = connection.execute(f"DESCRIBE FROM {rows}").fetchall()
    names = [row[0] for row in described if row[0] not in ("row_", "sheet_")]
    own = TABLES[table.table].key
    key = quoted(*(name for name in names if name in own or name in _LINKED))
    alike = f"(SELECT hash({key}) AS hash_ FROM {rows} GROUP BY hash_ HAVING count(*) > 1)"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE again AS SELECT *, hash({quoted(*names)}) AS whole_"
        f" FROM {rows} WHERE hash({key}) IN (SELECT hash_ FROM {alike})"
    )
    of_key = f"PARTITION BY {key}"
    connection.execute(
        f"INSERT INTO dropped SELECT row_, sheet_,"
        f" CASE WHEN least_ = most_ THEN 'ignored' ELSE 'quarantined' END,"
        f" '[' || CASE WHEN least_ = most_ THEN {one_reason('ignored_repeated')}"
        f" ELSE {one_reason('contradicted')} END || ']' FROM ("
        f" SELECT row_, sheet_, count(*) OVER ({of_key}) AS times_, min(whole_) OVER ({of_key}) AS least_,"
        f" max(whole_) OVER ({of_key}) AS most_,"
        f" row_number() OVER ({of_key} ORDER BY sheet_, row_) AS place_ FROM again)"
        f" WHERE times_ > 1 AND (least_ <> most_ OR place_ > 1)"
    )


def _without_dropped(
    connection: duckdb.DuckDBPyConnection, table: TableRows, told_once: set[str]
) -> TableRows:
    if table.table not in told_once:
        return table
    target = table.rows.with_suffix(".settled.parquet")
    _copy(connection, f"FROM {parquet(table.rows)} ANTI JOIN dropped USING (row_, sheet_)", target)
    return TableRows(table.table, table.columns, (target,))


def _copy(connection: duckdb.DuckDBPyConnection, query: str, target: Path) -> None:
    connection.execute(f"COPY ({query}) TO {literal(target)} (FORMAT parquet, COMPRESSION snappy)")
