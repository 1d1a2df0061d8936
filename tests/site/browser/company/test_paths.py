"""What each role comes for, from the first page to what it leaves: with a thumb, a mouse, or keys alone.

Every page on the way is looked at on a desk and on a phone, and every dialog with it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from boji.platform.models import User
from boji.platform.roles import Role
from tests.site.browser.conftest import DESK, HEIGHTS, PHONE, Open, Shoot, problems_of
from tests.site.conftest import PASSWORD
from tests.site.payouts.steps import MARCH
from tests.site.world import World

pytestmark = pytest.mark.slow

See = Callable[[Page, str], None]
Walk = Callable[..., Page]
RETURNED = "收款账号有误"


@pytest.fixture
def see(shoot: Shoot) -> See:
    """Looks at the page as it stands, with an open dialog, at both widths."""

    def look(page: Page, name: str) -> None:
        own = page.viewport_size
        assert own
        for width in (DESK, PHONE):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            shoot(page, name)
            assert not problems_of(page), (name, width, problems_of(page))
        page.set_viewport_size(own)

    return look


@pytest.fixture
def staff(db: None) -> Callable[[str], User]:
    """Those who took February to its end."""
    return lambda name: User.objects.get(username=name)


def tab_to(page: Page, target: Locator) -> None:
    """Go there by the tab key alone, and see where one is."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            break
    expect(target).to_be_focused()
    style = target.evaluate("one => [getComputedStyle(one).outlineStyle, getComputedStyle(one).boxShadow]")
    assert style != ["none", "none"], "the focus is to be seen"


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


# ---- The anchor


def test_an_anchor_asks_a_figure_down_to_its_orders_and_raises_a_dispute(
    browser_page: Open, world: World, see: See
) -> None:
    page = browser_page(PHONE, user=world.users["A"], failing=("/disputes/new/2026-02/A/line%201/",))
    page.goto("/")
    see(page, "anchor-home")
    page.get_by_role("link", name="看提成单").first.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("2026年2月 提成单")
    line = page.get_by_role("button", name="主播提成").first
    line.tap()
    opened = page.locator(f"#{line.get_attribute('aria-controls')}")
    expect(opened.get_by_role("link", name="有疑问")).to_be_visible()
    while not opened.get_by_role("table").count():
        deeper = opened.locator("button[data-discloses][aria-expanded=false]").last
        below = page.locator(f"#{deeper.get_attribute('aria-controls')}")
        deeper.tap()
        expect(below.locator("> .waiting")).to_have_count(0)
    expect(opened.get_by_role("table").first).to_contain_text("1,500.00")  # the one order of February
    see(page, "anchor-explained")
    opened.get_by_role("link", name="有疑问").tap()
    page.get_by_role("button", name="提出").tap()
    expect(page.get_by_text("请写清楚").or_(page.get_by_text("必填")).first).to_be_visible()
    see(page, "anchor-dispute-refused")
    page.get_by_label("说明").fill("2月5日晚上的订单少算了一笔")
    page.get_by_role("button", name="提出").tap()
    expect(page.get_by_text("2月5日晚上的订单少算了一笔")).to_be_visible()
    see(page, "anchor-dispute")


def test_with_keys_alone_an_anchor_opens_a_line_and_moves_a_slider(
    browser_page: Open, world: World, see: See
) -> None:
    page = browser_page(DESK, user=world.users["A"])
    page.goto("/statements/2026-02/A/")
    line = page.get_by_role("button", name="主播提成").first
    press(page, line)
    expect(line).to_have_attribute("aria-expanded", "true")
    opened = page.locator(f"#{line.get_attribute('aria-controls')}")
    inner = opened.locator("button[data-discloses]").first
    expect(inner).to_be_visible()
    press(page, inner, "Space")
    expect(inner).to_have_attribute("aria-expanded", "true")
    line.focus()
    page.keyboard.press("Space")
    expect(line).to_have_attribute("aria-expanded", "false")
    press(page, page.get_by_role("link", name="试算：如果"))
    slider = page.get_by_role("slider").first
    answer = page.locator("#answer .figure-value, #answer dd").first
    before = answer.inner_text()
    tab_to(page, slider)
    for _ in range(6):
        page.keyboard.press("PageUp")
    expect(answer).not_to_have_text(before)
    expect(slider).to_be_focused()
    see(page, "anchor-what-if")


