"""Which cells and rows of a file are wrong, once it is known that some are.

Owns collecting them: all columns in one pass over the file, the first few of each kept with their
rows, the rest counted. The rules for one cell are in `boji.intake.cells`.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import Column
from boji.intake.cells import cleaned, fault, is_wrong, nullable
from boji.intake.issues import EXAMPLES, Issue
from boji.intake.source import Source
from boji.lake.storage import quoted

# table: (start, end), the half-open intervals that must not be empty
INTERVALS = {"shifts": ("starts_at", "ends_at")}


def cell_faults(connection: duckdb.DuckDBPyConnection, source: Source, zone: ZoneInfo) -> list[Issue]:
    """An issue for each of the first wrong cells of every column, and for empty intervals."""
    table = source.file.table
    columns = [table.column(name) for name in source.columns]
    parts = []
    for column in columns:
        raw = quoted(column.name)
        wrong, text = is_wrong(column, raw, zone), f"left(coalesce({cleaned(raw)}, ''), 200)"
        parts += [
            f"count(*) FILTER ({wrong})",
            f"min(row_, {EXAMPLES}) FILTER ({wrong})",
            f"arg_min({text}, row_, {EXAMPLES}) FILTER ({wrong})",
        ]
    found = connection.execute(f"SELECT {', '.join(parts)} FROM {source.numbered_cells()}").fetchone()
    assert found is not None
    issues = []
    for index, column in enumerate(columns):
        total, rows, values = found[3 * index : 3 * index + 3]
        for row, value in zip(rows or [], values or [], strict=True):
            issues.append(_cell_issue(source, column, zone, row, value, total))
    return issues or interval_faults(connection, source, zone)


def interval_faults(connection: duckdb.DuckDBPyConnection, source: Source, zone: ZoneInfo) -> list[Issue]:
    """An issue for each of the first rows whose end is not after its start."""
    table = source.file.table
    if table.name not in INTERVALS:
        return []
    start, end = INTERVALS[table.name]
    values = [nullable(table.column(name), quoted(name), zone) for name in (start, end)]
    rows = connection.execute(
        f"SELECT row_, {quoted(start)}, {quoted(end)}, count(*) OVER () FROM {source.numbered_cells()}"
        f" WHERE ({values[1]}) <= ({values[0]}) ORDER BY row_ LIMIT {EXAMPLES}"
    ).fetchall()
    return [
        Issue(
            source.file.name,
            "interval",
            source.row_in_file(row),
            end,
            ends,
            {"starts": starts.strip(), "ends": ends.strip()},
            total,
        )
        for row, starts, ends, total in rows
    ]


def _cell_issue(source: Source, column: Column, zone: ZoneInfo, row: int, value: str, total: int) -> Issue:
    code, parameters = fault(column, value, zone)
    place = source.row_in_file(row)
    return Issue(source.file.name, code, place, column.name, value or None, parameters, total)
