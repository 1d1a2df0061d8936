"""Holding a replayed run against a real one: the same figures, byte for byte."""

from __future__ import annotations

import filecmp

from boji.payouts.runs import StoredRun
from boji.replay.keeping import folder_of, run_folder
from boji.workspace import Workspace


def assert_same_files(workspace: Workspace, key: str, side: int, real: StoredRun) -> None:
    """Every relation that the real run keeps is kept by the replay, with the same bytes."""
    replayed = run_folder(folder_of(workspace, key), side, real.period.label)
    names = sorted(path.name for path in real.directory.glob("*.parquet"))
    assert names == sorted(path.name for path in replayed.glob("*.parquet"))
    _, different, failed = filecmp.cmpfiles(replayed, real.directory, names, shallow=False)
    assert not different + failed, (real.period.label, different, failed)