# ---- Finance and HR: a month from nothing to pay day


def test_finance_and_hr_take_a_month_to_pay_day(
    browser_page: Open, world: World, staff: Callable[[str], User], see: See
) -> None:
    fang, wen, hu = (
        browser_page(DESK, user=staff(name), failing=(f"/periods/{MARCH}/pay/",))
        for name in ("fang", "wen", "hu")
    )
    fang.goto("/periods/")
    see(fang, "periods")
    fang.goto(f"/periods/{MARCH}/")
    see(fang, "period-open")
    fang.get_by_role("main").get_by_role("button", name="核算", exact=True).click()
    expect(fang.get_by_text("2026年3月已核算")).to_be_visible()
    see(fang, "period-calculated")
    dialog_by_keys(fang, "重新核算…", "重新核算2026年3月？", see, menu=True)

    wen.goto(f"/periods/{MARCH}/")
    wen.get_by_role("link", name="核对…").click()
    for reason in wen.locator("input[name^='reason:']").all():
        reason.fill("已知")
    wen.get_by_role("button", name="核对完毕").click()
    expect(wen.get_by_text("等另一个人批准").first).to_be_visible()
    see(wen, "period-checked")

    hu.goto(f"/periods/{MARCH}/")
    for opens, title, done in (
        ("批准…", "批准2026年3月？", "2026年3月已批准"),
        ("锁定…", "锁定2026年3月？", "2026年3月已锁定"),
    ):
        dialog = dialog_by_keys(hu, opens, title, see)
        hu.get_by_role("button", name=opens).click()
        dialog.get_by_role("button", name=opens.removesuffix("…"), exact=True).click()
        expect(hu.get_by_text(done)).to_be_visible()
    see(hu, "period-locked")

    fang.reload()
    with fang.expect_download() as waiting:
        fang.get_by_role("button", name="CSV").click()
    assert waiting.value.suggested_filename == f"boji-pay-{MARCH}.csv"
    fang.reload()
    pay = dialog_by_keys(fang, "发放…", "登记2026年3月的发放？", see)
    fang.get_by_role("button", name="发放…").click()
    pay.get_by_label("发放日期").fill("2026-05-01")
    pay.get_by_role("button", name="已发放").click()
    expect(fang.get_by_role("alert")).to_contain_text("还没有到")
    see(fang, "period-pay-refused")
    fang.get_by_role("button", name="发放…").click()
    pay.get_by_label("发放日期").fill("2026-04-10")
    pay.get_by_role("button", name="已发放").click()
    expect(fang.get_by_text("2026年3月已登记发放")).to_be_visible()

    fang.get_by_role("link", name="发放明细").click()
    see(fang, "payments")
    fang.get_by_text("安安：银行退回了").click()
    fang.get_by_label("退回的原因").first.fill(RETURNED)
    fang.get_by_role("button", name="记为退回").first.click()
    expect(fang.get_by_role("table")).to_contain_text(RETURNED)
    see(fang, "payments-returned")


def dialog_by_keys(page: Page, opens: str, title: str, see: See, *, menu: bool = False) -> Locator:
    """A dialog is opened with Enter, left with Escape, and one is where one was."""
    button = page.get_by_role("button", name=opens)
    if menu:
        page.locator("summary", has_text="更多操作").click()
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=title)
    expect(dialog).to_be_visible()
    see(page, f"dialog-{opens.removesuffix('…')}")
    inside = "one => one.contains(document.activeElement)"
    assert dialog.evaluate(inside), "the focus goes into the dialog"
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    return dialog


