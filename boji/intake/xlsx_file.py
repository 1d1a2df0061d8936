"""Excel workbooks of a fact table: the first sheet, its cells as the text that a CSV file would hold.

Owns what a fact table asks of a workbook beyond its cells: a right header, no failed formula, no date where
text belongs. How a workbook is read is `boji.intake.xlsx_sheets`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from boji.engine.facts import Kind
from boji.intake.issues import EXAMPLES, Issue
from boji.intake.raw import Sheet
from boji.intake.source import FileRefused, InputFile, check_header, not_all_empty
from boji.intake.xlsx_archive import formula_errors
from boji.intake.xlsx_sheets import read_xlsx_sheets
from boji.lake.storage import quoted

_ODD_TEXTS = {"date": "date_in_text", "long_number": "long_number"}


def open_xlsx(connection: duckdb.DuckDBPyConnection, file: InputFile) -> XlsxSource:
    """Read the first sheet; FileRefused where something is wrong with it."""
    target_dir = file.path.with_suffix(".sheets")
    target_dir.mkdir(exist_ok=True)
    sheets = read_xlsx_sheets(connection, file, target_dir, first_only=True)
    head = sheets[0].head(connection, 1) if sheets else []
    if not head:
        raise FileRefused([Issue(file.name, "empty_file")])
    (sheet,) = sheets
    header_row, header = head[0]
    while not header[-1].strip():  # formatted but empty columns at the right
        header.pop()
    source = XlsxSource(file, check_header(file, header), sheet, header_row)
    if issues := [*formula_errors(file, sheet.errors), *_odd_texts(source), *_unnamed(connection, source)]:
        raise FileRefused(issues)
    return source


@dataclass
class XlsxSource:
    """A workbook whose first sheet has a right header."""

    file: InputFile
    columns: tuple[str, ...]
    sheet: Sheet
    header_row: int

    def cells(self) -> str:
        return f"(SELECT {quoted(*self.columns)} FROM {self.numbered_cells()})"

    def numbered_cells(self) -> str:
        cells = self.sheet.columns[: len(self.columns)]
        named = (f"{cell} AS {quoted(name)}" for cell, name in zip(cells, self.columns, strict=True))
        return (
            f"(SELECT row_, {', '.join(named)} FROM {self.sheet.rows}"
            f" WHERE row_ > {self.header_row} AND {not_all_empty(cells)})"
        )

    def row_in_file(self, row: int) -> int:
        return row

    def faults(self) -> list[Issue]:
        return []


def _odd_texts(source: XlsxSource) -> list[Issue]:
    issues = []
    for (kind, place), cells in source.sheet.odd.items():
        name = source.columns[place] if place < len(source.columns) else None
        if name is not None and source.file.table.column(name).kind is Kind.TEXT:
            code = _ODD_TEXTS[kind]
            issues += [
                Issue(source.file.name, code, row, name, text, total=cells.total) for row, text in cells.first
            ]
    return issues


def _unnamed(connection: duckdb.DuckDBPyConnection, source: XlsxSource) -> Sequence[Issue]:
    beyond = source.sheet.columns[len(source.columns) :]
    if not beyond:
        return []
    found = connection.execute(
        f"SELECT row_, count(*) OVER () FROM {source.sheet.rows}"
        f" WHERE row_ > {source.header_row} AND {not_all_empty(beyond)} ORDER BY row_ LIMIT {EXAMPLES}"
    ).fetchall()
    return [Issue(source.file.name, "unnamed_cell", row, total=total) for row, total in found]
