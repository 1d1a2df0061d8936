"""Rows of the quarantine, mended: written as the files they came in, to be imported again.

Owns that writing. Each row keeps its place, by which the quarantine knows that it came back; each file keeps
its name, which may say whose it is and when it was exported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from boji.intake.quarantine import PLACE_COLUMN, LeftRow, LeftSheet, Sheet, left_sheets
from boji.intake.sheet_writing import write_sheets
from boji.workspace import Workspace

Mend = Callable[[LeftSheet, LeftRow], tuple[str | None, ...] | None]
"""The cells of a row as they should be; None: the row stays where it is."""


def write_mended(workspace: Workspace, number: int, mend: Mend, folder: Path) -> list[Path]:
    """Write the mended rows of an import, one workbook for each of its files; those that have any."""
    written: dict[int, Path] = {}
    with left_sheets(workspace, number) as sheets:
        by_file: dict[int, list[Sheet]] = {}
        for sheet in sheets:
            rows = list(_mended(sheet, mend))
            if rows:
                header = (*sheet.titles, PLACE_COLUMN)
                by_file.setdefault(sheet.place, []).append(Sheet(sheet.file, sheet.sheet, header, iter(rows)))
        for place, mended in by_file.items():
            target = folder / str(place) / f"{Path(mended[0].file).stem}.xlsx"
            target.parent.mkdir(parents=True)
            write_sheets(mended, target)
            written[place] = target
    return list(written.values())


def as_they_are(sheet: LeftSheet, row: LeftRow) -> tuple[str | None, ...]:  # noqa: ARG001 # is a Mend
    """Every row as it is: what was missing when it came in may be there now."""
    return row.cells


def _mended(sheet: LeftSheet, mend: Mend) -> Iterator[tuple[str | None, ...]]:
    for row in sheet.rows:
        cells = mend(sheet, row)
        if cells is not None:
            yield (*cells, row.place)
