"""Rows that cannot be linked: they are quarantined, with the reason, and bring nothing.

Owns the list of such rows and what becomes of a read file that has some.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import duckdb

from boji.intake.record import ReadFile, TableRows
from boji.lake.storage import literal, parquet

_PLACE = "row_, sheet_"


def clear(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE link_refusals"
        " (file INTEGER, row_ BIGINT, sheet_ VARCHAR, code VARCHAR, value VARCHAR, parameters JSON)"
    )


def refuse(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    code: str,
    rows: str,
    *,
    value: str,
    parameters: Mapping[str, str] | None = None,
) -> None:
    """Refuse the rows of a relation; `value` and the parameters are SQL over it."""
    pairs = ", ".join(f"'{name}', {sql}" for name, sql in (parameters or {}).items())
    connection.execute(
        f"INSERT INTO link_refusals SELECT DISTINCT {file}, {_PLACE}, '{code}', {value}, json_object({pairs})"
        f" FROM {rows}"
    )


def after_refusals(
    connection: duckdb.DuckDBPyConnection, number: int, file: ReadFile, tables: list[TableRows], target: Path
) -> ReadFile:
    """The file with its linked tables, without the rows that were refused."""
    refused = f"(SELECT DISTINCT {_PLACE} FROM link_refusals WHERE file = {number})"
    (count,) = connection.execute(f"SELECT count(*) FROM {refused}").fetchone() or (0,)
    if not count:
        return replace(file, tables=tuple(tables))
    kept = []
    for rows, before in zip(tables, file.tables, strict=True):
        if rows is before:  # nothing in it had to be linked: what it says is right all the same
            kept.append(rows)
            continue
        written = _without(connection, rows.written, refused) if rows.written else None
        kept.append(replace(rows, paths=(_without(connection, rows.rows, refused),), written=written))
    return replace(
        file,
        tables=tuple(kept),
        accepted=file.accepted - count,
        quarantined=file.quarantined + count,
        record=_record(connection, number, file, target),
    )


def _without(connection: duckdb.DuckDBPyConnection, rows: Path, refused: str) -> Path:
    path = rows.with_suffix(".kept.parquet")
    left = f"FROM {parquet(rows)} ANTI JOIN {refused} USING ({_PLACE})"
    connection.execute(f"COPY ({left}) TO {literal(path)} (FORMAT parquet)")
    return path


def _record(connection: duckdb.DuckDBPyConnection, number: int, file: ReadFile, target: Path) -> Path | None:
    """The file's record in which the refused rows are quarantined."""
    if file.record is None:
        return None
    path = target / f"record-{number}.parquet"
    connection.execute(f"""
        COPY (
          SELECT r.* REPLACE (
            CASE WHEN q.reasons IS NULL THEN r.outcome_ ELSE 'quarantined' END AS outcome_,
            coalesce(q.reasons, r.reasons_) AS reasons_)
          FROM {parquet(file.record)} AS r
          LEFT JOIN (
            SELECT {_PLACE}, CAST(to_json(list(json_object('code', code, 'column', NULL, 'value', value,
                'parameters', parameters) ORDER BY code, value)) AS VARCHAR) AS reasons
            FROM link_refusals WHERE file = {number} GROUP BY {_PLACE}) AS q USING ({_PLACE}))
        TO {literal(path)} (FORMAT parquet)""")
    return path
