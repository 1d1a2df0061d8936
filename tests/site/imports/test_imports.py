"""Files from the browser into the facts: looked at first, imported, undone, imported again; nobody else's."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from boji.imports import actions
from boji.imports.models import Upload
from boji.intake import import_files
from boji.lake.ledger import ledger
from boji.lake.snapshot import latest_snapshot
from boji.platform import clock
from boji.platform.audit import Search, entries

from .conftest import MIDNIGHT, Analyst, order, orders

SESSION = b"session_id,platform,room_id,started_at\nS1,douyin,R1,2026-09-01 19:00:00\n"
GOOD, BAD = order(1), order(2, 订单应付金额="一百")


def test_a_file_is_seen_for_what_it_is_before_anything_is_written(analyst: Analyst, tmp_path: Path) -> None:
    answer = analyst.client.post(
        "/data/uploads/", {"files": [SimpleUploadedFile(MIDNIGHT, orders(tmp_path, [GOOD, BAD]))]}
    )
    page = analyst.text(answer.headers["Location"])
    for words in (
        "抖店订单",
        "2 行",
        "9月1日",
        "2026-10-01T09:12",
        "已隔离 1",
        "实付金额",
        "个人信息，不保留",
    ):
        assert words in page, words
    assert latest_snapshot(analyst.workspace).id == 0


def test_what_became_of_the_rows_adds_up_and_says_why(analyst: Analyst, tmp_path: Path) -> None:
    number = analyst.bring(MIDNIGHT, orders(tmp_path, [GOOD, BAD, {"主订单编号": "合计"}]))
    (file,) = ledger(analyst.workspace)[0].entry.files
    assert (file.rows, file.accepted, file.quarantined, file.ignored) == (3, 1, 1, 1)
    page = analyst.text(f"/data/imports/{number}/")
    assert "1 行在隔离区" in page
    assert "订单应付金额：“一百”" in page
    assert "合计行" in page
    assert ledger(analyst.workspace)[0].entry.origin.by == str(analyst.user)
    assert [entry.action for entry in entries(Search(action="import."))] == ["import.bring"]


def test_an_export_time_that_somebody_says_is_that_of_the_file(analyst: Analyst, tmp_path: Path) -> None:
    answer = analyst.upload(**{MIDNIGHT.replace(".", "__"): orders(tmp_path, [GOOD])})
    address = answer.headers["Location"]
    (file,) = Upload.objects.get().files.all()
    form = {f"exported:{file.pk}": "2099-01-01T00:00", f"before:{file.pk}": "2026-10-01T09:12"}
    late = analyst.client.post(f"{address}import/", form)
    assert late.status_code == 422
    assert "导出时间不能晚于现在" in late.content.decode()
    analyst.client.post(f"{address}import/", form | {f"exported:{file.pk}": "2026-09-30T08:00"})
    (brought,) = ledger(analyst.workspace)[0].entry.files
    assert brought.exported_at == dt.datetime(2026, 9, 30, 0, 0, tzinfo=dt.UTC)


def test_an_undo_says_what_it_takes_away_and_the_files_come_in_again(
    analyst: Analyst, tmp_path: Path
) -> None:
    number = analyst.bring(MIDNIGHT, orders(tmp_path, [GOOD, order(3, 支付完成时间="2026-08-03 20:15:33")]))
    effect = analyst.text(f"/data/imports/{number}/effect/")
    assert "2026年8月：1 行" in effect
    assert "2026年9月：1 行" in effect
    refused = analyst.client.post(f"/data/imports/{number}/", {"reason": ""})
    assert (refused.status_code, len(ledger(analyst.workspace))) == (422, 1)
    analyst.client.post(f"/data/imports/{number}/", {"reason": "导错了店铺"})
    assert latest_snapshot(analyst.workspace).files("order_lines") == []
    page = analyst.text(f"/data/imports/{number}/")
    assert "导错了店铺" in page
    again = analyst.client.post(f"/data/imports/{number}/again/")
    analyst.client.post(f"{again.headers['Location']}import/")
    assert [line.is_in_force for line in ledger(analyst.workspace)] == [False, False, True]
    assert [one.action for one in entries(Search(action="import."))] == [
        *("import.bring", "import.undo", "import.bring")
    ]


def test_the_same_file_again_changes_nothing(analyst: Analyst, tmp_path: Path) -> None:
    data = orders(tmp_path, [GOOD])
    first = analyst.bring(MIDNIGHT, data)
    answer = analyst.client.post("/data/uploads/", {"files": [SimpleUploadedFile(MIDNIGHT, data)]})
    assert f"第 {first} 次已导入" in analyst.text(answer.headers["Location"])
    assert analyst.bring(MIDNIGHT, data) == first
    assert len(ledger(analyst.workspace)) == 1


REFUSED = {
    "an old workbook": ({"a__xls": b"\xd0\xcf"}, "不是表格"),
    "a program": ({"a__exe": b"MZ"}, "不是表格"),
    "nothing in it": ({"a__csv": b""}, "文件是空的"),
    "no file": ({}, "请选择文件"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_not_taken(name: str, analyst: Analyst) -> None:
    files, words = REFUSED[name]
    answer = analyst.upload(**files)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Upload.objects.exists()


def test_uploads_are_bounded_together(analyst: Analyst, settings: object) -> None:
    settings.BOJI_UPLOAD_MEGABYTES = 1  # type: ignore[attr-defined]
    assert "超过 1 MB" in analyst.upload(a__csv=b"a" * (2 << 20)).content.decode()
    for _ in range(5):
        assert analyst.upload(a__csv=b"a,b\n" + b"1,2\n" * 200_000).status_code == 302
    assert "等待导入的文件太多" in analyst.upload(a__csv=b"a,b\n" + b"1,2\n" * 200_000).content.decode()


HOSTILE = {
    "no workbook": b"PK\x03\x04 broken",
    "a million columns": ",".join(f"c{n}" for n in range(1_000_000)).encode(),
    "binary": bytes(range(256)) * 50,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_contents_are_an_issue_in_words(name: str, analyst: Analyst) -> None:
    ending = "xlsx" if name == "no workbook" else "csv"
    answer = analyst.client.post(
        "/data/uploads/", {"files": [SimpleUploadedFile(f"a.{ending}", HOSTILE[name])]}
    )
    page = analyst.text(answer.headers["Location"])
    assert "不能导入" in page
    assert 'class="field-error"' in page
    pressed = analyst.client.post(f"{answer.headers['Location']}import/")
    assert pressed.status_code == 200
    assert latest_snapshot(analyst.workspace).id == 0


def test_a_name_is_never_a_path(analyst: Analyst, tmp_path: Path) -> None:
    data = orders(tmp_path, [GOOD])
    body = (
        b'--b\r\nContent-Disposition: form-data; name="files"; filename="..\\..\\..\\evil.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + data + b"\r\n--b--\r\n"
    )
    analyst.client.post("/data/uploads/", body, content_type="multipart/form-data; boundary=b")
    (kept,) = analyst.workspace.uploads.rglob("*.csv")
    assert kept.parent.parent == analyst.workspace.uploads


def test_what_nobody_imports_goes_after_a_day(analyst: Analyst) -> None:
    analyst.upload(a__csv=b"a,b\n1,2\n")
    assert actions.sweep(clock.now() + dt.timedelta(hours=23)) == 0
    assert actions.sweep(clock.now() + dt.timedelta(hours=25)) == 1
    assert not any(analyst.workspace.uploads.iterdir())


def test_discarded_files_are_gone(analyst: Analyst) -> None:
    address = analyst.upload(a__csv=b"a,b\n1,2\n", b__csv=b"a,b\n1,2\n").headers["Location"]
    first = Upload.objects.get().files.first()
    assert first is not None
    analyst.client.post(f"{address}{first.pk}/discard/")
    assert "a.csv" not in analyst.text(address)
    analyst.client.post(f"{address}discard/")
    assert analyst.client.get(address).status_code == 404
    assert not any(analyst.workspace.uploads.iterdir())


def test_where_a_worker_lives_it_does_the_work(
    analyst: Analyst, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("boji.imports.jobs.living_workers", lambda: ["here:1:2"])
    answer = analyst.upload(**{MIDNIGHT.replace(".", "__"): orders(tmp_path, [GOOD])})
    page = analyst.text(answer.headers["Location"])
    assert re.search(r'hx-get="/jobs/\d+/progress/\?follow=1"', page)
    assert "识别中" in page


def _bomb(size: int) -> bytes:
    """A workbook of few bytes that would unpack to `size`."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml", "<workbook><sheets><sheet name='a' sheetId='1'/></sheets></workbook>"
        )
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            for _ in range(size // 1_000_000):
                sheet.write(b"<row/>" * 166_667)
    return held.getvalue()


def test_a_zip_bomb_is_refused_in_words_and_can_be_thrown_away(analyst: Analyst) -> None:
    bomb = _bomb(50_000_000)
    assert len(bomb) < 200_000
    answer = analyst.client.post(
        "/data/uploads/",
        {"files": [SimpleUploadedFile("bomb.xlsx", bomb), SimpleUploadedFile("sessions.csv", SESSION)]},
    )
    address = answer.headers["Location"]
    page = analyst.client.get(address)
    assert (page.status_code, "bomb.xlsx" in page.content.decode()) == (200, True)
    refused = analyst.client.post(f"{address}import/").content.decode()
    assert "移除不能导入的文件" in refused
    assert latest_snapshot(analyst.workspace).id == 0  # nothing of the good file either


def test_two_imports_at_once_both_arrive(analyst: Analyst, tmp_path: Path) -> None:
    other = tmp_path / "sessions.csv"
    other.write_bytes(SESSION.replace(b"S1", b"S2"))
    with ThreadPoolExecutor(1) as pool:  # from the command line, while the page imports
        waiting = pool.submit(import_files, analyst.workspace, [other])
        number = analyst.bring("sessions.csv", SESSION)
        theirs = waiting.result().number
    assert {number, theirs} == {1, 2}
    stored = duckdb.read_parquet(latest_snapshot(analyst.workspace).files("sessions"))
    assert sorted(stored.project("session_id").fetchall()) == [("S1",), ("S2",)]


def test_an_upload_that_is_imported_twice_is_one_import(analyst: Analyst) -> None:
    address = analyst.upload(sessions__csv=SESSION).headers["Location"]
    first, second = (analyst.client.post(f"{address}import/") for _ in range(2))
    assert second.headers["Location"] == first.headers["Location"]
    assert [line.entry.number for line in ledger(analyst.workspace)] == [1]
