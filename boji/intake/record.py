"""What reading a file gives: what became of each of its rows, and the rows of facts that it brings.

Owns the form that stands between reading (formats, cells), linking (people, sessions) and the lake. It
holds paths of Parquet files, not rows, so that a file of ten million rows passes through in bounded memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from boji.intake.issues import Issue
from boji.lake.delta import DataFile
from boji.lake.entry import CountedFile

CANONICAL = "canonical"
"""The format of files that have the columns of a fact table."""


@dataclass(frozen=True)
class TableRows:
    """Rows of one fact table that a file brings.

    `columns` are those about which the file speaks, the key included; what it does not speak about stays
    as other imports said. `paths` are Parquet: these columns in stored types, `row_` and `sheet_` (where the
    row stands in the file) and columns whose names end in `_`, which linking resolves. `written` is Parquet
    with the rows as they stood before linking placed them in sessions; None where it placed none. `pieces`
    describe the paths where these are as the lake writes them.
    """

    table: str
    columns: tuple[str, ...]
    paths: tuple[Path, ...]
    written: Path | None = None
    pieces: tuple[DataFile, ...] = ()

    @property
    def rows(self) -> Path:
        """The one path of what an export brings."""
        (path,) = self.paths
        return path


@dataclass(frozen=True)
class ReadFile(CountedFile):
    """One file of an import, read.

    `record` is Parquet with one row for each row of the file: `row_`, `sheet_`, `outcome_` (accepted,
    quarantined, ignored), `reasons_` (JSON) and the file's own columns as text; None for canonical files,
    whose text says no more than the parsed value. `notes` are for people: columns that were renamed, added or
    missing, figures kept as text.
    """

    record: Path | None
    tables: tuple[TableRows, ...]
    notes: tuple[Issue, ...] = ()
