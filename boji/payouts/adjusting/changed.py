"""The facts in which two snapshots differ, row by row.

Owns finding them: `changed_<table>` tables of an embedded DuckDB. Files that both snapshots have hold the
same rows, so that only what was written between them is read. Whom a row concerns is found in `touching`.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from types import TracebackType
from typing import Self

import duckdb

from boji.engine.facts import TABLES, Table
from boji.lake.reading import fact_rows
from boji.lake.snapshot import Snapshot
from boji.lake.storage import MEMORY_LIMIT, quoted


class ChangedFacts:
    """Two snapshots, `b` before and `a` after; use it as a context manager.

    `changed_<table>` has for each row that differs its key, `change` (added, changed or removed), `columns`,
    the names of those that differ, and the rows themselves as `old` and `new`. What is derived is left out.
    """

    def __init__(self, before: Snapshot, after: Snapshot, scratch: Path | None = None) -> None:
        self.before, self.after = before, after
        self._scratch = tempfile.TemporaryDirectory(prefix="boji-", dir=scratch)
        self.connection = duckdb.connect(
            config={"memory_limit": MEMORY_LIMIT, "temp_directory": self._scratch.name}
        )
        self.connection.execute("SET TimeZone = 'UTC'")
        self._found: dict[str, bool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        self._scratch.cleanup()

    def has(self, table: str) -> bool:
        """Whether any row of the table differs; `changed_<table>` is there from then on."""
        if table not in self._found:
            self._found[table] = self._compare(TABLES[table])
        return self._found[table]

    def _compare(self, table: Table) -> bool:
        old, new = self.before.files(table.name), self.after.files(table.name)
        gone, come = sorted(set(old) - set(new)), sorted(set(new) - set(old))
        key = " AND ".join(f"o.{name} = n.{name}" for name in map(quoted, table.key))
        first = quoted(table.key[0])
        keys = ", ".join(f"coalesce(n.{name}, o.{name}) AS {name}" for name in map(quoted, table.key))
        differing = ", ".join(
            f"CASE WHEN o.{quoted(name)} IS DISTINCT FROM n.{quoted(name)} THEN '{name}' END"
            for name in table.column_names
            if name not in table.key
        )
        self.connection.execute(f"""
          CREATE TABLE changed_{table.name} AS
          WITH o AS {self._rows(table, gone)}, n AS {self._rows(table, come)}
          SELECT * FROM (
            SELECT {keys}, o AS old, n AS new,
              CASE WHEN o.{first} IS NULL THEN 'added' WHEN n.{first} IS NULL THEN 'removed'
                ELSE 'changed' END AS change,
              list_filter([{differing}], lambda name: name IS NOT NULL) AS columns
            FROM o FULL JOIN n ON {key}) AS compared
          WHERE change <> 'changed' OR len(columns) > 0""")
        return bool(self.connection.execute(f"SELECT 1 FROM changed_{table.name} LIMIT 1").fetchone())

    def _rows(self, table: Table, files: list[str]) -> str:
        return f"(SELECT {quoted(*table.column_names)} FROM {fact_rows(self.connection, table.name, files)})"
