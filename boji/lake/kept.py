"""The accepted rows of each import, kept beside the tables so that an import can be undone.

Owns `lake/imports/N/`. Rows are moved there as they were staged, before the snapshot that names them;
what no snapshot names is swept by the next writer.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from boji.lake.snapshot import Snapshot
from boji.workspace import Workspace, sync_directory, sync_file


def sweep(workspace: Workspace, newest: Snapshot) -> None:
    """Throw away what imports that were killed left behind. The caller holds `workspace.writing()`."""
    if not _home(workspace).exists():
        return
    for folder in _home(workspace).iterdir():
        if not folder.name.isdecimal() or int(folder.name) > newest.id:
            shutil.rmtree(folder)


class Keeping:
    """The folder of an import that is about to be published."""

    def __init__(self, workspace: Workspace, number: int) -> None:
        self._lake = workspace.lake
        self._folder = _home(workspace) / str(number)

    def move(self, path: Path, name: str) -> str:
        """Take a staged file; its place relative to the lake."""
        self._folder.mkdir(parents=True, exist_ok=True)
        target = self._folder / f"{name}.parquet"
        path.rename(target)
        sync_file(target)
        return target.relative_to(self._lake).as_posix()

    def refer(self, paths: Iterable[Path]) -> tuple[str, ...]:
        """Files of the lake itself, which are never changed, in place of a second copy."""
        return tuple(os.path.relpath(path, self._lake) for path in paths)

    def sync(self) -> None:
        """Make the names survive a power failure."""
        if self._folder.exists():
            for folder in (self._folder, self._folder.parent, self._lake):
                sync_directory(folder)


def _home(workspace: Workspace) -> Path:
    return workspace.lake / "imports"
