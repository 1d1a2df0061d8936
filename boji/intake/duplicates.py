"""The same key twice: in canonical files harmless where the rows are identical, else refused.

In an export the last of such rows counts. Owns finding and thinning out such rows; canonical files of one
table are looked at together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import Table
from boji.intake.cells import nullable
from boji.intake.issues import EXAMPLES, Issue, shown
from boji.intake.source import Source
from boji.intake.typed import Typed
from boji.lake.storage import duckdb_type, literal, parquet, quoted


def repeated_keys(connection: duckdb.DuckDBPyConnection, table: Table, typed: Sequence[Typed]) -> bool:
    """Whether a key is there twice; leaves these keys in the temporary table `repeated`.

    Ten million keys are compared by hash first, which takes a quarter of the memory.
    """
    key = quoted(*table.key)
    rows = parquet(*(path for file in typed for path in file.paths))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE alike AS"
        f" SELECT hash({key}) AS hash_ FROM {rows} GROUP BY hash_ HAVING count(*) > 1"
    )
    if connection.execute("SELECT 1 FROM alike LIMIT 1").fetchone() is None:
        return False
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE repeated AS SELECT {key} FROM {rows}"
        f" WHERE hash({key}) IN (SELECT hash_ FROM alike) GROUP BY ALL HAVING count(*) > 1"
    )
    return connection.execute("SELECT 1 FROM repeated LIMIT 1").fetchone() is not None


def contradictions(
    connection: duckdb.DuckDBPyConnection, table: Table, typed: Sequence[Typed], zone: ZoneInfo
) -> list[Issue]:
    """An issue for each of the first rows that repeat a key and say otherwise about a column.

    A file says nothing about a column that it does not have.
    """
    key = quoted(*table.key)
    columns = quoted(*table.column_names)
    rows = " UNION ALL ".join(
        f"SELECT {columns}, {number} AS file_ FROM {parquet(*file.paths)} SEMI JOIN repeated USING ({key})"
        for number, file in enumerate(typed)
    )
    differs = ["false"]
    for name in table.column_names:
        speaking = [str(number) for number, file in enumerate(typed) if name in file.source.columns]
        if name not in table.key and speaking:
            said = f"count(DISTINCT {{'said': {quoted(name)}}})"  # in a struct an empty cell counts too
            differs.append(f"{said} FILTER (WHERE file_ IN ({', '.join(speaking)})) > 1")
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE contradicted AS SELECT {key} FROM ({rows})"
        f" GROUP BY ALL HAVING {' OR '.join(differs)}"
    )
    (total,) = connection.execute("SELECT count(*) FROM contradicted").fetchone() or (0,)
    if not total:
        return []
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE shown AS FROM contradicted ORDER BY ALL LIMIT {EXAMPLES}"
    )
    places: dict[tuple[object, ...], list[tuple[Source, int]]] = {}
    for file in typed:
        for row, *values in _rows_of_keys(connection, table, file.source, zone):
            places.setdefault(tuple(values), []).append((file.source, row))
    return [_issue(table, values, found, total) for values, found in places.items()]


def without_repeats(
    connection: duckdb.DuckDBPyConnection, table: Table, typed: Sequence[Typed]
) -> list[Typed]:
    """The files with each repeated row once in each file that has it."""
    key = quoted(*table.key)
    kept = []
    for file in typed:
        target = file.source.file.path.with_suffix(".once.parquet")
        rows = parquet(*file.paths)
        once = (
            f"FROM {rows} ANTI JOIN repeated USING ({key})"
            f" UNION ALL SELECT DISTINCT * FROM {rows} SEMI JOIN repeated USING ({key})"
        )
        connection.execute(f"COPY ({once}) TO {literal(target)} (FORMAT parquet)")
        kept.append(replace(file, paths=(target,), pieces=()))
    return kept


def last_of_each_key(connection: duckdb.DuckDBPyConnection, table: Table, rows: Path) -> Path:
    """Rows of an export with one for each key, the last in the file; the same file where these are all."""
    key = quoted(*table.key)
    repeated = connection.execute(
        f"SELECT 1 FROM {parquet(rows)} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
    ).fetchone()
    if repeated is None:
        return rows
    target = rows.with_suffix(".once.parquet")
    connection.execute(
        f"COPY (FROM {parquet(rows)} QUALIFY row_number() OVER"
        f" (PARTITION BY {key} ORDER BY sheet_ DESC, row_ DESC) = 1) TO {literal(target)} (FORMAT parquet)"
    )
    return target


def _rows_of_keys(
    connection: duckdb.DuckDBPyConnection, table: Table, source: Source, zone: ZoneInfo
) -> list[tuple[Any, ...]]:
    """Row and key (as text) of each row whose key is in `shown`."""
    values = {name: nullable(table.column(name), quoted(name), zone) for name in table.key}
    typed = ", ".join(
        f"CAST({value} AS {duckdb_type(table.column(name))}) AS {quoted(name)}"
        for name, value in values.items()
    )
    texts = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in table.key)
    rows = connection.execute(
        f"SELECT row_, {texts} FROM (SELECT row_, {typed} FROM {source.numbered_cells()})"
        f" SEMI JOIN shown USING ({quoted(*table.key)}) ORDER BY row_"
    )
    return list(rows.fetchall())


def _issue(table: Table, values: tuple[object, ...], found: list[tuple[Source, int]], total: int) -> Issue:
    (first, first_row), (second, second_row) = found[0], found[1]
    return Issue(
        second.file.name,
        "duplicate_key",
        second.row_in_file(second_row),
        table.key[0],
        shown(" ".join(str(value) for value in values)),
        {"other_file": first.file.name, "other_row": first.row_in_file(first_row)},
        total,
    )
