"""A table of a page as a file: CSV or a workbook with the same columns and rows.

Owns what stands in their cells: texts as shown, without any that a spreadsheet would run as a formula, and in
workbooks figures as numbers.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse

from boji.platform.components import Cell, Column, Table
from boji.platform.sheets import csv_file, harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = ("csv", "xlsx")


def table_file(table: Table, name: str, form: str) -> HttpResponse:
    """The table as a download; `form` is one of FORMS."""
    if form == "csv":
        lines = ([_text(cell) for _, cell in line] for line in _lines(table))
        return csv_file(f"{name}.csv", [[one.heading for one in table.shown()], *lines])
    return _workbook(table, name)


def _lines(table: Table) -> Iterable[list[tuple[Column, Cell]]]:
    yield from table.lines()
    if total := table.total_line():
        yield total


def _workbook(table: Table, name: str) -> HttpResponse:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(
        made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    sheet.freeze_panes(1, 1)
    for place, column in enumerate(table.shown()):
        sheet.write_string(0, place, harmless(column.heading), bold)
        sheet.set_column(place, place, 18)
    for row, line in enumerate(_lines(table), 1):
        for place, (column, cell) in enumerate(line):
            if column.number and isinstance(cell.order, int | Decimal):
                sheet.write_number(row, place, cell.order)
            else:
                sheet.write_string(row, place, harmless(_text(cell)))
    book.close()
    answer = HttpResponse(made.getvalue(), content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _text(cell: Cell) -> str:
    return "" if cell.text == "—" else cell.status.word if cell.status else cell.text
