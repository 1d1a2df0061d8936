"""Files in: reading them, saying what is wrong with them, and handing what is right to the lake.

Owns everything between a person's file and checked rows. How rows are kept is `boji.lake`.
"""

from boji.intake.importing import ImportReport, UndoReport, import_files, undo_import
from boji.intake.issues import ImportRefused, Issue
from boji.intake.reading import FormatMapping, FormatUnknown, Progress

__all__ = [
    "FormatMapping",
    "FormatUnknown",
    "ImportRefused",
    "ImportReport",
    "Issue",
    "Progress",
    "UndoReport",
    "import_files",
    "undo_import",
]
