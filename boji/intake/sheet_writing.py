"""Sheets of text as xlsx or CSV files: what a person opens, mends and imports again.

Owns the files. Every cell is text, so that ids keep their digits; a file is there whole or not at all.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path

import xlsxwriter

from boji.intake.quarantine import Sheet

KINDS = (".xlsx", ".csv")


class SeveralSheets(Exception):
    """A CSV file holds one sheet, and there are several."""

    def text(self, language: str) -> str:
        if language == "zh":
            return "被隔离的行来自多个文件或工作表，CSV 只能放一个。请写成 .xlsx"
        return "The rows come from several files or sheets, and a CSV file holds one. Write an .xlsx file"


def write_sheets(sheets: Iterable[Sheet], target: Path) -> int:
    """Write all sheets to an xlsx or CSV file, replacing it; how many rows there are."""
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        rows = (_write_xlsx if target.suffix.lower() == ".xlsx" else _write_csv)(sheets, draft)
        if rows:
            draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _write_xlsx(sheets: Iterable[Sheet], path: Path) -> int:
    count = 0
    with xlsxwriter.Workbook(
        path, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        bold = book.add_format({"bold": True})
        for number, sheet in enumerate(sheets, start=1):
            page = book.add_worksheet(_sheet_name(number, sheet))
            page.write_row(0, 0, sheet.header, bold)
            for row, cells in enumerate(sheet.rows, start=1):
                for column, cell in enumerate(cells):
                    if cell is not None:
                        page.write_string(row, column, cell)
                count += 1
    return count


def _write_csv(sheets: Iterable[Sheet], path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as handle:
        writer = csv.writer(handle)
        for number, sheet in enumerate(sheets):
            if number:
                raise SeveralSheets
            writer.writerow(sheet.header)
            for cells in sheet.rows:
                writer.writerow([_harmless(cell or "") for cell in cells])
                count += 1
    return count


def _harmless(cell: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe, which reading takes off again."""
    return f"'{cell}" if cell.startswith(("=", "@")) else cell


def _sheet_name(number: int, sheet: Sheet) -> str:
    """At most 31 characters without those that Excel forbids, unlike any other."""
    forbidden = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
    name = (sheet.sheet or Path(sheet.file).stem).translate(forbidden)
    return f"{number} {name}"[:31].strip()
