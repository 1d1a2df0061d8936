"""The facts as they will be after an import, as far as linking looks things up in them.

Owns that preview: the lake's rows of a table with those of the import's files over them, newer exports
over older ones, column by column. The lake's own merge knows the export times of its rows too and has the
last word; where it decides otherwise, relinking mends what was linked to the preview.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from boji.engine.facts import ACCOUNT_WRITTEN, TABLES
from boji.intake.record import ReadFile
from boji.lake.reading import Facts, fact_rows
from boji.lake.storage import quoted

_COLUMNS = {
    "accounts": ("person_id", "room_id", "name"),
    "sessions": ("platform", "room_id", "started_at", "ended_at", ACCOUNT_WRITTEN.name),
    "people": ("name", "ends_on"),
}


def newest(connection: duckdb.DuckDBPyConnection, facts: Facts, files: Sequence[ReadFile], name: str) -> str:
    """The name of a temporary table with the rows of `name` as they will be."""
    key, others = TABLES[name].key, _COLUMNS[name]
    wanted = quoted(*key, *others)
    parts = [f"SELECT {wanted}, 0 AS stamp_ FROM {fact_rows(connection, name, facts.files(name))}"]
    newer = sorted(files, key=lambda file: file.exported_at)
    parts += [
        f"SELECT {wanted}, {stamp} FROM {fact_rows(connection, name, rows.paths)}"
        for stamp, file in enumerate(newer, start=1)
        for rows in file.tables
        if rows.table == name
    ]
    query = parts[0]
    if len(parts) > 1:
        last = ", ".join(f"max_by({quoted(one)}, stamp_) AS {quoted(one)}" for one in others)
        query = f"SELECT {quoted(*key)}, {last} FROM ({' UNION ALL '.join(parts)}) GROUP BY {quoted(*key)}"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE link_{name}_known AS {query}")
    return f"link_{name}_known"
