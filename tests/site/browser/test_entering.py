"""Signing in, the frame of every page, and the pages that stand alone."""

from __future__ import annotations

from playwright.sync_api import expect

from boji.platform.roles import Role
from tests.site.conftest import Account

from .conftest import DESK, PHONE, Open, assert_accessible, assert_fits


def test_somebody_signs_in_after_a_wrong_password(browser_page: Open, account: Account) -> None:
    account("fang", Role.FINANCE)
    page = browser_page(DESK)
    page.goto("/")
    assert_accessible(page)
    for password in ("wrong", "a long pass phrase"):
        page.get_by_label("用户名").fill("fang")
        page.get_by_label("密码").fill(password)
        page.get_by_role("button", name="登录").click()
        if password == "wrong":
            expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_role("navigation", name="主导航")).to_contain_text("今日")
    assert_accessible(page)


def test_the_language_is_the_readers(browser_page: Open, account: Account) -> None:
    page = browser_page(DESK, user=account("fang", Role.FINANCE))
    page.goto("/")
    page.locator(".side summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Today")
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_on_a_phone_the_rest_of_the_navigation_is_behind_more(browser_page: Open, account: Account) -> None:
    page = browser_page(PHONE, user=account("fang", Role.FINANCE))
    page.goto("/")
    assert_fits(page)
    page.get_by_role("button", name="更多").tap()
    sheet = page.get_by_role("dialog", name="更多")
    expect(sheet.get_by_role("button", name="退出登录（fang）")).to_be_visible()
    assert_accessible(page)
    sheet.get_by_role("button", name="关闭").tap()
    expect(sheet).to_be_hidden()


def test_an_address_that_is_not_there_leads_back(browser_page: Open) -> None:
    page = browser_page(PHONE, failing=("/nowhere/",))
    page.goto("/nowhere/")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这一页")
    expect(page.get_by_role("link", name="回到今日")).to_be_visible()
    assert_accessible(page)
