"""Workbooks read piece by piece give the cells that calamine gives; what is not plain calamine reads."""

import datetime as dt
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from boji.intake import xlsx_sheets
from boji.intake.raw import Sheet
from boji.intake.source import FileRefused, NamedFile

Lines = list[list[Any]]

PLAIN: Lines = [
    ["编号", "金额", "备注"],
    ["6917000000000000001", 1299.9, 'a & b <c> "d"'],
    ["2", 0.1 + 0.2, "两行\n文字"],
    ["3", None, ""],
    [None, 12.0, "x"],
    ["5", 6917000000000000123.0, None],
    ["6", 1e-7, "末"],
    [None, None, None, "远"],
]


def write(path: Path, lines: Lines, *, constant_memory: bool) -> NamedFile:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory, "strings_to_numbers": False})
    when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("订单")
    book.add_worksheet("空")
    for row, cells in enumerate(lines):
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.datetime):
                sheet.write_datetime(row, column, cell, when)
            elif cell is not None:
                sheet.write(row, column, cell)
    book.close()
    return NamedFile(path.name, path)


def cells(sheets: list[Sheet], width: int) -> Lines:
    assert [sheet.name for sheet in sheets] == ["订单"]
    with duckdb.connect() as connection:
        names = ", ".join(f"c{number}" for number in range(1, width + 1))
        query = f"SELECT row_, {names} FROM {sheets[0].rows} ORDER BY row_"
        return [list(row) for row in connection.execute(query).fetchall()]


@pytest.mark.parametrize("constant_memory", [True, False])
def test_both_readers_give_the_same_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, constant_memory: bool
) -> None:
    file = write(tmp_path / "x.xlsx", PLAIN, constant_memory=constant_memory)
    with duckdb.connect() as connection:
        laid_out = cells(xlsx_sheets._laid_out(connection, file, tmp_path, first_only=False), 4)
        monkeypatch.setattr(xlsx_sheets, "_laid_out", None)
        streamed = cells(xlsx_sheets.read_xlsx_sheets(connection, file, tmp_path), 4)
    assert streamed == laid_out
    assert [row[1] for row in streamed] == ["编号", "6917000000000000001", "2", "3", None, "5", "6", None]
    assert [row[2] for row in streamed[1:6]] == ["1299.9", "0.3", None, "12", "6.917E+18"]


def test_dates_are_left_to_calamine(tmp_path: Path) -> None:
    lines: Lines = [["时间"], [dt.datetime.fromisoformat("2026-09-01 20:15:33")]]
    file = write(tmp_path / "x.xlsx", lines, constant_memory=True)
    with duckdb.connect() as connection:
        assert cells(xlsx_sheets.read_xlsx_sheets(connection, file, tmp_path), 1)[1] == [
            2,
            "2026-09-01 20:15:33",
        ]


def rewrite(file: NamedFile, change: Callable[[bytes], bytes]) -> None:
    """Change the XML of the first sheet."""
    with zipfile.ZipFile(file.path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = change(parts[sheet])
    with zipfile.ZipFile(file.path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def prefixed(sheet: bytes) -> bytes:
    """The same XML as a writer puts it that names its namespace."""
    named = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", sheet)
    return named.replace(b"xmlns=", b"xmlns:x=", 1).replace(b"<?x:xml", b"<?xml")


DATED: Lines = [*PLAIN, [None, dt.datetime.fromisoformat("2026-09-01 20:15:33"), "日期", None]]


@pytest.mark.parametrize("lines", [PLAIN, DATED], ids=["streamed", "calamine"])
@pytest.mark.parametrize("is_prefixed", [False, True])
@pytest.mark.parametrize("index", [b"-1", b"14", b"1000000", b"1" + b"0" * 20])
def test_a_shared_text_that_is_not_there_is_no_other_one(
    tmp_path: Path, lines: Lines, index: bytes, is_prefixed: bool
) -> None:
    file = write(tmp_path / "x.xlsx", lines, constant_memory=False)
    last = rb'(?s)(.*)t="s"><v>\d+</v>'
    rewrite(file, lambda sheet: re.sub(last, rb'\1t="s"><v>%s</v>' % index, sheet, count=1))
    if is_prefixed:
        rewrite(file, prefixed)
    with duckdb.connect() as connection, pytest.raises(FileRefused) as refused:
        xlsx_sheets.read_xlsx_sheets(connection, file, tmp_path)
    assert [issue.code for issue in refused.value.issues] == ["xlsx_damaged"]


def test_shared_texts_that_are_there_are_no_damage(tmp_path: Path) -> None:
    file = write(tmp_path / "x.xlsx", DATED, constant_memory=False)
    with duckdb.connect() as connection:
        before = cells(xlsx_sheets.read_xlsx_sheets(connection, file, tmp_path), 4)
        rewrite(file, prefixed)
        assert cells(xlsx_sheets.read_xlsx_sheets(connection, file, tmp_path), 4) == before
    assert before[-1] == [9, None, "2026-09-01 20:15:33", "日期", None]