def test_hr_decides_an_outcome_and_answers_a_dispute(
    browser_page: Open, staff: Callable[[str], User], see: See
) -> None:
    page = browser_page(DESK, user=staff("hu"), failing=("/outcomes/2026-02/best/A/",))
    page.goto("/")
    see(page, "hr-home")
    page.goto("/outcomes/?period=2026-02")
    see(page, "outcomes")
    page.get_by_role("main").get_by_role("link", name="安安").first.click()
    press(page, page.get_by_role("button", name="采纳"))
    expect(page.get_by_text("请写明理由")).to_be_visible()
    see(page, "outcome-refused")
    page.get_by_label("理由").fill("2月成交额组内第一")
    page.get_by_role("button", name="采纳").click()
    expect(page.get_by_text("已采纳：安安")).to_be_visible()
    page.goto("/disputes/")
    page.get_by_role("main").get_by_role("link", name="贝贝").first.click()
    page.get_by_label("说明").fill("2月没有排班，场次不计在本人名下")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("2月没有排班，场次不计在本人名下")).to_be_visible()
    see(page, "dispute-answered")


# ---- The others


def test_an_appraiser_reads_a_score_down_to_its_figures(
    browser_page: Open, person_of: Callable[..., User], see: See
) -> None:
    page = browser_page(DESK, user=person_of(Role.APPRAISER))
    page.goto("/")
    see(page, "appraiser-home")
    page.goto("/statements/2026-02/A/score/")
    item = page.locator("button[data-discloses]").first
    press(page, item)
    expect(page.locator(f"#{item.get_attribute('aria-controls')} li").first).to_be_visible()
    see(page, "score")
    page.goto("/outcomes/?period=2026-02")
    expect(page.get_by_role("main")).to_contain_text("安安")


@pytest.mark.parametrize("role", [Role.ANALYST, Role.OPERATOR])
def test_sessions_are_found_by_their_days(
    role: Role, browser_page: Open, person_of: Callable[..., User], see: See
) -> None:
    page = browser_page(DESK, user=person_of(role))
    page.goto("/")
    see(page, f"{role}-home")
    page.get_by_role("navigation", name="主导航").first.get_by_role("link", name="场次").click()
    page.get_by_label("从").first.fill("2026-03-01")
    page.get_by_label("到").first.fill("2026-03-31")
    expect(page.locator("#sessions")).to_contain_text("春季专场")
    see(page, f"{role}-sessions")


def test_who_serves_customers_finds_what_is_theirs(
    browser_page: Open, person_of: Callable[..., User], see: See
) -> None:
    page = browser_page(PHONE, user=person_of(Role.SERVICE))
    page.goto("/")
    see(page, "service-home")
    page.get_by_role("button", name="更多").tap()
    page.get_by_role("dialog", name="更多").get_by_role("link", name="我的账户").tap()
    expect(page.get_by_role("main")).to_contain_text(f"{Role.SERVICE}-zh")


def test_an_administrator_opens_an_account_and_finds_it_in_the_trail(
    browser_page: Open, person_of: Callable[..., User], see: See
) -> None:
    user = person_of(Role.ADMIN)
    page = browser_page(DESK)
    page.goto("/accounts/new/")
    page.get_by_label("用户名").fill(user.username)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    see(page, "account-new")
    page.get_by_label("用户名").fill("mei")
    page.get_by_label("姓名").fill("梅")
    page.get_by_label("角色").select_option(Role.OPERATOR)
    page.get_by_role("button", name="新建账户").click()
    page.get_by_label("密码").fill(PASSWORD)  # who does this shows again who they are
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("设置密码的链接")
    see(page, "account-link")
    page.goto("/accounts/?words=mei")
    page.get_by_role("link", name="梅").click()
    see(page, "account")
    page.goto("/audit/")
    page.get_by_label("找记录").fill("mei")
    expect(page.locator("#found")).not_to_contain_text("2026年2月")
    expect(page.locator("#found tbody")).to_contain_text("新建账户 mei")
    see(page, "audit-found")
