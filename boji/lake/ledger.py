"""The ledger of imports: every entry so far, which of them are undone, and what the others bring.

Owns reading the entries together. The law that they obey: the state of a table is a fold over the
imports that are not undone; for every key and column it is the value of the newest export among those
that have a row of that key and speak about that column (of two exports of one time, the later import).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from boji.lake.entry import Entry, ImportedFile
from boji.lake.snapshot import Snapshot, snapshot, snapshot_ids
from boji.workspace import Workspace


class ImportAbsent(Exception):
    """There is no import of that number, or nothing to undo in it."""

    def __init__(self, number: int, undone_by: int | None = None, *, is_undo: bool = False) -> None:
        self.number = number
        self.undone_by = undone_by
        self.is_undo = is_undo
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        zh = language == "zh"
        if self.undone_by is not None:
            return (
                f"导入 {self.number} 已被第 {self.undone_by} 条记录撤销。要恢复请重新导入文件"
                if zh
                else f"Import {self.number} was undone already, by entry {self.undone_by}."
                " Import its files again to bring it back"
            )
        if self.is_undo:
            return (
                f"第 {self.number} 条记录是撤销，不是导入。要恢复请重新导入文件"
                if zh
                else f"Entry {self.number} is an undo, no import. Import the files again to bring them back"
            )
        return (
            f"没有编号为 {self.number} 的导入。boji imports 列出全部"
            if zh
            else f"There is no import {self.number}. boji imports lists them all"
        )


@dataclass(frozen=True)
class LedgerLine:
    """An entry, and the entry that undid it (None: it is in force)."""

    entry: Entry
    undone: Entry | None

    @property
    def is_in_force(self) -> bool:
        return self.undone is None and self.entry.undoes is None


@dataclass(frozen=True, order=True)
class Rank:
    """Who wins: the newest export; then the later import, the later file of it, the later rows."""

    exported_at: dt.datetime
    number: int
    file: int
    rows: int


@dataclass(frozen=True)
class Piece:
    """Rows that one file of an import brings to a table; absolute paths of Parquet files.

    `written` is the file of these rows as they stood before linking placed them in sessions.
    """

    rank: Rank
    table: str
    columns: tuple[str, ...]
    paths: tuple[str, ...]
    sha256: str
    written: str | None = None


@dataclass(frozen=True)
class Turnover:
    """What an import or undo moves: the pieces that come or go, and those in force afterwards."""

    moved: Sequence[Piece]
    live: Sequence[Piece]


def ledger(workspace: Workspace) -> tuple[LedgerLine, ...]:
    """All entries, oldest first."""
    entries = [_entry(snapshot(workspace, number)) for number in snapshot_ids(workspace)]
    undone = {entry.undoes: entry for entry in entries if entry.undoes is not None}
    return tuple(LedgerLine(entry, undone.get(entry.number)) for entry in entries)


def ledger_line(workspace: Workspace, number: int) -> LedgerLine:
    """The import of that number. ImportAbsent where there is none, or where the entry is an undo."""
    for line in ledger(workspace):
        if line.entry.number == number:
            if line.entry.undoes is not None:
                raise ImportAbsent(number, is_undo=True)
            return line
    raise ImportAbsent(number)


def pieces_in_force(lines: Iterable[LedgerLine], lake: Path) -> list[Piece]:
    """What the imports that are not undone bring, the oldest export first."""
    found = [piece for line in lines if line.is_in_force for piece in entry_pieces(line.entry, lake)]
    return sorted(found, key=lambda piece: piece.rank)


def entry_pieces(entry: Entry, lake: Path) -> list[Piece]:
    """What one import brings, whether or not it is in force."""
    return [
        Piece(
            Rank(file.exported_at, entry.number, place, index),
            rows.table,
            rows.columns,
            tuple(str(lake / path) for path in rows.files),
            file.sha256,
            str(lake / rows.written) if rows.written else None,
        )
        for place, file in enumerate(entry.files)
        for index, rows in enumerate(file.tables)
    ]


def contents(pieces: Sequence[Piece]) -> list[tuple[str, str]]:
    """What names the state of the lake: table and file of each piece, in the order in which they count."""
    return [(piece.table, piece.sha256) for piece in sorted(pieces, key=lambda piece: piece.rank)]


def files_in_force(lines: Sequence[LedgerLine], table: str) -> tuple[ImportedFile, ...]:
    """Canonical or other files of a table that, imported again, would change nothing.

    A file whose export time is known says the same again at any time. One without was exported when it was
    imported, and says something new once another import superseded a row of it.
    """
    found: list[ImportedFile] = []
    superseded = live_after = False
    for line in reversed(lines):
        files = [
            (file, sum(rows.changed for rows in file.tables if rows.table == table))
            for file in line.entry.files
            if any(rows.table == table for rows in file.tables)
        ]
        if not files:
            continue
        if not line.is_in_force:
            # What later imports changed was counted against rows that are undone since.
            superseded = superseded or live_after
            continue
        live_after = True
        found += [file for file, _ in files if not superseded or file.exported_at != line.entry.time]
        superseded = superseded or any(changed for _, changed in files)
    return tuple(found)


def exports_in_force(lines: Sequence[LedgerLine]) -> tuple[ImportedFile, ...]:
    """All files of imports that are not undone. An export's time is known, so that it says the same again."""
    return tuple(file for line in lines if line.is_in_force for file in line.entry.files)


def _entry(snapshot: Snapshot) -> Entry:
    assert snapshot.entry is not None
    return snapshot.entry
