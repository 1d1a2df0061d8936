"""Every component as a person meets it: with a mouse, with a keyboard, with a thumb."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESK, PHONE, TABLET, Open, Shoot, assert_accessible, assert_fits


@pytest.fixture
def guide(browser_page: Open) -> Page:
    page = browser_page(DESK, failing=("/styleguide/failing/",))
    page.goto("/styleguide/")
    return page


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("width", [DESK, TABLET, PHONE])
def test_it_fits_and_is_accessible_at_every_width(
    width: int, language: str, browser_page: Open, address: str, shoot: Shoot
) -> None:
    page = browser_page(width)
    page.context.add_cookies([{"name": "django_language", "value": language, "url": address}])
    page.goto("/styleguide/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if language == "zh" else "en")
    expect(page.locator(".chart-canvas canvas")).to_have_count(3)
    assert_fits(page)
    assert_accessible(page)
    shoot(page, f"styleguide-{language}")


def test_why_opens_in_place_once_it_is_asked(guide: Page) -> None:
    line = guide.get_by_role("button", name="提成 ¥172,000.00 × 2.0% ¥3,440.00")
    line.focus()
    guide.keyboard.press("Enter")
    expect(line).to_have_attribute("aria-expanded", "true")
    expect(guide.get_by_text("10月3日 晚场")).to_be_visible()
    guide.keyboard.press("Enter")
    expect(guide.get_by_text("10月3日 晚场")).to_be_hidden()


def test_what_cannot_be_fetched_closes_again_and_says_so(guide: Page) -> None:
    line = guide.get_by_role("button", name="补扣")
    line.click()
    expect(guide.get_by_text("没有成功，什么都没有改变")).to_be_visible()
    expect(line).to_have_attribute("aria-expanded", "false")


def test_filters_stay_in_the_address_and_the_way_back_works(guide: Page) -> None:
    people = guide.locator("#people tbody tr")
    expect(people).to_have_count(5)
    guide.get_by_label("团队").first.select_option("护肤组")
    expect(people).to_have_count(2)
    assert "team=" in guide.url
    assert "q=" not in guide.url
    guide.reload()
    expect(people).to_have_count(2)
    guide.go_back()
    expect(people).to_have_count(5)


def test_a_search_answers_while_typing(guide: Page) -> None:
    guide.get_by_label("找人").press_sequentially("李")
    expect(guide.locator("#people tbody tr")).to_have_count(1)
    assert "q=%E6%9D%8E" in guide.url


def test_a_table_is_sorted_by_its_heading(guide: Page) -> None:
    first = guide.locator("#people tbody th").first
    guide.get_by_role("link", name="转化率").click()
    expect(first).to_contain_text("林小雨")
    guide.get_by_role("link", name="转化率").click()
    expect(first).to_contain_text("李喆")
    expect(guide.get_by_role("columnheader", name="转化率")).to_have_attribute("aria-sort", "ascending")
    expect(guide.locator("#people tbody th").last).to_contain_text("赵敏")


def test_a_column_is_shown_when_chosen(guide: Page) -> None:
    guide.locator("summary", has_text="列").click()
    guide.get_by_role("checkbox", name="团队").check()
    guide.get_by_role("button", name="应用").click()
    expect(guide.get_by_role("columnheader", name="团队")).to_be_visible()


def test_a_dangerous_step_says_whom_it_concerns_and_can_be_left(guide: Page) -> None:
    opener = guide.get_by_role("button", name="锁定…")
    opener.click()
    dialog = guide.get_by_role("dialog", name="锁定 2026年10月？")
    expect(dialog).to_contain_text("23 人")
    assert_accessible(guide)
    guide.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_what_is_done_is_said_and_leaves_when_closed(guide: Page) -> None:
    guide.get_by_role("button", name="锁定…").click()
    guide.get_by_role("button", name="锁定 10月").click()
    toast = guide.get_by_text("10月已锁定，23 人可以看到提成单")
    expect(toast).to_be_visible()
    guide.get_by_role("button", name="关闭").first.click()
    expect(toast).to_be_hidden()


def test_a_menu_closes_on_escape_and_on_a_click_beside_it(guide: Page) -> None:
    summary = guide.locator("summary", has_text="更多操作")
    entry = guide.get_by_role("link", name="导出工资文件")
    summary.click()
    expect(entry).to_be_visible()
    guide.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    summary.click()
    guide.get_by_role("heading", level=1).click()
    expect(entry).to_be_hidden()


def test_a_slider_says_its_figure_and_what_would_follow(guide: Page) -> None:
    slider = guide.get_by_role("slider", name="如果互动率是")
    for _ in range(7):
        slider.press("ArrowRight")
    expect(guide.locator("#interaction-figure")).to_have_text("6.1%")
    expect(guide.locator("#estimated")).to_have_text("¥9,410.00")


def test_thresholds_stand_on_the_track_and_move_the_slider(guide: Page) -> None:
    mark = guide.get_by_role("link", name="6%：系数 +0.5 个百分点")
    track = guide.get_by_role("slider", name="如果互动率是").bounding_box()
    words = mark.bounding_box()
    assert track
    assert words
    at = track["x"] + 9 + (track["width"] - 18) * 0.6
    assert abs(words["x"] + words["width"] / 2 - at) < 2
    mark.press("Enter")
    expect(guide.locator("#interaction-figure")).to_have_text("6.1%")
    expect(guide.locator("#estimated")).to_have_text("¥9,410.00")


def test_a_chart_answers_the_pointer_and_turns_into_its_table(guide: Page) -> None:
    chart = guide.locator("figure").first
    canvas = chart.get_by_role("img")
    before = canvas.screenshot()
    canvas.hover(position={"x": 400, "y": 120})
    guide.wait_for_timeout(300)
    assert canvas.screenshot() != before
    chart.get_by_role("button", name="看表").click()
    expect(chart.get_by_role("row", name="10月1日 2.1% 1.5%")).to_be_visible()
    expect(canvas).to_be_hidden()


def test_a_chart_is_downloaded_for_a_spreadsheet(guide: Page) -> None:
    with guide.expect_download() as waiting:
        guide.locator("figure").nth(1).get_by_role("button", name="下载 CSV").click()
    assert waiting.value.suggested_filename == "gmv-2026-10.csv"
    rows = Path(waiting.value.path()).read_text("utf-8-sig").splitlines()
    assert rows[:2] == ['"姓名","GMV"', '"林小雨","412386.50"']


def test_progress_asks_again_by_itself(guide: Page) -> None:
    expect(guide.get_by_text("核算 10月：18 / 23 人")).to_be_visible()
    expect(guide.get_by_text("核算完成，23 人")).to_be_visible()


def test_what_is_typed_outlives_a_reload(guide: Page) -> None:
    reason = guide.get_by_label("原因")
    reason.fill("双十一前提高新人的比例")
    guide.reload()
    expect(reason).to_have_value("双十一前提高新人的比例")
    guide.get_by_role("button", name="发布").click()
    guide.goto("/styleguide/")
    expect(reason).to_have_value("双十一前提高新人的比例")  # the answer held the form again: not done yet


def test_an_error_is_tied_to_its_field(guide: Page) -> None:
    expect(guide.get_by_label("生效日")).to_have_accessible_description("输入一个有效的日期。")


def test_the_keyboard_reaches_the_content_first(guide: Page) -> None:
    guide.keyboard.press("Tab")
    expect(guide.get_by_role("link", name="跳到正文")).to_be_focused()
    guide.keyboard.press("Enter")
    expect(guide.locator("main")).to_be_focused()


def test_a_number_is_copied(guide: Page) -> None:
    guide.context.grant_permissions(["clipboard-read", "clipboard-write"])
    guide.get_by_role("button", name="复制编号").click()
    expect(guide.get_by_text("已复制")).to_be_visible()
    assert guide.evaluate("navigator.clipboard.readText()") == "2026-10/7f3a91c2"


def test_on_a_phone_rows_are_cards_with_two_figures(browser_page: Open, shoot: Shoot) -> None:
    page = browser_page(PHONE)
    page.goto("/styleguide/")
    row = page.locator("#people tbody tr").first
    expect(row.get_by_text("412,386.50")).to_be_visible()
    expect(row.get_by_text("3.12%")).to_be_hidden()
    row.get_by_role("button", name="全部").tap()
    expect(row.get_by_text("3.12%")).to_be_visible()
    shoot(page, "cards")


def test_on_a_phone_targets_are_as_large_as_a_thumb(browser_page: Open) -> None:
    page = browser_page(PHONE)
    page.goto("/styleguide/")
    for target in page.locator("main .btn:not(.btn-small):visible, .bottom :is(a, button):visible").all():
        box = target.bounding_box()
        assert box, "visible targets have a box"
        assert box["height"] >= 44, target.inner_text()


def test_paper_shows_what_was_asked_for_and_nothing_to_press(guide: Page) -> None:
    guide.emulate_media(media="print")
    expect(guide.get_by_role("heading", level=1)).to_be_visible()
    expect(guide.locator(".side")).to_be_hidden()
    expect(guide.get_by_role("button", name="锁定…")).to_be_hidden()
