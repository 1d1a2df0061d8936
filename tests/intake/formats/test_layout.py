"""Where tables stand in a file, in which encoding and order: none of it changes the facts."""

import random
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from boji.intake.quarantine import PLACE_COLUMN, REASON_COLUMN
from boji.intake.source import FileRefused
from tests.intake.formats.exports import headers_of, read, table_of, write_csv, write_xlsx

HOURLY = headers_of("qianchuan_hourly_costs")
HOUR = {"时间-小时": "2026-09-01 20:00", "整体消耗": "1,234.50"}
LATER = {"时间-小时": "2026-09-01 21:00", "整体消耗": "¥10"}
COSTS = [("2026-09-01 20:00:00", 123_450), ("2026-09-01 21:00:00", 1_000)]

Lines = list[list[Any]]


def costs(path: Path) -> list[tuple[str, int]]:
    return [(cost["at"], cost["amount"]) for cost in read(path, "qianchuan_hourly_costs").facts("costs")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = write_csv(
        tmp_path / "x.csv", table_of(HOURLY, [HOUR, LATER]), encoding=encoding, delimiter=delimiter
    )
    assert costs(path) == COSTS


def test_an_encoding_is_never_half_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    lines = table_of(HOURLY, [HOUR, LATER])
    write_csv(path, lines, encoding="utf-8")
    path.write_bytes(path.read_bytes() + b"\xff\xff,1\n")
    with pytest.raises(FileRefused) as refused:
        costs(path)
    assert [(issue.code, issue.row) for issue in refused.value.issues] == [("encoding_unknown", 4)]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_titles_blank_lines_and_stacked_tables(tmp_path: Path, suffix: str) -> None:
    """Rows are numbered as Excel numbers them; what is no row of a table is ignored, and said so."""
    first, second = table_of(HOURLY, [HOUR]), table_of(HOURLY[::-1], [LATER])
    lines: Lines = [
        ["千川全域推广"],
        ["导出时间：2026-09-02"],
        *first,
        [],
        ["第二张表"],
        *second,
        ["注：含优惠券"],
    ]
    path = tmp_path / f"x{suffix}"
    if suffix == ".csv":
        write_csv(path, lines)
    else:
        write_xlsx(path, {"数据": lines})
    reading = read(path, "qianchuan_hourly_costs")
    assert reading.counts == (2, 0, 3 if suffix == ".csv" else 2)  # a workbook leaves blank rows out
    assert [(cost["at"], cost["amount"]) for cost in reading.facts("costs")] == COSTS
    codes = [(row, code) for row, _, code, _ in reading.reasons()]
    assert codes[-2:] == [(6, "ignored_remark"), (9, "ignored_remark")]
    assert codes[:-2] == ([(5, "ignored_empty")] if suffix == ".csv" else [])


def test_renamed_added_absent_and_repeated_columns_are_notes(tmp_path: Path) -> None:
    headers = ["时间-小时", "整体消耗(元)", "新指标", "新指标"]
    path = write_csv(tmp_path / "x.csv", [headers, ["2026-09-01 20:00", "1,234.50", "7.5w~10w", "x"]])
    reading = read(path, "qianchuan_hourly_costs")
    assert reading.counts == (1, 0, 0)
    assert reading.notes() == {
        "renamed_columns": "整体消耗(元)",
        "added_columns": "新指标、新指标_2",
        "no_account": None,
    }
    assert reading.record()[0]["新指标_2"] == "x"
    assert reading.columns("costs") == ("cost_id", "kind", "at", "amount")


def test_a_file_speaks_only_of_the_columns_that_it_has(tmp_path: Path) -> None:
    headers = ["子订单编号", "主订单编号", "订单提交时间"]
    path = write_csv(tmp_path / "x.csv", [headers, ["2", "1", "2026-09-01 20:00:00"]])
    reading = read(path, "doudian_orders")
    assert reading.columns("order_lines") == ("line_id", "order_id", "platform")
    assert "支付完成时间" in reading.notes()["absent_columns"]


def test_rows_that_come_back_from_quarantine_keep_their_place(tmp_path: Path) -> None:
    """The sheet of quarantined rows is read like the file that they come from."""
    header, row = table_of(HOURLY, [HOUR])
    lines = [[*header, REASON_COLUMN, PLACE_COLUMN], [*row, "不是金额", "3/1/数据/7"]]
    reading = read(write_csv(tmp_path / "x.csv", lines), "qianchuan_hourly_costs")
    assert reading.counts == (1, 0, 0)
    (record,) = reading.record()
    assert record[PLACE_COLUMN] == "3/1/数据/7"
    assert REASON_COLUMN not in record
    assert "added_columns" not in reading.notes()


def test_a_row_has_its_key_even_where_it_is_quarantined(tmp_path: Path) -> None:
    headers = ["子订单编号", "主订单编号", "订单提交时间", "商品数量"]
    rows = [["2", "1", "2026-09-01 20:00:00", "两件"], ["-", "1", "2026-09-01 20:00:00", "1"]]
    reading = read(write_csv(tmp_path / "x.csv", [headers, *rows]), "doudian_orders")
    assert reading.counts == (0, 2, 0)
    assert [row["key_"] for row in reading.record()] == ["2", None]


def test_rows_of_another_width_are_quarantined(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", table_of(HOURLY, [HOUR]))
    with path.open("a", encoding="utf-8") as handle:
        handle.write("2026-09-01 21:00,5\n")  # cut off
    reading = read(path, "qianchuan_hourly_costs")
    assert reading.counts == (1, 1, 0)
    assert reading.reasons() == [(3, "quarantined", "row_width", None)]


def test_the_same_key_with_other_contents_is_quarantined(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "x.csv", table_of(HOURLY, [HOUR, HOUR | {"整体消耗": "9"}, LATER]))
    reading = read(path, "qianchuan_hourly_costs")
    assert reading.counts == (1, 2, 0)
    assert [(row, code) for row, _, code, _ in reading.reasons()] == [
        (2, "contradicted"),
        (3, "contradicted"),
    ]


def test_ids_that_excel_has_lost_are_quarantined(tmp_path: Path) -> None:
    line = {"主订单编号": "1", "子订单编号": 6917000000000000123.0, "订单提交时间": "2026-09-01 20:00:00"}
    path = write_xlsx(tmp_path / "x.xlsx", {"订单": table_of(headers_of("doudian_orders"), [line])})
    assert ("long_number", "子订单编号") in [
        (code, column) for _, _, code, column in read(path, "doudian_orders").reasons()
    ]


def test_cells_whose_formula_failed_are_quarantined(tmp_path: Path) -> None:
    """In their sheet only, though sheets with one header are read together."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for day in (1, 2):
            sheet = book.add_worksheet(f"{day}日")
            sheet.write_row(0, 0, ["时间-小时", "整体消耗"])
            sheet.write_row(1, 0, [f"2026-09-0{day} 20:00", "5"])
            sheet.write_row(2, 0, [f"2026-09-0{day} 21:00", "6"])
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
    reading = read(path, "qianchuan_hourly_costs")
    assert reading.counts == (3, 1, 0)
    assert [(row, code) for row, _, code, _ in reading.reasons()] == [(3, "formula_error"), (3, "required")]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), wide=st.booleans(), added=st.integers(0, 3))
def test_order_of_columns_unknown_ones_and_brackets_change_nothing(seed: int, wide: bool, added: int) -> None:
    chance = random.Random(seed)
    headers = headers_of("taobao_live_sessions")
    row = dict.fromkeys(headers, "1") | {
        "场次id": "480001",
        "直播开播时间": "2026-09-01 20:00:00",
        "开播时长": "5400",
        "成交金额（元）": "9,999.90",
    }
    chance.shuffle(headers)
    for number in range(added):
        headers.insert(chance.randrange(len(headers)), f"新列{number}")
    brackets = str.maketrans("()", "（）") if wide else str.maketrans("（）", "()")
    lines = [[header.translate(brackets) for header in headers], [row.get(header, "?") for header in headers]]
    with tempfile.TemporaryDirectory() as folder:
        reading = read(write_csv(Path(folder) / "x.csv", lines), "taobao_live_sessions")
        assert reading.counts == (1, 0, 0)
        (session,) = reading.facts("sessions")
    assert session["session_id"] == "taobao:480001"
    assert session["gmv"] == 999_990
    assert session["mean_stay_seconds"] == 10_000
    assert len(session) == 17


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("x.csv", b"", "empty_file"),
        ("x.csv", b"\xef\xbb\xbf \n", "empty_file"),
        ("x.csv", "时间-小时,整体消耗\n".encode("utf-16"), "encoding_unknown"),
        ("x.csv", b"a,b\n1,\x002\n", "nul"),
        ("x.csv", b"a" * 2_000_000, "header_too_long"),
        ("x.csv", b",".join([b"a"] * 100_000) + b"\n1\n", "too_many_columns"),
        ("x.csv", b"a,b\n1,2\n", "not_this_format"),
        ("x.csv", b'a,b\n\n1,"2\n', "csv_shape"),
        ("x.xlsx", b"", "empty_file"),
        ("x.xlsx", b"PK\x03\x04 no archive", "xlsx_damaged"),
    ],
)
def test_hostile_files_are_refused(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        costs(path)
    assert [issue.code for issue in refused.value.issues] == [code]


def test_a_zip_bomb_and_a_truncated_workbook_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", '<row r="99999999"><c r="XFD99999999"/></row>')
    with pytest.raises(FileRefused) as refused:
        costs(bomb)
    assert refused.value.issues[0].code == "xlsx_damaged"
    cut = write_xlsx(tmp_path / "cut.xlsx", {"数据": table_of(HOURLY, [HOUR])})
    cut.write_bytes(cut.read_bytes()[:-200])
    with pytest.raises(FileRefused) as refused:
        costs(cut)
    assert refused.value.issues[0].code == "xlsx_damaged"
