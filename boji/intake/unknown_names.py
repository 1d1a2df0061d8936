"""What quarantined rows wait for of people: for whoever enters the people of a company and their accounts.

Owns finding names that nobody in `people` has, with the header under which they stand, and the rows of which
the room is not known, since nobody's account says it. Nothing is guessed of who they are.
"""

from __future__ import annotations

from collections import Counter
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


def rows_of_several_rooms(workspace: Workspace) -> dict[int, int]:
    """How many rows of each import could be of several rooms, as none of their people has an account."""
    return dict(
        Counter(
            number
            for number, _, row in _left(workspace)
            if any(issue.code == "several_rooms" for issue in row.issues)
        )
    )


def _found(workspace: Workspace) -> Iterator[tuple[int, str, str]]:
    for number, sheet, row in _left(workspace):
        for header, name in _names(sheet, row):
            yield number, header, name


def _left(workspace: Workspace) -> Iterator[tuple[int, LeftSheet, LeftRow]]:
    for line in ledger(workspace):
        if line.is_in_force and any(file.quarantined for file in line.entry.files):
            with left_sheets(workspace, line.entry.number) as sheets:
                for sheet in sheets:
                    for row in sheet.rows:
                        yield line.entry.number, sheet, row


def _names(sheet: LeftSheet, row: LeftRow) -> Iterator[tuple[str, str]]:
    for issue in row.issues:
        if issue.code in _CODES and issue.value:
            under = (
                title
                for title, cell in zip(sheet.titles, row.cells, strict=True)
                if issue.value in (cell or "")
            )
            yield next(under, ""), issue.value
