"""The pages of pay periods as people use them: what stands there, what a step does, what a refusal says."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from boji.payouts import actions, queries
from boji.payouts.models import PayFile, PayPeriod
from boji.payouts.rules import State
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, RoleGrant
from boji.platform.roles import Role
from boji.workspace import Workspace

from .conftest import FEBRUARY, MARCH, Walk

Staff = Callable[[str], Actor]


@pytest.fixture
def browser(company: Workspace, staff: Staff) -> Callable[[str], Client]:
    """Signs in one of the staff."""

    def sign_in(name: str) -> Client:
        client, user = Client(), staff(name).user
        assert user is not None
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


Browser = Callable[[str], Client]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_finance_takes_a_month_through_the_pages(browser: Browser, company: Workspace) -> None:
    fang, wen, hu = browser("fang"), browser("wen"), browser("hu")
    assert "还没有核算" in text(fang, f"/periods/{MARCH}/")
    assert fang.post(f"/periods/{MARCH}/calculate/").status_code == 302
    page = text(wen, f"/periods/{MARCH}/")
    assert "安安" in page
    assert "放行的原因" in page
    one = PayPeriod.objects.get(label=MARCH)
    refused = wen.post(
        f"/periods/{MARCH}/check/", {"version": one.version, "reason:missing_runs": "第一个月"}
    )
    assert refused.status_code == 409
    assert "第一个月" in refused.content.decode(), "nothing typed is lost"
    reasons = {f"reason:{entry.code}": "已知" for entry in actions.board_of(company, one).to_waive}
    assert wen.post(f"/periods/{MARCH}/check/", {"version": one.version, **reasons}).status_code == 302
    assert "等另一个人" in text(wen, f"/periods/{MARCH}/")
    own = wen.post(f"/periods/{MARCH}/approve/")
    assert own.status_code == 409
    assert "要由另一个人批准：Hu" in own.content.decode()
    assert hu.post(f"/periods/{MARCH}/approve/").status_code == 302
    assert "下一个月的调整" in text(hu, f"/periods/{MARCH}/"), "the dialog says what locking does"
    assert hu.post(f"/periods/{MARCH}/lock/").status_code == 302
    late = fang.post(f"/periods/{MARCH}/pay/", {"paid_on": "2026-05-01"})
    assert "还没有到" in late.content.decode()
    assert fang.post(f"/periods/{MARCH}/pay/", {"paid_on": "2026-04-10"}).status_code == 302
    assert PayPeriod.objects.get(label=MARCH).state == State.PAID
    assert "已发放" in text(fang, "/periods/")


def test_what_a_check_finds_leads_to_its_mend_or_says_who_can(
    browser: Browser, staff: Staff, walk: Walk
) -> None:
    walk(MARCH, "calculate")
    page = text(browser("fang"), f"/periods/{MARCH}/")
    assert ("数据分析师" in page, 'href="/data/"' in page, "boji imports" in page) == (True, False, False)
    fang = staff("fang").user
    assert fang is not None
    RoleGrant.objects.create(user=fang, role=Role.ANALYST)
    assert re.search(
        r'<a href="/data/[^"]*">(导入更正的文件|核对人员和账号)', text(browser("fang"), f"/periods/{MARCH}/")
    )


def test_a_form_that_is_sent_twice_does_nothing_twice(browser: Browser, walk: Walk) -> None:
    one = walk(MARCH, "approve")
    hu = browser("hu")
    first = hu.post(f"/periods/{MARCH}/lock/", {"version": one.version})
    again = hu.post(f"/periods/{MARCH}/lock/", {"version": one.version})
    assert (first.status_code, again.status_code) == (302, 409)
    assert [taken.step for taken in queries.steps_of(one)].count("lock") == 1


def test_a_preview_settles_nothing(browser: Browser, company: Workspace) -> None:
    fang = browser("fang")
    assert fang.post(f"/periods/{MARCH}/preview/").status_code == 302
    page = text(fang, f"/periods/{MARCH}/")
    assert "这是预览，没有结算" in page
    assert "安安" in page
    assert PayPeriod.objects.get(label=MARCH).state == State.OPEN


def test_a_month_in_which_nobody_was_there_says_why(browser: Browser) -> None:
    fang = browser("fang")
    answer = fang.post("/periods/2026-01/calculate/")  # everybody is there
    assert answer.status_code == 302
    refused = fang.post("/periods/2025-06/calculate/")
    assert refused.status_code == 409
    assert "2026-01-01" in refused.content.decode(), "no plan was in force then; the page says from when"


def test_the_table_is_asked_for_in_the_address(browser: Browser, walk: Walk) -> None:
    walk(MARCH, "calculate")
    fang = browser("fang")
    assert "贝贝" not in text(fang, f"/periods/{MARCH}/?q=安安").partition('id="people"')[2]
    two = text(fang, f"/periods/{MARCH}/?team=two").partition('id="people"')[2]
    assert "小夏" in two
    assert "安安" not in two
    assert "没有这样的人" in text(fang, f"/periods/{MARCH}/?q=nobody")
    by_name = text(fang, f"/periods/{MARCH}/?sort=pay").partition('id="people"')[2]
    assert by_name.index("小夏") < by_name.index("安安"), "the smallest pay first"


def test_a_look_at_everybodys_pay_is_recorded(browser: Browser, walk: Walk) -> None:
    walk(MARCH, "calculate")
    text(browser("hu"), f"/periods/{MARCH}/")
    assert AuditEntry.objects.filter(action="look.period", actor__username="hu").count() == 1


@pytest.mark.parametrize("address", ["/periods/2026-Q1/", "/periods/2026-13/", "/periods/x/"])
def test_what_is_no_month_is_absent(address: str, browser: Browser) -> None:
    assert browser("fang").get(address).status_code == 404


def test_a_pay_file_is_downloaded_and_a_payment_comes_back(browser: Browser, walk: Walk) -> None:
    payment = queries.payments_of(walk(MARCH, "pay"))[0]
    fang = browser("fang")
    answer = fang.post(f"/periods/{MARCH}/file/csv/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="boji-pay-2026-03.csv"'
    assert PayFile.objects.get().sha256[:12] in text(fang, f"/periods/{MARCH}/")
    address = f"/periods/{MARCH}/payments/"
    assert fang.post(f"{address}{payment.pk}/returned/", {"note": "账号有误"}).status_code == 302
    assert "账号有误" in text(fang, address)
    assert fang.post(f"{address}{payment.pk}/again/", {"paid_on": "2026-04-10"}).status_code == 302
    assert browser("hu").post(f"/periods/{MARCH}/file/csv/").status_code == 404


def test_the_list_warns_of_a_pay_day_that_is_over(
    browser: Browser, walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk(FEBRUARY, "calculate")
    page = text(browser("fang"), "/periods/")
    assert "已过 31 天" in page  # 10 March was pay day, it is 10 April
    assert "还有 0 个工作日" in page
