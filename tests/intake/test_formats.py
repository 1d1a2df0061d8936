"""The same facts in CSV, xlsx and Parquet are the same rows."""

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from boji.intake import ImportRefused, import_files
from boji.lake import latest_snapshot
from boji.workspace import Workspace

COLUMNS = ["line_id", "quantity", "paid_at", "paid_amount", "repeat_buyer", "buyer_id"]
ROWS = [
    ["123", "2", "2026-09-01 20:15:33", "12.30", "true", "小明"],
    ["L2", "", "2026-09-01 20:15:33.123000", "1299.9", "false", ""],
    ["L3", "-1", "", "0.3", "", "x"],
]


def stored(workspace: Workspace, table: str = "order_lines") -> list[Any]:
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        files = latest_snapshot(workspace).files(table)
        return connection.execute(
            "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM read_parquet(?) ORDER BY 1", [files]
        ).fetchall()


def as_csv(path: Path) -> None:
    path.write_text("\n".join(",".join(row) for row in [COLUMNS, *ROWS]), "utf-8")


def as_xlsx(path: Path, *, native: bool) -> None:
    book = xlsxwriter.Workbook(str(path))
    when = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet = book.add_worksheet("订单")
    sheet.write_row(0, 0, COLUMNS)
    for number, (line, quantity, paid_at, amount, repeat, buyer) in enumerate(ROWS, start=1):
        if not native:
            for column, cell in enumerate((line, quantity, paid_at, amount, repeat, buyer)):
                sheet.write_string(number, column, cell)
            continue
        sheet.write(number, 0, float(line) if line.isdecimal() else line)
        sheet.write(number, 1, float(quantity) if quantity else None)
        if paid_at:
            sheet.write_datetime(number, 2, dt.datetime.fromisoformat(paid_at), when)
        sheet.write_number(number, 3, 0.1 + 0.2 if amount == "0.3" else float(amount))
        if repeat:
            sheet.write_boolean(number, 4, repeat == "true")
        sheet.write(number, 5, buyer)
    book.add_worksheet("other").write(0, 0, "left alone")
    book.close()


def as_parquet(path: Path, *, amount: str, paid_at: str) -> None:
    values = ", ".join("(" + ", ".join(f"'{cell}'" if cell else "NULL" for cell in row) + ")" for row in ROWS)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        connection.execute(
            f"COPY (SELECT line_id, quantity::INTEGER AS quantity, paid_at::{paid_at} AS paid_at,"
            f" paid_amount::{amount} AS paid_amount, repeat_buyer::BOOLEAN AS repeat_buyer, buyer_id"
            f" FROM (VALUES {values}) t({', '.join(COLUMNS)})) TO '{path}' (FORMAT parquet)"
        )


@pytest.fixture
def expected(tmp_path: Path) -> list[Any]:
    path = tmp_path / "order_lines.csv"
    as_csv(path)
    workspace = Workspace.create(tmp_path / "csv")
    import_files(workspace, [path])
    return stored(workspace)


@pytest.mark.parametrize("native", [True, False])
def test_xlsx(workspace: Workspace, tmp_path: Path, expected: list[Any], native: bool) -> None:
    path = tmp_path / "order_lines.xlsx"
    as_xlsx(path, native=native)
    assert import_files(workspace, [path]).files[0].rows == 3
    assert stored(workspace) == expected


@pytest.mark.parametrize("paid_at", ["TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMP_MS", "TIMESTAMP_NS", "VARCHAR"])
@pytest.mark.parametrize("amount", ["DECIMAL(18, 2)", "DECIMAL(38, 9)", "DOUBLE", "FLOAT", "VARCHAR"])
def test_parquet(
    workspace: Workspace, tmp_path: Path, expected: list[Any], amount: str, paid_at: str
) -> None:
    path = tmp_path / "order_lines.parquet"
    as_parquet(path, amount=amount, paid_at=paid_at)
    import_files(workspace, [path])
    assert stored(workspace) == expected


PARQUET_REFUSED = [
    ("12.345::DECIMAL(18, 3)", "decimals"),
    ("12.345::DOUBLE", "decimals"),
    ("1e30::DOUBLE", "money"),
    ("'nan'::DOUBLE", "money"),
    ("[1]", "parquet_type"),
    ("DATE '2026-09-01'", "money"),
]


@pytest.mark.parametrize(("value", "code"), PARQUET_REFUSED)
def test_parquet_refused(workspace: Workspace, tmp_path: Path, value: str, code: str) -> None:
    path = tmp_path / "order_lines.parquet"
    duckdb.sql(f"COPY (SELECT 'L' AS line_id, {value} AS paid_amount) TO '{path}' (FORMAT parquet)")
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    assert [issue.code for issue in refused.value.issues] == [code]


def test_xlsx_refused_cells(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "order_lines.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_number(1, 0, 6923456789012345678)
    sheet.write_datetime(2, 0, dt.date(2026, 9, 1), day)
    sheet.write(3, 0, "L3")
    sheet.write(3, 7, "stray")
    book.close()
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    assert sorted((issue.code, issue.row) for issue in refused.value.issues) == [
        ("date_in_text", 3),
        ("long_number", 2),
        ("unnamed_cell", 4),
    ]


def test_xlsx_formula_error(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "order_lines.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, COLUMNS)
    sheet.write(1, 0, "L1")
    sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
    book.add_worksheet().write_formula(0, 0, "=1/0", None, "#DIV/0!")
    book.close()
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    assert [(issue.code, issue.row, issue.value) for issue in refused.value.issues] == [
        ("formula_error", 2, "D2")
    ]


def test_xlsx_that_is_cut_off(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "order_lines.xlsx"
    as_xlsx(path, native=True)
    path.write_bytes(path.read_bytes()[:-500])
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    assert [issue.code for issue in refused.value.issues] == ["xlsx_damaged"]
