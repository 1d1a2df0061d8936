"""Entries of the ledger: what one import or undo brought, as it is kept in its snapshot.

Owns the form and its JSON. Reading many of them together is `boji.lake.ledger`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class KeptRows:
    """The accepted rows that a file brought to one table, and what became of their keys.

    `columns` are those about which the file speaks; `files` are Parquet, relative to the lake. Of the
    distinct keys, `older` are those of which a newer export had said everything already. `row_` numbers
    are in the files only where a file has a record of its rows. `written` (Parquet too) holds the rows as
    they stood before linking placed them in sessions, so that they can be placed again; None: they were
    not placed.
    """

    table: str
    columns: tuple[str, ...]
    files: tuple[str, ...]
    added: int
    changed: int
    unchanged: int
    older: int
    written: str | None = None

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(**{**stored, "columns": tuple(stored["columns"]), "files": tuple(stored["files"])})


@dataclass(frozen=True)
class CountedFile:
    """What is known of a file as soon as it is read. accepted + quarantined + ignored = rows.

    `exported_at` is when the platform wrote the file: a newer export supersedes an older one, never the
    other way round.
    """

    name: str
    sha256: str
    size: int
    format: str
    exported_at: dt.datetime
    rows: int
    accepted: int
    quarantined: int
    ignored: int


@dataclass(frozen=True)
class ImportedFile(CountedFile):
    """One file of an import.

    `record` is Parquet with what became of each row, relative to the lake; None for canonical files.
    `notes` are remarks for people, in the form of `boji.intake`.
    """

    record: str | None
    tables: tuple[KeptRows, ...]
    notes: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        read = {
            "exported_at": dt.datetime.fromisoformat(stored["exported_at"]),
            "tables": tuple(KeptRows.from_json(rows) for rows in stored["tables"]),
            "notes": tuple(stored["notes"]),
        }
        return cls(**{**stored, **read})

    def as_json(self) -> dict[str, Any]:
        return {
            **vars(self),
            "exported_at": self.exported_at.isoformat(),
            "tables": [vars(rows) for rows in self.tables],
        }

    @property
    def table(self) -> str:
        """The tables to which it brought rows, in words."""
        return ", ".join(dict.fromkeys(rows.table for rows in self.tables))

    @property
    def added(self) -> int:
        return sum(rows.added for rows in self.tables)

    @property
    def changed(self) -> int:
        return sum(rows.changed for rows in self.tables)

    @property
    def unchanged(self) -> int:
        return sum(rows.unchanged for rows in self.tables)

    @property
    def older(self) -> int:
        return sum(rows.older for rows in self.tables)


@dataclass(frozen=True)
class Origin:
    """Who asked for it, and by which command; empty where not known."""

    by: str = ""
    command: str = ""


@dataclass(frozen=True)
class Entry:
    """One import, or the undoing of one (`undoes`). Its number is that of the snapshot that it made."""

    number: int
    time: dt.datetime
    origin: Origin = Origin()
    files: tuple[ImportedFile, ...] = ()
    undoes: int | None = None
    reason: str = ""

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            number=stored["id"],
            time=dt.datetime.fromisoformat(stored["time"]),
            origin=Origin(**stored["origin"]),
            files=tuple(ImportedFile.from_json(file) for file in stored["files"]),
            undoes=stored["undoes"],
            reason=stored["reason"],
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.number,
            "time": self.time.isoformat(),
            "origin": vars(self.origin),
            "undoes": self.undoes,
            "reason": self.reason,
            "files": [file.as_json() for file in self.files],
        }
