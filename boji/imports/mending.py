"""Quarantined rows as the page shows them, and what was typed into them.

Owns the fields: row i of the page has its place in `place:i`, and the cell under its header j in `cell:i:j`.
Only cells that are at fault are fields, so that a page stays small; the others stand beside them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice

from boji.imports.shown import issue_words
from boji.intake.quarantine import LeftRow, LeftSheet, left_sheets
from boji.workspace import Workspace

ROWS = 20  # of a page
_MOST_FIELDS = 12  # of a row of which no cell is named


@dataclass(frozen=True)
class Field:
    """A cell that may be typed into."""

    name: str
    title: str
    text: str


@dataclass(frozen=True)
class RowToMend:
    """A quarantined row: where it stands, why it is here, its fields and its other cells."""

    number: int
    place: str
    file: str
    sheet: str
    row: int
    reasons: tuple[str, ...]
    fields: tuple[Field, ...]
    others: tuple[tuple[str, str], ...]


Cells = Mapping[str, Mapping[int, str]]
"""What was typed: the cells of rows, by their places."""


def rows_to_mend(workspace: Workspace, number: int, page: int, typed_so_far: Cells) -> list[RowToMend]:
    """The rows of a page, the first being 1, with what was typed into them."""
    with left_sheets(workspace, number) as sheets:
        rows = ((sheet, row) for sheet in sheets for row in sheet.rows)
        found = islice(rows, (page - 1) * ROWS, page * ROWS)
        return [
            _row(place, sheet, row, typed_so_far.get(row.place, {}))
            for place, (sheet, row) in enumerate(found)
        ]


def typed(data: Mapping[str, str]) -> Cells:
    """What stands in the fields: the cells of each row by its place."""
    found: dict[str, dict[int, str]] = {}
    for name, text in data.items():
        kind, _, rest = name.partition(":")
        row, _, column = rest.partition(":")
        place = data.get(f"place:{row}", "")
        if kind == "cell" and place and column.isdecimal():
            found.setdefault(place, {})[int(column)] = text
    return found


def mended_cells(row: LeftRow, cells: Mapping[int, str] | None) -> tuple[str | None, ...] | None:
    """The row with what was typed; None where nothing of it was changed."""
    if not cells:
        return None
    made = tuple(cells.get(place, cell) for place, cell in enumerate(row.cells))
    changed = any((new or "") != (old or "") for new, old in zip(made, row.cells, strict=True))
    return made if changed else None


def _row(number: int, sheet: LeftSheet, row: LeftRow, cells: Mapping[int, str]) -> RowToMend:
    wrong = _at_fault(sheet, row)
    filled = enumerate(zip(sheet.titles, row.cells, strict=True))
    return RowToMend(
        number,
        row.place,
        sheet.file,
        sheet.sheet,
        row.row,
        tuple(issue_words(issue) for issue in row.issues),
        tuple(Field(f"cell:{number}:{j}", sheet.titles[j], cells.get(j, row.cells[j] or "")) for j in wrong),
        tuple((title, cell) for j, (title, cell) in filled if cell and j not in wrong),
    )


def _at_fault(sheet: LeftSheet, row: LeftRow) -> list[int]:
    """The places of the cells that the reasons name: by header, by what stands in them; else the first."""
    titles = {issue.column for issue in row.issues if issue.column}
    values = {issue.value for issue in row.issues if issue.value and not issue.column}
    found = [
        place
        for place, (title, cell) in enumerate(zip(sheet.titles, row.cells, strict=True))
        if title in titles or (cell and any(value in cell for value in values))
    ]
    return found or [place for place, cell in enumerate(row.cells) if cell][:_MOST_FIELDS]
