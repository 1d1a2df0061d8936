"""Which format a file has, and where in its sheets the tables of that format stand.

Owns both, by header words: title lines above a header, columns in any order, several tables in one sheet
and many sheets are all the same to it. How sure it is is the share of the file's columns that the format
knows, and a file name of the format's pattern makes it surer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import duckdb

from boji.intake.formats.model import Format
from boji.intake.raw import Sheet
from boji.intake.sheets import OpenedFile
from boji.lake.storage import literal

_ALIKE = 0.05  # formats whose certainty differs by less cannot be told apart


@dataclass(frozen=True)
class Region:
    """A table in a sheet: its header, and the row before which it ends (None: at the sheet's end)."""

    sheet: Sheet
    header_row: int
    ends_before: int | None
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Match:
    """A format that a file may have, with the tables found. `certainty` lies between 0 and 1."""

    format: Format
    certainty: float
    regions: tuple[Region, ...]


@dataclass(frozen=True)
class Recognition:
    """The formats that a file may have, the likeliest first."""

    matches: tuple[Match, ...]

    @property
    def best(self) -> Match | None:
        """The one format that the file has; None where there is none, or more than one."""
        return None if not self.matches or self.rivals else self.matches[0]

    @property
    def rivals(self) -> tuple[Match, ...]:
        """The formats that fit equally well; empty where one fits best."""
        alike = [match for match in self.matches if self.matches[0].certainty - match.certainty < _ALIKE]
        return tuple(alike) if len(alike) > 1 else ()


def recognise(
    connection: duckdb.DuckDBPyConnection, opened: OpenedFile, formats: Iterable[Format]
) -> Recognition:
    """The formats whose header words stand in the file."""
    heads = [(sheet, sheet.head(connection)) for sheet in opened.sheets]
    found = []
    for format_ in formats:
        first = [
            (sheet, header)
            for sheet, head in heads
            if (header := next((cells for _, cells in head if is_header(format_, cells)), None))
        ]
        if first:
            certainty = max(_certainty(format_, opened, sheet, header) for sheet, header in first)
            found.append((certainty, format_))
    found.sort(key=lambda pair: (-pair[0], pair[1].id))
    return Recognition(
        tuple(
            Match(format_, certainty, tuple(regions(connection, opened, format_)))
            for certainty, format_ in found
        )
    )


def regions(connection: duckdb.DuckDBPyConnection, opened: OpenedFile, format_: Format) -> list[Region]:
    """The tables of a format in a file, in the order of its sheets and rows."""
    found = []
    for sheet in opened.sheets:
        headers = _header_rows(connection, sheet, format_)
        ends = {row: following for (row, _), (following, _) in pairwise(headers)}
        found += [Region(sheet, row, ends.get(row), tuple(cells)) for row, cells in headers]
    return found


def is_header(format_: Format, cells: Sequence[str]) -> bool:
    """Whether a row holds all header words of a format."""
    present = {format_.current(cell) for cell in cells if cell}
    return present.issuperset(format_.required)


def _certainty(format_: Format, opened: OpenedFile, sheet: Sheet, header: Sequence[str]) -> float:
    named = [format_.current(cell) for cell in header if cell.strip()]
    certainty = sum(name in format_.headers for name in named) / len(named)
    patterns = ((format_.file_pattern, opened.stem), (format_.sheet_pattern, sheet.name))
    for pattern, text in patterns:
        if pattern is not None and pattern.fullmatch(text):
            certainty += (1 - certainty) / 2
    return round(certainty, 4)


def _header_rows(
    connection: duckdb.DuckDBPyConnection, sheet: Sheet, format_: Format
) -> list[tuple[int, list[str]]]:
    """All header rows of a sheet. Those after the first are looked for by the words of the first."""
    head = [(row, cells) for row, cells in sheet.head(connection) if is_header(format_, cells)]
    if not head:
        return []
    words = {cell for _, cells in head for cell in cells if format_.current(cell) == format_.required[0]}
    listed = ", ".join(literal(word) for word in sorted(words))
    anywhere = " OR ".join(f"{column} IN ({listed})" for column in sheet.columns)
    cells = ", ".join(sheet.columns)
    rows = connection.execute(
        f"SELECT row_, {cells} FROM {sheet.rows} WHERE {anywhere} ORDER BY row_ LIMIT 10000"
    ).fetchall()
    texts = [(row, [cell or "" for cell in found]) for row, *found in rows]
    return [(row, cells) for row, cells in texts if is_header(format_, cells)]
