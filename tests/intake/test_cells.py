"""One cell at a time through a whole import: what is kept, what is refused and in which words."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest

from boji.engine.facts import TABLES
from boji.intake import ImportRefused, import_files
from boji.intake.cells import checked
from boji.intake.zones import usual_days
from boji.lake import latest_snapshot
from boji.workspace import Workspace

# column, its text, what is stored (as text)
KEPT = [
    ("paid_amount", "12.30", "1230"),
    ("paid_amount", "12.3", "1230"),
    ("paid_amount", "12", "1200"),
    ("paid_amount", " 12.30 ", "1230"),
    ("paid_amount", "\u300012.30", "1230"),
    ("paid_amount", "-0.01", "-1"),
    ("paid_amount", "-0", "0"),
    ("paid_amount", "92233720368547758.07", "9223372036854775807"),
    ("paid_amount", "-92233720368547758.08", "-9223372036854775808"),
    ("paid_amount", "9999999999999999.99", "999999999999999999"),
    ("paid_amount", "", None),
    ("paid_amount", "  ", None),
    ("quantity", "3", "3"),
    ("quantity", "007", "7"),
    ("quantity", "9223372036854775807", "9223372036854775807"),
    ("paid_at", "2026-09-01 20:15:33", "2026-09-01 12:15:33+00"),
    ("paid_at", "2026-09-01T20:15:33", "2026-09-01 12:15:33+00"),
    ("paid_at", " 2026-09-01 20:15:33 ", "2026-09-01 12:15:33+00"),
    ("paid_at", "2026-09-01 20:15:33.000001", "2026-09-01 12:15:33.000001+00"),
    ("paid_at", "2026-09-01 20:15:33.5", "2026-09-01 12:15:33.5+00"),
    ("paid_at", "2026-09-01T20:15:33Z", "2026-09-01 20:15:33+00"),
    ("paid_at", "2026-09-01 20:15:33+08:00", "2026-09-01 12:15:33+00"),
    ("paid_at", "2026-09-01 20:15:33.25-0530", "2026-09-02 01:45:33.25+00"),
    ("paid_at", "1988-07-01 12:00:00", "1988-07-01 03:00:00+00"),  # Shanghai had summer time then
    ("repeat_buyer", "true", "true"),
    ("repeat_buyer", "TRUE", "true"),
    ("repeat_buyer", "1", "true"),
    ("repeat_buyer", "是", "true"),
    ("repeat_buyer", " yes ", "true"),
    ("repeat_buyer", "0", "false"),
    ("repeat_buyer", "No", "false"),
    ("repeat_buyer", "否", "false"),
    ("channel", "live", "live"),
    ("channel", " video", "video"),
    ("buyer_id", " 小 明 ", "小 明"),
    ("buyer_id", "'\"\"'", "'\"'"),
    ("buyer_id", "NULL", "NULL"),
    ("buyer_id", "00123", "00123"),
]

# column, its text, the code of the issue
REFUSED = [
    ("paid_at", "2026-09-01 24:00:00", "instant"),
    ("paid_amount", "12.345", "decimals"),
    ("paid_amount", "1,299.90", "thousands"),
    ("paid_amount", "1e3", "money"),
    ("paid_amount", "1_000", "money"),
    ("paid_amount", "+5", "money"),
    ("paid_amount", ".5", "money"),
    ("paid_amount", "5.", "money"),
    ("paid_amount", "１２", "money"),
    ("paid_amount", "12元", "unit"),
    ("paid_amount", "¥12", "unit"),
    ("paid_amount", "1.2万", "unit"),
    ("paid_amount", "--", "money"),
    ("paid_amount", "nan", "money"),
    ("paid_amount", "inf", "money"),
    ("paid_amount", "92233720368547758.08", "range"),
    ("paid_amount", "99999999999999999999", "range"),
    ("quantity", "1.0", "count"),
    ("quantity", "9223372036854775808", "range"),
    ("quantity", "0x10", "count"),
    ("paid_at", "2026-09-01", "instant"),
    ("paid_at", "2026-09-01 20:15", "instant"),
    ("paid_at", "2026/9/1 20:15:33", "instant"),
    ("paid_at", "2026-02-30 20:15:33", "instant"),
    ("paid_at", "2026-09-01 24:00:00", "instant"),
    ("paid_at", "2026-09-01 23:59:60", "instant"),
    ("paid_at", "2026-09-01 20:15:33.1234567", "instant"),
    ("paid_at", "2026-09-01 20:15:33 Asia/Shanghai", "instant"),
    ("paid_at", "2026-09-01 20:15:33+15:00", "instant"),
    ("paid_at", "epoch", "instant"),
    ("paid_at", "1026-09-01 20:15:33", "instant_range"),
    ("paid_at", "1986-05-04 02:30:00", "no_such_time"),  # clocks went from 2 to 3
    ("repeat_buyer", "y", "flag"),
    ("repeat_buyer", "2", "flag"),
    ("channel", "Live", "choice"),
    ("channel", "直播", "choice"),
    ("line_id", "", "required"),
    ("line_id", "   ", "required"),
]


def write_line(folder: Path, column: str, text: str) -> Path:
    """Two order lines, the second with the cell in question."""
    cells = {"line_id": "L2", "order_id": "O", column: text}
    path = folder / "order_lines.csv"
    quoted = ",".join(f'"{cell}"' if "," in cell else cell for cell in cells.values())
    first = ",".join("L1" if name == "line_id" else "" for name in cells)
    path.write_text(f"{','.join(cells)}\n{first}\n{quoted}\n", "utf-8")
    return path


@pytest.mark.parametrize(("column", "text", "stored"), KEPT)
def test_kept(workspace: Workspace, tmp_path: Path, column: str, text: str, stored: str | None) -> None:
    if '"' in text:
        text = f'"{text}"'
    import_files(workspace, [write_line(tmp_path, column, text)])
    files = latest_snapshot(workspace).files("order_lines")
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            f"SELECT CAST({column} AS VARCHAR) FROM read_parquet(?) WHERE line_id = 'L2'", [files]
        ).fetchall()
    assert found == [(stored,)]


@pytest.mark.parametrize(("column", "text", "code"), REFUSED)
def test_refused(workspace: Workspace, tmp_path: Path, column: str, text: str, code: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [write_line(tmp_path, column, text)])
    (issue,) = refused.value.issues
    assert (issue.code, issue.row, issue.column, issue.total) == (code, 3, column, 1)
    assert issue.file == "order_lines.csv"
    for language in ("zh", "en"):
        assert text.strip() in issue.text(language)
    assert latest_snapshot(workspace).id == 0


DAYS = [
    ("2026-09-01", True),
    ("2026/9/1", False),
    ("2026-9-1", False),
    ("2026-02-29", False),
    ("9999-12-31", True),
]


@pytest.mark.parametrize(("text", "right"), DAYS)
def test_days(workspace: Workspace, tmp_path: Path, text: str, right: bool) -> None:
    path = tmp_path / "People.csv"
    path.write_text(f"person_id,role,starts_on,ends_on\nA,anchor,2026-01-01,{text}\n", "utf-8")
    if right:
        assert import_files(workspace, [path]).files[0].added == 1
        return
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    assert [(issue.code, issue.row, issue.column) for issue in refused.value.issues] == [
        ("day", 2, "ends_on")
    ]


def test_measures_have_four_decimals(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text("ticket_id,opened_at,csat\nT,2026-09-01 08:00:00,4.1234\n", "utf-8")
    import_files(workspace, [path])
    path.write_text("ticket_id,opened_at,csat\nT,2026-09-01 08:00:00,4.12345\n", "utf-8")
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    assert refused.value.issues[0].code == "decimals"


def test_examples_are_bounded_and_counted(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "order_lines.csv"
    lines = [f"L{number},x,y" for number in range(1000)]
    path.write_text("\n".join(["line_id,paid_amount,quantity", *lines]), "utf-8")
    with pytest.raises(ImportRefused) as refused:
        import_files(workspace, [path])
    money = [issue for issue in refused.value.issues if issue.column == "paid_amount"]
    assert [issue.row for issue in money] == list(range(2, 52))
    assert {issue.total for issue in refused.value.issues} == {1000}
    assert "还有 950 处" in refused.value.text("zh")
    assert "950 more" in refused.value.text("en")


@pytest.mark.parametrize("key", ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"])
def test_usual_days_hold_what_every_other_day_holds(key: str) -> None:
    """The quick way for plain times says the same as Python, around its edges and on its days."""
    zone, column = ZoneInfo(key), TABLES["order_lines"].column("paid_at")
    first, last, _ = usual_days(zone)
    locals_ = [
        dt.datetime.combine(day + dt.timedelta(days=days), dt.time(hour, 59, 59))
        for day in (first, last)
        for days in (-1, 0, 1)
        if (day + dt.timedelta(days=days)).year < 2100
        for hour in (0, 4, 12, 23)
    ]
    texts = [f"{local:%Y-%m-%d %H:%M:%S}" for local in locals_ if local.year < 2099 or local.month < 12]
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        found = connection.execute(
            f"SELECT epoch_us({checked(column, 'text', zone)}) FROM (SELECT unnest($1) AS text)", [texts]
        ).fetchall()
    said = [dt.datetime.fromisoformat(text).replace(tzinfo=zone) for text in texts]
    assert [micros for (micros,) in found] == [round(time.timestamp() * 1_000_000) for time in said]
