"""The answer as a workbook: one sheet for each table, whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from boji.engine.results.texts import money_text
from boji.payouts.spreadsheets import MONEY, harmless, write_cell
from boji.replay.tables import Fen, Sheet

ENDING = ".xlsx"


def write_workbook(tables: Sequence[Sheet], path: Path) -> None:
    if not path.parent.is_dir():  # said of the folder, not of the draft in it
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        with xlsxwriter.Workbook(draft, {"constant_memory": True, "strings_to_formulas": False}) as book:
            bold = book.add_format({"bold": True, "bottom": 1})
            money = book.add_format({"num_format": MONEY})
            for table in tables:
                _write_sheet(book.add_worksheet(table.title), table, bold, money)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _write_sheet(sheet: Any, table: Sheet, bold: Any, money: Any) -> None:
    sheet.freeze_panes(1, 2)
    sheet.set_column(0, len(table.columns) - 1, 16)
    sheet.write_row(0, 0, table.columns, bold)
    for number, row in enumerate(table.rows, 1):
        for place, cell in enumerate(row):
            if isinstance(cell, Fen):
                write_cell(sheet, number, place, money_text(cell.fen), money)
            else:
                write_cell(sheet, number, place, harmless(cell) if isinstance(cell, str) else cell)
