"""Names in quarantined rows that nobody in `people` has: for whoever enters the people of a company.

Owns finding them, with the header under which they stand. Nothing is guessed of who they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from boji.intake.quarantine import LeftRow, LeftSheet, left_sheets
from boji.lake.ledger import ledger
from boji.workspace import Workspace

_CODES = ("unknown_person", "unknown_person_like")


@dataclass(frozen=True)
class UnknownName:
    """A name, under which header it stands most, in how many rows, of which imports."""

    name: str
    header: str
    rows: int
    imports: tuple[int, ...]


def unknown_names(workspace: Workspace) -> list[UnknownName]:
    """The names that wait, the most frequent first."""
    headers: dict[str, dict[str, int]] = {}
    rows: dict[str, int] = {}
    imports: dict[str, set[int]] = {}
    for number, header, name in _found(workspace):
        headers.setdefault(name, {})[header] = headers.get(name, {}).get(header, 0) + 1
        rows[name] = rows.get(name, 0) + 1
        imports.setdefault(name, set()).add(number)
    return [
        UnknownName(
            name, max(headers[name], key=lambda one: headers[name][one]), count, tuple(sorted(imports[name]))
        )
        for name, count in sorted(rows.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def _found(workspace: Workspace) -> Iterator[tuple[int, str, str]]:
    for line in ledger(workspace):
        if line.is_in_force and any(file.quarantined for file in line.entry.files):
            with left_sheets(workspace, line.entry.number) as sheets:
                for sheet in sheets:
                    for row in sheet.rows:
                        for header, name in _names(sheet, row):
                            yield line.entry.number, header, name


def _names(sheet: LeftSheet, row: LeftRow) -> Iterator[tuple[str, str]]:
    for issue in row.issues:
        if issue.code in _CODES and issue.value:
            under = (
                title
                for title, cell in zip(sheet.titles, row.cells, strict=True)
                if issue.value in (cell or "")
            )
            yield next(under, ""), issue.value
