"""The writer's turn: the lock, a clean desk and a DuckDB, for as long as one import or undo takes.

Owns that setting only; what is done in it is `boji.lake.publishing`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from boji.lake.storage import connect
from boji.workspace import Workspace


@contextmanager
def writing(workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """Wait for other writers, and clear what they left in `tmp/`, before and after."""
    with workspace.writing():
        shutil.rmtree(workspace.temporary, ignore_errors=True)
        workspace.temporary.mkdir()
        try:
            with connect(workspace.temporary) as connection:
                yield connection
        finally:
            shutil.rmtree(workspace.temporary, ignore_errors=True)
            workspace.temporary.mkdir(exist_ok=True)
