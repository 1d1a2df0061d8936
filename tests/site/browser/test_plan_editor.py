"""Somebody writes a plan in a real browser: errors in place, examples and words beside the text, saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from boji.plans.actions import begin_draft, save_draft
from boji.plans.models import Draft
from boji.platform.audit import Actor
from boji.platform.models import User
from boji.platform.roles import Role
from tests.cli.company import PLAN
from tests.site.conftest import Account

from .conftest import DESK, PHONE, Open, assert_accessible, assert_fits

NOW = dt.datetime(2026, 4, 10, 2, 0, tzinfo=dt.UTC)
Shoot = Callable[[Page, str], None]


@pytest.fixture
def hu(account: Account) -> User:
    return account("hu", Role.HR)


@pytest.fixture
def draft(hu: User, workspace: object) -> Draft:
    return begin_draft(Actor(hu, "page"), "涨底薪", PLAN, NOW)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_writing_a_plan(browser_page: Open, shoot: Shoot, hu: User, draft: Draft, width: int) -> None:
    page = browser_page(width, user=hu)
    page.goto(f"/plans/drafts/{draft.pk}/")
    editor = page.get_by_role("textbox", name="方案正文")
    expect(editor).to_contain_text("小公司方案")
    expect(page.get_by_role("heading", name="没有错误，1 项算例全部符合")).to_be_visible()
    expect(page.locator("#words")).to_contain_text("底薪：每月 3000元")
    assert_fits(page)
    shoot(page, "plan-editor")
    assert_accessible(page)

    _replace(page, "base_pay: 3000", "base_pey: 3000")
    expect(page.get_by_role("heading", name="1 处错误")).to_be_visible()
    expect(page.locator("#findings")).to_contain_text("是不是“base_pay”？")
    expect(page.locator(".cm-lintRange-error")).to_have_text("base_pey")
    expect(page.get_by_text("有没保存的改动")).to_be_visible()
    page.get_by_role("link", name="第 24 行 5 列").click()
    expect(page.locator(".cm-activeLine")).to_contain_text("base_pey")
    assert_accessible(page)
    shoot(page, "plan-editor-error")
    expect(page.locator("#words")).to_contain_text("底薪：每月 3000元")  # of the last text without errors

    _replace(page, "base_pey: 3000", "base_pay: 3500")
    expect(page.locator("#words")).to_contain_text("底薪：每月 3500元")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("第 2 次保存")).to_be_visible()
    draft.refresh_from_db()
    assert draft.revisions.get(number=2).text == PLAN.replace("3000", "3500")


def test_what_is_not_saved_survives_and_the_second_of_two_is_told(
    browser_page: Open, hu: User, draft: Draft
) -> None:
    page = browser_page(DESK, user=hu, failing=(f"/plans/drafts/{draft.pk}/",))
    page.goto(f"/plans/drafts/{draft.pk}/")
    _replace(page, "base_pay: 3000", "base_pay: 3600")
    save_draft(Actor(hu, "page"), draft.pk, PLAN.replace("3000", "3700"), 1, NOW)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("上次没有保存的内容放回来了")).to_be_visible()
    page.keyboard.press("Control+s")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("hu 刚才保存了第 2 次")).to_be_visible()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("第 3 次保存")).to_be_visible()
    texts = [one.text for one in draft.revisions.all()]
    assert texts == [PLAN, PLAN.replace("3000", "3700"), PLAN.replace("3000", "3600")]


def _replace(page: Page, old: str, new: str) -> None:
    """Type over a piece of the text, as a person with the keyboard would."""
    page.locator(".cm-content").click()
    page.evaluate(
        """old => {
            const content = document.querySelector(".editor").shadowRoot.querySelector(".cm-content");
            const view = content.cmTile?.view ?? content.cmView.view;
            const from = view.state.doc.toString().indexOf(old);
            view.dispatch({ selection: { anchor: from, head: from + old.length }, scrollIntoView: true });
            view.focus();
        }""",
        old,
    )
    page.keyboard.insert_text(new)
