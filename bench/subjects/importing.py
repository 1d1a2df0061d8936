"""Importing one file into an empty workspace: read, checked, kept, and in the lake as one snapshot.

`plan` is csv (ten million canonical order lines) or xlsx (half a million 抖店 orders).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.exports import CSV, WORKBOOK
from boji.intake import import_files
from boji.workspace import Workspace

FILES = {"csv": CSV, "xlsx": WORKBOOK}


def work(plan: str, _form: str, _facts: object) -> dict[str, int]:
    """Nothing is compared: what an import brings is the business of the tests."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir=CSV.parent) as directory:
        import_files(Workspace.create(Path(directory) / "workspace"), FILES[plan])
    return {}
