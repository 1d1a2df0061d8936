"""A mapping proposed for one file, whatever formats are known: for people who make a format of their own.

Owns reading the file for that; nothing reaches the lake. The guess itself is `boji.intake.formats.proposal`.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from boji.intake.formats.proposal import Proposal, propose
from boji.intake.formats.shelf import formats_at_hand
from boji.intake.inputs import find_inputs
from boji.intake.issues import ImportRefused
from boji.intake.sheets import open_file
from boji.intake.source import FileRefused
from boji.lake.storage import connect
from boji.workspace import Workspace


def propose_mapping(workspace: Workspace, path: Path) -> Proposal | None:
    """The likeliest mapping; None where nothing in the file is known. ImportRefused where it is broken."""
    with tempfile.TemporaryDirectory(dir=workspace.path) as folder, connect(Path(folder)) as connection:
        (file,) = find_inputs([path], None, Path(folder))
        try:
            opened = open_file(connection, file.path, Path(folder) / "sheets", name=file.name)
        except FileRefused as refused:
            raise ImportRefused(refused.issues) from None
        today = dt.datetime.now(workspace.timezone).date()
        formats = formats_at_hand(workspace.formats)
        return propose(connection, opened, formats, zone=workspace.timezone, today=today)
