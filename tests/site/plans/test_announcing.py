"""Who is told of a version, what changes for them in words, acknowledging and reminders; the own handbook.

A and B are anchors (mid and head), O operates, X falls under nothing but a share of pools, N joins in May.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from boji.plans.announcing import acknowledge, remind_late
from boji.plans.models import Acknowledgement, Reminder
from boji.plans.publishing import publish_plan
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import PLAN
from tests.site.conftest import Account
from tests.site.payouts.conftest import company, small

from .conftest import NOW

__all__ = ["company", "small"]

Browse = Callable[[User], Client]
TARGETS = "target: {A: 1200, B: 777, mid: 1000, head: 2000}"
SECOND = (
    PLAN.replace("2026-01-01", "2026-04-01", 1)
    .replace("base_pay: 3000", "base_pay: 3500")
    .replace("target: 1000", TARGETS)
)
MARCH_20 = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)


@pytest.fixture
def workspace(company: Workspace) -> Workspace:
    """The site serves the small company with its facts."""
    return company


@pytest.fixture
def told(company: Workspace, account: Account) -> dict[str, User]:
    """The second version is published on 20 March by the command line; A, B and X have accounts."""
    publish_plan(company, SECOND, "留住腰部主播", MARCH_20, "root")
    people = {one: account(f"of-{one}", Role.ANCHOR, person_id=one) for one in ("A", "B", "X")}
    return people | {"hu": account("hu", Role.HR)}


def page_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_each_finds_what_changes_for_them(told: dict[str, User], browse: Browse) -> None:
    mid, head = page_of(browse(told["A"]), "/"), page_of(browse(told["B"]), "/")
    for page in (mid, head):
        assert "方案有新版本" in page
        assert "留住腰部主播" in page
    assert "底薪从“3000元”变为“3500元”" in mid
    assert "目标从“1000元”变为“1200元”" in mid
    assert "777" not in mid
    assert "生效日" not in mid  # it stands beside the title
    assert "底薪" not in head.split("我已知悉")[0]  # the scheme of others is no news
    assert "目标从“1000元”变为“777元”" in head


def test_acknowledging_is_once_and_survives_later_versions(
    told: dict[str, User], company: Workspace, browse: Browse
) -> None:
    client = browse(told["A"])
    for _ in range(2):
        assert client.post("/handbook/2/acknowledge/").status_code == 302
    kept = Acknowledgement.objects.get()
    assert (kept.publication, kept.person_id, kept.by, kept.at) == (2, "A", told["A"], NOW)
    assert AuditEntry.objects.filter(action="plan.acknowledged", person_id="A").count() == 1
    assert "方案有新版本" not in page_of(client, "/")
    publish_plan(company, SECOND.replace("3500", "3600"), "再涨", NOW, "root")
    assert "底薪从“3500元”变为“3600元”" in page_of(client, "/")
    assert "1 人已知悉，共 4 人" in page_of(browse(told["hu"]), "/plans/2/")
    assert Acknowledgement.objects.get().plan_hash == kept.plan_hash


def test_nobody_acknowledges_what_does_not_concern_them(
    told: dict[str, User], company: Workspace, account: Account, browse: Browse
) -> None:
    without_pools = SECOND.split("pools:")[0] + "campaigns:" + SECOND.split("campaigns:")[1]
    publish_plan(company, without_pools, "没有专场", NOW)
    for user, number in ((told["X"], 3), (told["hu"], 2), (told["A"], 9), (account("n", person_id="N"), 2)):
        assert browse(user).post(f"/handbook/{number}/acknowledge/").status_code == 404
    assert not Acknowledgement.objects.exists()


def test_who_has_not_acknowledged_is_reminded(
    told: dict[str, User], company: Workspace, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    acknowledge(Actor(told["A"], "page"), company, 2, NOW)
    hr = browse(told["hu"])
    assert hr.post("/plans/2/remind/").status_code == 302
    assert sorted(Reminder.objects.values_list("person_id", flat=True)) == ["B", "X"]  # O has no account
    assert "已提醒你 1 次" in page_of(browse(told["B"]), "/")
    record = page_of(hr, "/plans/2/")
    for words in ("没有账户", "还没有", "1 次，最近 4月10日"):
        assert words in record
    assert remind_late(company, NOW + dt.timedelta(days=2), NOW.date()) == 0
    later = NOW + dt.timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert remind_late(company, later, later.date()) == 2
    assert remind_late(company, later, later.date()) == 0
    assert AuditEntry.objects.filter(action="plan.reminded").count() == 2


def test_the_handbook_reads_to_a_person(told: dict[str, User], browse: Browse) -> None:
    page = page_of(browse(told["A"]), "/handbook/")
    own, others = page.split("其他人的提成和考核")
    for words in ("第 2 版", "底薪：每月 3500元", "1200元"):
        assert words in own
    assert "头部提成" not in own
    assert "头部提成" in others
    assert "777" not in page
    before = page_of(browse(told["A"]), "/handbook/1/")
    assert "底薪：每月 3000元" in before
    assert browse(told["A"]).get("/handbook/7/").status_code == 404
    assert "这个账户没有对应的人员" in page_of(browse(told["hu"]), "/handbook/")


def test_a_plan_that_does_not_concern_somebody_says_so(
    company: Workspace, account: Account, browse: Browse
) -> None:
    page = page_of(browse(account("n", person_id="L")), "/handbook/")  # has left
    assert "这个版本没有适用于你的提成或考核" in page
