"""Cells of files that leave the house: text stays text and figures stay figures, whatever program opens them.

Owns what a spreadsheet would take for a formula, and how a money cell is written. Shared by exports of
statements and pay files.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

MONEY = "#,##0.00"
# Other spaces and line ends before a sign are dropped by some programs, so they count as well.
_OPENING = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe; a dash alone is none.

    >>> harmless("=HYPERLINK(1)"), harmless(" -1+1"), harmless("安安")
    ("'=HYPERLINK(1)", "' -1+1", '安安')
    """
    return f"'{text}" if text.startswith(_OPENING) or text.lstrip().startswith(_OPENING) else text


def write_cell(sheet: Any, row: int, place: int, cell: Any, money: Any = None) -> None:
    """Write one cell of a workbook; with a `money` format the cell is an exact text in yuan."""
    if cell is None:
        return
    if money is not None:
        sheet.write_number(row, place, Decimal(cell), money)
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    else:
        sheet.write_string(row, place, str(cell))
