"""Rows that did not come in, mended in the page or in a sheet, and imported."""

from __future__ import annotations

import io
import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from boji.intake.quarantine import mended
from boji.lake.ledger import ledger

from .conftest import MIDNIGHT, Analyst, order, orders

ROWS = [order(1), order(2, 订单应付金额="一百"), order(3, 支付完成时间="昨晚", 订单应付金额="很多")]


def _brought(analyst: Analyst, tmp_path: Path) -> str:
    number = analyst.bring(MIDNIGHT, orders(tmp_path, ROWS))
    return f"/data/imports/{number}/quarantine/"


def _fields(page: str) -> dict[str, str]:
    """The fields of a page as a browser would send them."""
    found = re.findall(r'name="((?:place|cell):[\d:]+)" value="([^"]*)"', page)
    return dict(found)


def test_only_the_mended_row_is_imported(analyst: Analyst, tmp_path: Path) -> None:
    address = _brought(analyst, tmp_path)
    page = analyst.text(address)
    assert "2 行没有导入" in page
    fields = _fields(page)
    assert [text for name, text in fields.items() if name.startswith("cell:")] == ["一百", "昨晚", "很多"]
    changed = fields | {name: "100" for name, text in fields.items() if text == "一百"}
    assert analyst.client.post(address, changed).status_code == 302
    entry = ledger(analyst.workspace)[-1].entry
    (file,) = entry.files
    assert (file.name, file.rows, file.accepted) == ("1790817120_ab12.xlsx", 1, 1)
    assert mended(analyst.workspace, 1) == [1]
    assert "1 行没有导入" in analyst.text(address)


def test_nothing_typed_is_nothing_imported(analyst: Analyst, tmp_path: Path) -> None:
    address = _brought(analyst, tmp_path)
    answer = analyst.client.post(address, _fields(analyst.text(address)))
    assert answer.status_code == 422
    assert "没有改动任何一行" in answer.content.decode()
    assert len(ledger(analyst.workspace)) == 1


def test_a_row_that_is_still_wrong_stays(analyst: Analyst, tmp_path: Path) -> None:
    address = _brought(analyst, tmp_path)
    fields = _fields(analyst.text(address))
    analyst.client.post(address, fields | {name: "-" for name, text in fields.items() if text == "昨晚"})
    assert mended(analyst.workspace, 1) == [0]


def test_rows_come_back_in_a_sheet(analyst: Analyst, tmp_path: Path) -> None:
    address = _brought(analyst, tmp_path)
    answer = analyst.client.get(address.removesuffix("/") + ".xlsx")
    assert answer.status_code == 200
    sheet = io.BytesIO(answer.content)
    uploaded = analyst.client.post(
        "/data/uploads/", {"files": [SimpleUploadedFile("rows.xlsx", sheet.read())]}
    )
    assert "抖店订单" in analyst.text(uploaded.headers["Location"])


def test_an_import_without_quarantine_has_no_sheet(analyst: Analyst, tmp_path: Path) -> None:
    number = analyst.bring(MIDNIGHT, orders(tmp_path, ROWS[:1]))
    assert "没有隔离的行" in analyst.text(f"/data/imports/{number}/quarantine/")
    assert analyst.client.get(f"/data/imports/{number}/quarantine.xlsx").status_code == 302
    assert analyst.client.get("/data/imports/99/quarantine/").status_code == 404


def test_all_are_tried_again_when_what_was_missing_is_there(analyst: Analyst) -> None:
    schedule = "日期,上播时间,下播时间,主播姓名\n2026-09-01,19:00,22:00,陈晨\n".encode()
    people = "person_id,name,role,starts_on\nA1,陈晨,anchor,2026-01-01\n".encode()
    session = (
        "session_id,platform,room_id,started_at,ended_at\n"
        "S1,douyin,R1,2026-09-01 19:00:00,2026-09-01 22:00:00\n"
    )
    analyst.bring("sessions.csv", session.encode())
    number = analyst.bring("排班.csv", schedule)
    address = f"/data/imports/{number}/quarantine/"
    assert "1 行没有导入" in analyst.text(address)
    analyst.bring("people.csv", people)
    analyst.client.post(address, {"again": "1"})
    assert mended(analyst.workspace, number) == [1]
