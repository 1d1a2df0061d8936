"""A newcomer with exports of their own: from an empty workspace to a statement, without a handbook."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from boji.platform.roles import Role
from tests.intake.formats.exports import headers_of, table_of, write_csv
from tests.intake.formats.test_shipped import ORDER
from tests.site.conftest import Account

from .conftest import DESK, PHONE, Open, assert_accessible, assert_fits

SESSIONS = (
    "session_id,platform,room_id,started_at,ended_at\n"
    "S1,douyin,小美直播间,2026-09-01 20:00:00,2026-09-01 22:00:00\n"
)
SCHEDULE = "日期,上播时间,下播时间,主播姓名\n2026-09-01,20:00,22:00,陈晨\n"


@pytest.mark.parametrize("width", [DESK, PHONE])
@pytest.mark.slow
def test_from_an_empty_workspace_to_an_explained_statement(
    width: int, browser_page: Open, account: Account, tmp_path: Path, settings: object
) -> None:
    settings.BOJI_CLOCK_STARTS = None  # type: ignore[attr-defined]
    (tmp_path / "sessions.csv").write_text(SESSIONS, "utf-8")
    (tmp_path / "排班.csv").write_text(SCHEDULE, "utf-8")
    orders = write_csv(tmp_path / "1790817120_ab12.csv", table_of(headers_of("doudian_orders"), [ORDER]))
    page = browser_page(width, user=account("lao", Role.ANALYST, Role.FINANCE, Role.HR))

    def looks_right() -> None:
        assert_fits(page)
        assert_accessible(page)

    page.goto("/")
    looks_right()
    page.get_by_role("link", name="导入数据").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("导入数据")
    looks_right()
    page.set_input_files("#files", [orders, tmp_path / "sessions.csv", tmp_path / "排班.csv"])
    expect(page.get_by_role("heading", level=1)).to_contain_text("3 个文件都认得")
    looks_right()
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("第 1 次导入")
    looks_right()
    page.goto("/")
    page.get_by_role("link", name="录入人员").click()
    expect(page.get_by_role("textbox", name="姓名").first).to_have_value("陈晨")
    looks_right()
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 人")
    page.goto("/")
    page.get_by_role("link", name="选择方案").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("从哪个方案开始？")
    looks_right()
    page.get_by_role("button", name="发布").click()
    page.locator(".start a.btn").click()
    page.get_by_role("button", name="核算", exact=True).first.click()
    expect(page.get_by_role("heading", name="发放之前")).to_be_visible()
    page.goto("/")
    page.locator(".start a.btn").click()
    expect(page.get_by_text("陈晨").first).to_be_visible()
