"""Whole files: headers, shapes, damage. Every refusal is an issue with words in both languages."""

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from boji.intake import ImportRefused, Issue, import_files
from boji.lake import latest_snapshot
from boji.workspace import Workspace

HEADER = "line_id,order_id\n"


def refusal(workspace: Workspace, *paths: Path, as_table: str | None = None) -> list[Issue]:
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, paths, as_table)
    assert latest_snapshot(workspace).id == 0
    for issue in refused.value.issues:
        for language in ("zh", "en"):
            assert "{" not in issue.text(language)
            assert len(issue.text(language)) < 700
    return list(refused.value.issues)


CSV_REFUSED: list[tuple[str, bytes, str, int | None]] = [
    ("empty", b"", "empty_file", None),
    ("only spaces", b"  \n\n", "empty_file", None),
    ("bom alone", b"\xef\xbb\xbf", "empty_file", None),
    ("utf-16", "line_id,order_id\nA,中\n".encode("utf-16"), "encoding", None),
    ("gbk header", "line_id,订单\nA,B\n".encode("gbk"), "encoding", 1),
    ("gbk cell", HEADER.encode() + "A,B\nC,中文\n".encode("gbk"), "encoding", 3),
    ("cut inside a character", HEADER.encode() + "A,中".encode()[:-1], "encoding", 2),
    ("nul", HEADER.encode() + b"A,B\nC,\0\n", "nul", 3),
    ("nul far down", HEADER.encode() + b"A,B\n" * 400_000 + b"C,\0\n", "nul", 400_002),
    ("short row", HEADER.encode() + b"A,B\nC\n", "row_width", 3),
    ("long row", HEADER.encode() + b"A,B\nC,D,E\n", "row_width", 3),
    ("open quote", HEADER.encode() + b'A,B\n"C,D\n', "csv_shape", 3),
    ("mixed line ends", HEADER.encode() + b"A,B\r\nC,D\n", "line_ends", None),
    ("unknown column", b"line_id,oder_id\nA,B\n", "unknown_column_like", 1),
    ("far column", b"line_id,zzzz\nA,B\n", "unknown_column", 1),
    ("upper case", b"LINE_ID\nA\n", "unknown_column_like", 1),
    ("twice", b"line_id,line_id\nA,B\n", "duplicate_column", 1),
    ("nameless", b"line_id,\nA,B\n", "empty_column_name", 1),
    ("no key", b"order_id\nA\n", "missing_column", 1),
    ("semicolons", b"line_id;order_id\nA;B\n", "delimiter", 1),
    ("header without end", b"line_id," + b"x" * 3_000_000, "header_too_long", 1),
    ("a million columns", b",".join(b"c%d" % n for n in range(1_000_000)), "header_too_long", 1),
    ("a cell of 20 MB", HEADER.encode() + b"A," + b"x" * 20_000_000, "csv_shape", 2),
]


@pytest.mark.parametrize(
    ("name", "content", "code", "row"), CSV_REFUSED, ids=[case[0] for case in CSV_REFUSED]
)
def test_csv_refused(
    workspace: Workspace, tmp_path: Path, name: str, content: bytes, code: str, row: int | None
) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_bytes(content)
    issues = refusal(workspace, path)
    assert code in [issue.code for issue in issues]
    assert issues[[issue.code for issue in issues].index(code)].row == row


CSV_KEPT: list[tuple[str, bytes, int]] = [
    ("header alone", HEADER.encode(), 0),
    ("bom", b"\xef\xbb\xbf" + HEADER.encode() + b"A,B\n", 1),
    ("crlf", b"line_id,order_id\r\nA,B\r\nC,D\r\n", 2),
    ("no last line end", HEADER.encode() + b"A,B", 1),
    ("blank lines", HEADER.encode() + b"A,B\n\nC,D\n\n\n", 2),
    ("rows of commas", HEADER.encode() + b"A,B\n,\nC,D\n", 2),
    ("line end in a cell", HEADER.encode() + b'"A","B\nB"\nC,D\n', 2),
    ("columns in another order", b"order_id, line_id \nB,A\n", 1),
]


@pytest.mark.parametrize(("name", "content", "rows"), CSV_KEPT, ids=[case[0] for case in CSV_KEPT])
def test_csv_kept(workspace: Workspace, tmp_path: Path, name: str, content: bytes, rows: int) -> None:
    path = tmp_path / "ORDER_LINES.CSV"
    path.write_bytes(content)
    report = import_files(workspace, [path])
    assert (report.files[0].rows, report.files[0].added, report.published) == (rows, rows, True)


def test_rows_count_as_in_excel(workspace: Workspace, tmp_path: Path) -> None:
    """Blank lines count, line ends inside a cell do not."""
    path = tmp_path / "order_lines.csv"
    path.write_bytes(b'line_id,quantity\n"A\nA",1\n\n,\nB,x\n\nC,y\n')
    assert [(issue.row, issue.value) for issue in refusal(workspace, path)] == [(5, "x"), (7, "y")]


