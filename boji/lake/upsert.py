"""What full rows do to one table: the Parquet files that come and go.

Owns the comparison with what is there and the files written for it:

1. compare the new rows with those of the same key: added, changed or unchanged;
2. write the added and changed rows, together with the other rows of the files in which a row changed.

Where nothing changes nothing is written. Small files are written anew together once there are many, so
that a daily import does not end in thousands of files. Nothing is committed here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.engine.facts import Table
from boji.lake.delta import DataFile, StoredFile
from boji.lake.derived import files_to_correct, has_derived, with_derived
from boji.lake.fold import told_columns
from boji.lake.reading import whole_rows
from boji.lake.sorting import write_sorted
from boji.lake.storage import ROWS_IN_GROUP, duckdb_type, parquet, quoted

_SMALL = 4 * ROWS_IN_GROUP
_MANY_SMALL = 16
_GONE = -2


@dataclass(frozen=True)
class TableChange:
    """What new rows do to a table. `met` counts changed and unchanged rows by the number of their source.

    `is_apart` says that the added files hold the new rows and nothing else.
    """

    table: Table
    met: Mapping[int, tuple[int, int]]
    added: list[DataFile]
    removed: list[StoredFile]
    is_apart: bool = False

    def then(self, later: TableChange) -> TableChange:
        """Both as one; the later change was made to what this one leaves."""
        gone = {file.path for file in later.removed}
        mine = {str(file.path) for file in self.added}
        return TableChange(
            self.table,
            self.met,
            [file for file in self.added if str(file.path) not in gone] + later.added,
            self.removed + [file for file in later.removed if file.path not in mine],
            is_apart=self.is_apart and not later.added and not later.removed,
        )

    def leaves(self, present: Sequence[StoredFile]) -> list[StoredFile]:
        """The files of the table after the change."""
        gone = {file.path for file in self.removed}
        kept = [file for file in present if file.path not in gone]
        return kept + [StoredFile(str(file.path), file.rows) for file in self.added]


def change(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    present: Sequence[StoredFile],
    rows: Mapping[int, str],
    target: Path,
    *,
    gone: str | None = None,
    ready: Sequence[DataFile] = (),
    correct: bool = False,
) -> TableChange:
    """Bring in `rows`: SQL of full rows by a number of their source, no key twice. `gone` are keys to remove.

    `ready` are files that hold these rows as they would be written here, unless a row of theirs is there
    already or has a refund. They are moved then.

    Order lines ask for `refund_sums` as they will be, see `boji.lake.derived`; `correct` says that these are
    others than before. Leaves the temporary table
    `met`: the keys of new rows that are there already, and whether the rest of the row is the same.
    """
    paths = [file.path for file in present]
    met = _compare(connection, table, rows, paths)
    touched = _touched(connection, table, paths, gone)
    other_sums = files_to_correct(connection, paths) if correct and paths else set()
    is_apart = not touched and not other_sums and not any(map(sum, met.values()))
    if ready and is_apart and not has_derived(connection, table, [file.path for file in ready]):
        return TableChange(table, met, list(ready), [], is_apart=True)
    new = _new_rows(table, rows)
    has_new = new is not None and _has_rows(connection, new)
    if not has_new and not touched and not other_sums:
        return TableChange(table, met, [], [])
    small = {file.path for file in present if file.rows < _SMALL}
    if len(small) >= _MANY_SMALL:
        touched |= small
    removed = [file for file in present if file.path in touched | other_sums]
    together = [_kept_rows(connection, table, file.path) for file in removed if file.rows < _SMALL]
    pieces = [" UNION ALL ".join([*([new] if new and has_new else []), *together])]
    pieces += [_kept_rows(connection, table, file.path) for file in removed if file.rows >= _SMALL]
    added = [
        file
        for piece in pieces
        if piece
        for file in write_sorted(connection, table, with_derived(table, piece), target)
    ]
    return TableChange(table, met, added, removed, is_apart=not removed and not any(map(sum, met.values())))


def _compare(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Mapping[int, str], present: Sequence[str]
) -> dict[int, tuple[int, int]]:
    """Changed and unchanged rows of each source."""
    types = ", ".join(f"{quoted(name)} {duckdb_type(table.column(name))}" for name in table.key)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE met ({types}, same_ BOOLEAN, source_ INTEGER, present_file_ VARCHAR)"
    )
    counts = dict.fromkeys(rows, (0, 0))
    if not rows or not present or not _overlaps(connection, table, rows, present):
        return counts
    others = [column.name for column in told_columns(table) if column.name not in table.key]
    same = (
        " AND ".join(f"n.{quoted(name)} IS NOT DISTINCT FROM o.{quoted(name)}" for name in others) or "true"
    )
    keys = ", ".join(f"n.{quoted(name)}" for name in table.key)
    connection.execute(
        f"INSERT INTO met SELECT {keys}, {same}, n.source_, o.filename FROM {_numbered(rows)} n"
        f" JOIN {whole_rows(connection, table.columns, present, ', filename = true')} o"
        f" USING ({quoted(*table.key)})"
    )
    counted = connection.execute(
        "SELECT source_, count(*) FILTER (NOT same_), count(*) FILTER (same_) FROM met GROUP BY source_"
    )
    return counts | {source: (changed, unchanged) for source, changed, unchanged in counted.fetchall()}


def _touched(
    connection: duckdb.DuckDBPyConnection, table: Table, present: Sequence[str], gone: str | None
) -> set[str]:
    """The present files in which a row changes or goes; the rows that go are in `met` afterwards."""
    if gone is not None and present:
        connection.execute(
            f"INSERT INTO met SELECT {quoted(*table.key)}, false, {_GONE}, filename"
            f" FROM {parquet(*present, options=', filename = true')}"
            f" SEMI JOIN {gone} USING ({quoted(*table.key)})"
        )
    found = connection.execute("SELECT DISTINCT present_file_ FROM met WHERE NOT same_").fetchall()
    return {path for (path,) in found}


def _overlaps(
    connection: duckdb.DuckDBPyConnection, table: Table, rows: Mapping[int, str], present: Sequence[str]
) -> bool:
    """Whether any key is there already: the keys alone are quickly read, and mostly none is."""
    key = quoted(*table.key)
    keys = f"(SELECT {key} FROM {_numbered(rows)})"
    return _has_rows(connection, f"SELECT 1 FROM {parquet(*present)} SEMI JOIN {keys} USING ({key})")


def _has_rows(connection: duckdb.DuckDBPyConnection, rows: str) -> bool:
    return connection.execute(f"SELECT 1 FROM ({rows}) LIMIT 1").fetchone() is not None


def _numbered(rows: Mapping[int, str]) -> str:
    parts = (f"SELECT *, {number} AS source_ FROM ({sql})" for number, sql in rows.items())
    return f"({' UNION ALL '.join(parts)})"


def _new_rows(table: Table, rows: Mapping[int, str]) -> str | None:
    """SQL: the added and changed rows."""
    if not rows:
        return None
    same = f"ANTI JOIN (FROM met WHERE same_) USING ({quoted(*table.key)})"
    return f"SELECT {_told(table)} FROM ({' UNION ALL '.join(rows.values())}) {same}"


def _kept_rows(connection: duckdb.DuckDBPyConnection, table: Table, present: str) -> str:
    """SQL: the rows of a present file that neither change nor go."""
    key = quoted(*table.key)
    rows = whole_rows(connection, table.columns, [present])
    return f"SELECT {_told(table)} FROM {rows} ANTI JOIN (FROM met WHERE NOT same_) USING ({key})"


def _told(table: Table) -> str:
    return quoted(*(column.name for column in told_columns(table)))
