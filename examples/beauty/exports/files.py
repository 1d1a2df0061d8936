"""How exports are written: rows under headers, as CSV or xlsx, and when a file was made.

Owns the mechanics that all exports share: cells by header, workbooks, names that begin with the time of the
export, and the time stamp of a file, which tells when an export was made whose name does not.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import xlsxwriter

Value = str | int | float | None
SHANGHAI = timezone(timedelta(hours=8))


class Layout:
    """The headers of an export in order, and what stands in a cell where a row says nothing."""

    def __init__(self, headers: str, usual: Mapping[str, Value] | None = None) -> None:
        self.headers = headers.split()
        self._place = {header: place for place, header in enumerate(self.headers)}
        assert len(self._place) == len(self.headers), "a header stands twice"
        self._usual: list[Value] = [None] * len(self.headers)
        for header, value in (usual or {}).items():
            self._usual[self._place[header]] = value

    def row(self, values: Mapping[str, Value]) -> list[Value]:
        cells = self._usual.copy()
        for header, value in values.items():
            cells[self._place[header]] = value
        return cells


@dataclass(frozen=True)
class Sheet:
    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Value]]


def write_workbook(path: Path, sheets: Iterable[Sheet], made_at: datetime) -> None:
    """Each sheet with its own header row; empty cells are left out."""
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_urls": False}) as book:
        book.set_properties({"created": made_at})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            page.write_row(0, 0, sheet.headers)
            for place, cells in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        page.write_string(place, column, cell)
                    elif cell is not None:
                        page.write_number(place, column, cell)
    stamp(path, made_at)


def write_text(path: Path, lines: Iterable[str], made_at: datetime, encoding: str) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        file.writelines(line + "\r\n" for line in lines)
    stamp(path, made_at)


def csv_line(cells: Iterable[Value]) -> str:
    """Cells with a comma or a TAB stand in quotes."""
    texts = ("" if cell is None else str(cell) for cell in cells)
    return ",".join(f'"{text}"' if "," in text or "\t" in text else text for text in texts)


def stamp(path: Path, made_at: datetime) -> None:
    """Date the file; only so can an importer know when a file was exported whose name does not say it."""
    moment = epoch(made_at)
    os.utime(path, (moment, moment))


def epoch(moment: datetime) -> int:
    """Seconds since 1970 of a time of Shanghai."""
    return int(moment.replace(tzinfo=SHANGHAI).timestamp())


def epoch_name(made_at: datetime, *about: object) -> str:
    """The name of a file as 抖店 gives it: when it was exported, and a hash."""
    text = "/".join(str(part) for part in about)
    return f"{epoch(made_at)}_{hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()}"


def mixed(text: str) -> int:
    """A figure that is the same for the same text and tells nothing of it: for what is of no consequence."""
    return zlib.crc32(text.encode())


def dashed(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")


def slashed(moment: datetime) -> str:
    """
    >>> slashed(datetime.fromisoformat("2026-01-05 09:00:00"))
    '2026/01/05 09:00:00'
    """
    return f"{moment:%Y/%m/%d %H:%M:%S}"


def commas(fen: int) -> str:
    """
    >>> commas(123456789)
    '1,234,567.89'
    """
    return f"{fen // 100:,}.{fen % 100:02d}"


def number(figure: str) -> float | int:
    """A figure of a canonical cell as spreadsheets hold it: whole where it is whole.

    >>> number("12.50"), number("3.00")
    (12.5, 3)
    """
    value = float(figure)
    return int(value) if value.is_integer() else value