def test_all_files_are_checked_and_none_written(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("product_id,unit_cost\nG,1.00\n")
    (tmp_path / "gifts.csv").write_text("gift_id,at,amount\nG,nonsense,1.00\n")
    (tmp_path / "tasks.csv").write_text("task_id\nG\n")
    (tmp_path / "notes.txt").write_text("left alone")
    issues = refusal(workspace, tmp_path)
    assert {(issue.file, issue.code) for issue in issues} == {
        ("gifts.csv", "instant"),
        ("tasks.csv", "missing_column"),
    }


NAMES = [
    ("order_line.csv", None, "unknown_format_like"),
    ("order_line.parquet", None, "unknown_table"),
    ("orders.txt", None, "file_kind"),
    ("products.csv", "order_lne", "unknown_table"),
    ("absent.csv", None, "no_file"),
]


@pytest.mark.parametrize(("name", "as_table", "code"), NAMES)
def test_names(workspace: Workspace, tmp_path: Path, name: str, as_table: str | None, code: str) -> None:
    if name != "absent.csv":
        (tmp_path / name).write_text(HEADER)
    assert [issue.code for issue in refusal(workspace, tmp_path / name, as_table=as_table)] == [code]


def test_names_with_patterns(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "订单 [1] *?'.csv"
    path.write_text(HEADER + "A,B\n")
    assert import_files(workspace, [path], "Order_Lines").files[0].added == 1


def test_shifts_end_after_they_start(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "shifts.csv"
    path.write_text(
        "session_id,person_id,role,starts_at,ends_at\n"
        "S,A,anchor,2026-09-01 20:00:00,2026-09-01 22:00:00\n"
        "S,B,anchor,2026-09-01 22:00:00,2026-09-01 22:00:00\n"
        "S,C,anchor,2026-09-01 22:00:00,2026-09-01 02:00:00\n"
    )
    assert [(issue.code, issue.row, issue.column) for issue in refusal(workspace, path)] == [
        ("interval", 3, "ends_at"),
        ("interval", 4, "ends_at"),
    ]


def test_a_key_twice(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"
    path.write_text(HEADER + "A,1\nB,1\nA,2\n")
    (issue,) = refusal(workspace, path)
    assert (issue.code, issue.row, issue.value) == ("duplicate_key", 4, "A")
    assert "row 2 of order_lines.csv" in issue.text("en")

    path.write_text(HEADER + "A,1\nB,1\nA,1\n")
    (file,) = import_files(workspace, [path]).files
    assert (file.rows, file.accepted, file.added, file.unchanged) == (3, 3, 2, 0)


def test_a_key_in_two_files(workspace: Workspace, tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(HEADER + "A,1\nB,1\n")
    two.write_text(HEADER + "C,1\nB,2\n")
    (issue,) = refusal(workspace, one, two, as_table="order_lines")
    assert (issue.file, issue.row, issue.code) == ("two.csv", 3, "duplicate_key")

    two.write_text(HEADER + "C,1\nB,1\n")
    report = import_files(workspace, [one, two, one], "order_lines")
    assert [(file.name, file.rows, file.added, file.unchanged) for file in report.files] == [
        ("one.csv", 2, 2, 0),
        ("two.csv", 2, 1, 1),
    ]


def zipped(parts: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return held.getvalue()


def workbook(sheet: bytes) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        book.add_worksheet()
    with zipfile.ZipFile(held) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return zipped(parts | {"xl/worksheets/sheet1.xml": sheet})


SHEET = b'<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>%s</sheetData></worksheet>'
XLSX_REFUSED: list[tuple[str, bytes, str]] = [
    ("empty", b"", "empty_file"),
    ("no zip", b"line_id\nA\n", "xlsx_damaged"),
    ("another zip", zipped({"a.txt": b"x"}), "xlsx_damaged"),
    ("bomb", zipped({f"xl/media/{n}": bytes(60_000_000) for n in range(20)}), "xlsx_too_large"),
    (
        "far cell",
        workbook(SHEET % b'<row r="2"><c r="ALL1048576"><f>1</f><v>1</v></c></row>'),
        "xlsx_too_large",
    ),
]


@pytest.mark.parametrize(("name", "content", "code"), XLSX_REFUSED, ids=[case[0] for case in XLSX_REFUSED])
def test_xlsx_refused(workspace: Workspace, tmp_path: Path, name: str, content: bytes, code: str) -> None:
    path = tmp_path / "order_lines.xlsx"
    path.write_bytes(content)
    assert [issue.code for issue in refusal(workspace, path)] == [code]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(100) + b"PAR1", b"line_id\nA\n"])
def test_parquet_refused(workspace: Workspace, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "order_lines.parquet"
    path.write_bytes(content)
    (issue,) = refusal(workspace, path)
    assert issue.code in ("empty_file", "parquet_damaged")
