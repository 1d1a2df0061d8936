"""What people should know of a file that was read: columns renamed, added or missing, figures kept as text.

Owns these notes. None of them keeps a row from being accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from boji.intake.formats.model import Format, plain_header
from boji.intake.issues import Issue
from boji.intake.quarantine import PLACE_COLUMN
from boji.intake.region_rows import RegionRows
from boji.intake.sheets import OpenedFile
from boji.lake.storage import parquet


def notes_on(
    connection: duckdb.DuckDBPyConnection,
    opened: OpenedFile,
    format_: Format,
    parts: Sequence[RegionRows],
    record: Path,
) -> tuple[Issue, ...]:
    """The notes of one file, each once."""
    found = [*_header_notes(opened.name, format_, parts), *_range_notes(connection, opened.name, record)]
    read = {region.sheet.name for part in parts for region in part.regions}
    if left := [sheet.name for sheet in opened.sheets if sheet.name not in read]:
        found.append(_note(opened.name, "sheets_left", left))
    accounts = [table for table in format_.tables if "account_" in table.columns]
    if accounts and not any(
        "account_" in columns.values for part in parts for columns in part.declared().tables
    ):
        found.append(Issue(opened.name, "no_account"))
    return tuple(found)


def _header_notes(name: str, format_: Format, parts: Sequence[RegionRows]) -> list[Issue]:
    titles = list(dict.fromkeys(title for part in parts for title in part.titles.values()))
    titles = [title for title in titles if title != PLACE_COLUMN]
    plain = {title: plain_header(title) for title in titles}
    headers = {header for part in parts for header in part.headers}
    lists = {
        "renamed_columns": [title for title in titles if plain[title] in format_.older],
        "added_columns": [
            title
            for title in titles
            if plain[title] not in format_.headers and plain[title] not in format_.older
        ],
        "absent_columns": [header for header in format_.used_headers if header not in headers],
    }
    return [_note(name, code, columns) for code, columns in lists.items() if columns]


def _range_notes(connection: duckdb.DuckDBPyConnection, name: str, record: Path) -> list[Issue]:
    rows = connection.execute(
        f"SELECT json_extract_string(reason, '$.column') AS header, min(row_),"
        f" arg_min(json_extract_string(reason, '$.value'), row_), count(*) FROM ("
        f" SELECT row_, unnest(CAST(reasons_ AS JSON[])) AS reason FROM {parquet(record)}"
        f" WHERE outcome_ = 'accepted' AND contains(reasons_, 'range_kept')) GROUP BY header ORDER BY header"
    ).fetchall()
    return [Issue(name, "range_kept", row, header, value, total=total) for header, row, value, total in rows]


def _note(name: str, code: str, columns: Sequence[str]) -> Issue:
    listed = "、".join(columns[:20]) + (" …" if len(columns) > 20 else "")
    return Issue(name, code, parameters={"columns": listed}, total=len(columns))
