"""The changes to all tables that will be one snapshot.

Owns the order in which tables depend on each other: refunds come before the lines that carry their sums,
and what linking corrects comes last, when all else is decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import duckdb

from boji.engine.facts import ACCOUNT_WRITTEN
from boji.lake.delta import DataFile, StoredFile, commit, stored_files, undo_unpublished
from boji.lake.derived import LINES, REFUNDS, add_up_refunds
from boji.lake.entry import Entry
from boji.lake.fold import fold
from boji.lake.kept import sweep
from boji.lake.ledger import Piece, Rank, Turnover
from boji.lake.overlay import find_contested, full_rows
from boji.lake.reading import Facts
from boji.lake.snapshot import Snapshot, latest_snapshot, publish_snapshot
from boji.lake.storage import parquet, quoted, stored
from boji.lake.tally import Tally, tally
from boji.lake.upsert import TableChange, change
from boji.workspace import Workspace

Progress = Callable[[str], None]
_FOLDED = -1
_LOOKED_UP = ("accounts", "sessions")  # by linking
_DERIVED = Rank(dt.datetime.max.replace(tzinfo=dt.UTC), 0, 0, 0)


class Correction(Protocol):
    """Values that follow from other facts: Parquet with the key and these columns, one row for each key."""

    @property
    def table(self) -> str: ...

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def path(self) -> Path: ...


@dataclass(frozen=True)
class Remade:
    """Rows to make again: Parquet with their keys, and the pieces whose fold they are from now on."""

    table: str
    keys: Path
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Relinking:
    """What linking looks at after an import or undo.

    `again` are, by table, Parquet files with keys of rows to look at in any case; files that linking
    writes go into `directory`.
    """

    before: Facts
    after: Facts
    again: Mapping[str, Sequence[Path]]
    turnover: Turnover
    directory: Path


Relink = Callable[[duckdb.DuckDBPyConnection, Relinking], Sequence[Correction | Remade]]
"""What linking finds otherwise after an import or undo than before. Its outcome is a function of the facts
and of the imports in force alone, so that nothing of it needs to be kept or undone."""


def relink_nothing(*_: object) -> Sequence[Correction]:
    return ()


class Desk:
    """Changes on top of the newest snapshot, none of them visible before `publish`."""

    def __init__(
        self, workspace: Workspace, connection: duckdb.DuckDBPyConnection, progress: Progress
    ) -> None:
        self.before = latest_snapshot(workspace)
        self.changes: dict[str, TableChange] = {}
        self.workspace = workspace
        self._connection = connection
        self._progress = progress
        self._again: dict[str, list[Path]] = {}
        self._is_otherwise = False  # than linking could foresee
        sweep(workspace, self.before)

    def files(self, table: str) -> list[str]:
        """The Parquet files that a table will have."""
        made = self.changes.get(table)
        return [file.path for file in (made.leaves(self._present(table)) if made else self._present(table))]

    def bring(
        self,
        name: str,
        new: Sequence[Piece],
        live: Sequence[Piece],
        distinct: Mapping[Rank, int],
        ready: Sequence[DataFile] = (),
    ) -> dict[Rank, Tally]:
        """Bring new pieces into a table; what became of each one's keys.

        `ready` are the files of an only piece, written as the lake writes them.
        """
        table, present = stored(name), self._begin(name)
        paths = [file.path for file in present]
        contested = find_contested(self._connection, table, new, live)
        drafts = [self._draft(f"full-{name}-{place}.parquet") for place in range(len(new))]
        rows = {
            place: full_rows(
                self._connection,
                table,
                piece,
                paths,
                drafts[place],
                contested=contested,
            )
            for place, piece in enumerate(new)
        }
        self._look_again(name, [draft for draft in drafts if draft.exists()])
        self._is_otherwise |= contested and name in _LOOKED_UP
        if contested:
            rows[_FOLDED] = self._folded(name, [*live, *new], "contested")
        made = self._change(name, present, rows, ready=() if contested else ready)
        return tally(self._connection, table, new, live, made.met, distinct, contested=contested)

    def take_out(self, name: str, out: Sequence[Piece], left: Sequence[Piece]) -> None:
        """Bring a table to what the pieces that are left say."""
        table, present = stored(name), self._begin(name)
        if not left:
            self.changes[name] = TableChange(table, {}, [], list(present))
            return
        key = quoted(*table.key)
        out_keys = " UNION ".join(f"SELECT {key} FROM {parquet(*piece.paths)}" for piece in out)
        folded = self._folded(name, left, f"({out_keys})")
        gone = f"(SELECT {key} FROM ({out_keys}) ANTI JOIN ({folded}) USING ({key}))"
        self._change(name, present, {_FOLDED: folded}, gone)

    def correct_lines(self) -> None:
        """Where refunds change, the lines that carry their sums change in the same snapshot."""
        if LINES in self.changes or not self._changes_refunds():
            return
        if present := self._begin(LINES):
            self._change(LINES, present, {})

    def relink(self, relink: Relink, turnover: Turnover) -> None:
        """Correct what linking finds otherwise now, in rows of earlier imports too."""
        directory = self._draft("relinked")
        directory.mkdir(exist_ok=True)
        if self._is_otherwise:
            for piece in turnover.moved:
                self._look_again(piece.table, list(map(Path, piece.paths)))
        asked = Relinking(self.before, self, self._again, turnover, directory)
        for found in relink(self._connection, asked):
            if isinstance(found, Remade):
                self._remake(found)
            else:
                self._correct(found, directory / f"full-{found.table}.parquet")

    def publish(self, entry: Entry, contents: Sequence[tuple[str, str]]) -> Snapshot:
        """Commit the tables that change, then the snapshot."""
        versions = {
            name: commit(self.workspace.lake / name, made.table, made.added, made.removed)
            for name, made in self.changes.items()
            if made.added or made.removed
        }
        return publish_snapshot(self.workspace, self.before, versions, entry, contents)

    def _correct(self, found: Correction, target: Path) -> None:
        name = found.table
        piece = Piece(_DERIVED, name, found.columns, (str(found.path),), "")
        rows = full_rows(self._connection, stored(name), piece, self.files(name), target, contested=False)
        self._change_further(name, {0: rows})

    def _remake(self, found: Remade) -> None:
        name, keys = found.table, f"(FROM {parquet(found.keys)})"
        if not found.pieces:
            self._change_further(name, {}, keys)
            return
        folded = self._folded(name, found.pieces, keys)
        gone = f"(FROM {keys} ANTI JOIN ({folded}) USING ({quoted(*stored(name).key)}))"
        self._change_further(name, {_FOLDED: folded}, gone)

    def _change_further(self, name: str, rows: Mapping[int, str], gone: str | None = None) -> None:
        """On top of what is changed already."""
        first = self.changes.get(name)
        present = first.leaves(self._present(name)) if first else self._begin(name)
        later = self._change(name, present, rows, gone)
        self.changes[name] = first.then(later) if first else later

    def _folded(self, name: str, pieces: Sequence[Piece], keys: str) -> str:
        """SQL: the full rows of the keys by the fold over the pieces."""
        paths = fold(self._connection, stored(name), pieces, keys, self._draft(f"folded-{name}"))
        self._look_again(name, paths)
        return f"FROM {parquet(*paths)}"

    def _look_again(self, name: str, rows: Sequence[Path]) -> None:
        """Rows of which the lake decided otherwise than their file alone says."""
        if ACCOUNT_WRITTEN in stored(name).columns:
            self._again.setdefault(name, []).extend(rows)

    def _begin(self, name: str) -> list[StoredFile]:
        self._progress(name)
        undo_unpublished(self.workspace.lake / name, self.before.tables.get(name))
        return self._present(name)

    def _present(self, name: str) -> list[StoredFile]:
        if name not in self.before.tables:
            return []
        return stored_files(self.workspace.lake / name, self.before.tables[name])

    def _change(
        self,
        name: str,
        present: Sequence[StoredFile],
        rows: Mapping[int, str],
        gone: str | None = None,
        ready: Sequence[DataFile] = (),
    ) -> TableChange:
        if name == LINES:
            add_up_refunds(self._connection, self.files(REFUNDS))
        made = change(
            self._connection,
            stored(name),
            present,
            rows,
            self._draft(f"new-{name}"),
            gone=gone,
            ready=ready,
            correct=name == LINES and self._changes_refunds(),
        )
        self.changes[name] = made
        return made

    def _changes_refunds(self) -> bool:
        made = self.changes.get(REFUNDS)
        return made is not None and bool(made.added or made.removed)

    def _draft(self, name: str) -> Path:
        return self.workspace.temporary / name
