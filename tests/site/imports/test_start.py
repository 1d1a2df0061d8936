"""A new company: step by step to people, a plan and figures; each step for those who may take it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from boji.lake.ledger import ledger
from boji.people.queries import newest_stints, platform_accounts
from boji.plans.publishing import publications, publish_plan
from boji.plans.shipped import shipped_plans
from boji.platform import clock
from boji.platform.models import User
from boji.platform.roles import Role
from tests.site.conftest import Account

from .conftest import Analyst

SESSIONS = (
    "session_id,platform,room_id,started_at,ended_at\nS1,douyin,R1,2026-09-01 19:00:00,2026-09-01 22:00:00\n"
)
SCHEDULE = "日期,上播时间,下播时间,主播姓名,场控姓名\n2026-09-01,19:00,22:00,陈晨,任杰\n"


@pytest.fixture
def begun(analyst: Analyst) -> Analyst:
    """Sessions and a schedule are imported, and nobody is entered."""
    analyst.bring("sessions.csv", SESSIONS.encode())
    analyst.bring("排班.csv", SCHEDULE.encode())
    return analyst


def _fields(page: str) -> dict[str, str]:
    """What a browser would send of the list of people."""
    fields = dict(re.findall(r'name="(shown|(?:name|team|starts_on|base_pay):\d+)" value="([^"]*)"', page))
    fields |= dict.fromkeys(re.findall(r'name="(take:\d+)"', page), "1")
    selects = re.findall(r'<select[^>]* name="((?:role|tier|owner):\d+)".*?</select>', page, re.DOTALL)
    for name in selects:
        (select,) = re.findall(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
        chosen = re.search(r'<option value="([^"]*)" selected', select)
        fields[name] = chosen[1] if chosen else ""
    return fields


def test_an_empty_workspace_leads_to_the_import(analyst: Analyst) -> None:
    page = analyst.text("/")
    assert "从零到第一张提成单" in page
    assert re.search(r'<a class="btn btn-primary" href="/data/">导入数据', page)


def test_names_of_the_schedule_are_proposed_and_entered(begun: Analyst) -> None:
    assert "2 人还没有录入" in begun.text("/")
    page = begun.text("/data/people/")
    fields = _fields(page)
    assert sorted(text for name, text in fields.items() if name.startswith("name:") and text) == [
        "任杰",
        "陈晨",
    ]
    assert "base_pay:0" not in fields  # who imports sees no pay
    assert begun.client.post("/data/people/", fields).status_code == 302
    stints = {one.name: one for one in newest_stints(begun.workspace)}
    assert (stints["陈晨"].role, stints["陈晨"].tier, stints["任杰"].role) == (
        "anchor",
        "newcomer",
        "controller",
    )
    assert "没有隔离的行" in begun.text("/data/imports/2/quarantine/")  # the row came in by itself
    assert "选择方案" in begun.text("/")


def test_people_are_changed_and_wrong_fields_say_so(begun: Analyst) -> None:
    begun.client.post("/data/people/", _fields(begun.text("/data/people/")))
    fields = _fields(begun.text("/data/people/"))
    (number,) = (name.partition(":")[2] for name, text in fields.items() if text == "陈晨")
    wrong = begun.client.post("/data/people/", fields | {f"name:{number}": ""})
    assert (wrong.status_code, "请填写姓名" in wrong.content.decode()) == (422, True)
    begun.client.post("/data/people/", fields | {f"tier:{number}": "head", f"team:{number}": "一组"})
    stint = next(one for one in newest_stints(begun.workspace) if one.name == "陈晨")
    assert (stint.tier, stint.team, len(newest_stints(begun.workspace))) == ("head", "一组", 2)


def test_a_person_who_is_not_taken_is_not_entered(begun: Analyst) -> None:
    fields = _fields(begun.text("/data/people/"))
    (number,) = (name.partition(":")[2] for name, text in fields.items() if text == "任杰")
    fields.pop(f"take:{number}")
    begun.client.post("/data/people/", fields)
    assert [one.name for one in newest_stints(begun.workspace)] == ["陈晨"]


def test_those_who_see_pay_enter_base_pay(
    begun: Analyst, account: Account, browse: Callable[[User], Client]
) -> None:
    both = browse(account("lao", Role.ANALYST, Role.FINANCE))
    fields = _fields(both.get("/data/people/").content.decode())
    (number,) = (name.partition(":")[2] for name, text in fields.items() if text == "陈晨")
    assert (
        "底薪请写成" in both.post("/data/people/", fields | {f"base_pay:{number}": "很多"}).content.decode()
    )
    both.post("/data/people/", fields | {f"base_pay:{number}": "5000.5"})
    pay = {one.name: one.base_pay for one in newest_stints(begun.workspace)}
    assert pay == {"陈晨": 500_050, "任杰": None}


def test_without_a_schedule_accounts_are_proposed(analyst: Analyst) -> None:
    analyst.bring("accounts.csv", "platform,account_id,name,room_id\ndouyin,1,小美直播间,R1\n".encode())
    analyst.client.post("/data/people/", _fields(analyst.text("/data/people/")))
    assert [one.name for one in newest_stints(analyst.workspace)] == ["小美直播间"]
    assert "还没有录入" not in analyst.text("/data/people/")


def test_a_shipped_plan_is_published_with_a_reason(
    begun: Analyst, account: Account, browse: Callable[[User], Client]
) -> None:
    hr = browse(account("hu", Role.HR))
    page = hr.get("/start/plan/").content.decode()
    assert "美妆直播带货" in page
    refused = hr.post("/start/plan/", {"plan": "simple", "reason": " "})
    assert (refused.status_code, publications(begun.workspace)) == (422, [])
    hr.post("/start/plan/", {"plan": "beauty", "reason": "试用"})
    (made,) = publications(begun.workspace)
    assert (made.plan.name, made.plan.effective_from.isoformat(), made.reason) == (
        "beauty",
        "2026-09-01",
        "试用",
    )
    assert hr.get("/start/plan/").headers["Location"] == "/plans/"


def test_every_shipped_plan_can_be_published(analyst: Analyst) -> None:
    for one in shipped_plans(clock.today()):
        publish_plan(analyst.workspace, one.text, "测试", clock.now())
    assert len(publications(analyst.workspace)) == 3


def test_steps_of_others_say_who_takes_them(
    account: Account, browse: Callable[[User], Client], workspace: object
) -> None:
    page = browse(account("fang", Role.FINANCE)).get("/").content.decode()
    assert "由数据分析师完成" in page
    assert "从零到第一张提成单" not in browse(account("chen", Role.ANCHOR)).get("/").content.decode()


ROOMS = """session_id,platform,room_id,started_at,ended_at
S1,douyin,R1,2026-09-01 19:00:00,2026-09-01 22:00:00
S2,douyin,R2,2026-09-01 19:00:00,2026-09-01 22:00:00
S3,douyin,R2,2026-09-02 19:00:00,2026-09-02 22:00:00
"""
ACCOUNTS = "platform,account_id,name,room_id\ndouyin,1,陈晨的彩妆间,R1\ndouyin,2,官方旗舰店,R2\n"


@pytest.fixture
def two_rooms(analyst: Analyst) -> Analyst:
    """Two rooms on air at once, a schedule that names neither, and accounts that are nobody's."""
    analyst.bring("sessions.csv", ROOMS.encode())
    analyst.bring("accounts.csv", ACCOUNTS.encode())
    analyst.bring("排班.csv", SCHEDULE.encode())
    return analyst


def _owners(analyst: Analyst) -> dict[str, str]:
    names = {one.person_id: one.name for one in newest_stints(analyst.workspace)}
    return {one.name: names.get(one.person_id, "") for one in platform_accounts(analyst.workspace)}


def test_accounts_are_said_to_be_somebodys_with_the_people(two_rooms: Analyst) -> None:
    page = two_rooms.text("/data/people/")
    assert "按账号名称建议，请核对" in page  # the account with the name of one person
    before = len(ledger(two_rooms.workspace))
    two_rooms.client.post("/data/people/", _fields(page))
    assert _owners(two_rooms) == {"陈晨的彩妆间": "陈晨", "官方旗舰店": ""}
    assert (
        len(ledger(two_rooms.workspace)) == before + 2
    )  # people and accounts as one, and the row that waited
    assert "没有隔离的行" in two_rooms.text("/data/imports/3/quarantine/")


def test_rows_of_several_rooms_wait_for_the_owner_of_an_account(two_rooms: Analyst) -> None:
    page = two_rooms.text("/data/people/")
    two_rooms.client.post("/data/people/", _fields(page) | {"owner:0": "", "owner:1": ""})
    page = two_rooms.text("/data/people/")
    assert "1 行在等账号归属" in page
    assert "在“人员”里选好账号归谁" in two_rooms.text("/data/imports/5/quarantine/")  # tried once people came
    saved = two_rooms.client.post("/data/people/", _fields(page), follow=True)
    assert "已保存 1 个账号" in saved.content.decode()
    assert "行在等账号归属" not in two_rooms.text("/data/people/")
    assert set(_owners(two_rooms).values()) == {"陈晨", ""}


def test_an_account_becomes_the_rooms_again(two_rooms: Analyst) -> None:
    two_rooms.client.post("/data/people/", _fields(two_rooms.text("/data/people/")))
    fields = _fields(two_rooms.text("/data/people/"))
    (held,) = (name for name, owner in fields.items() if name.startswith("owner:") and owner)
    two_rooms.client.post("/data/people/", fields | {held: ""})
    assert set(_owners(two_rooms).values()) == {""}


def test_an_owner_who_is_not_on_the_list_is_nobody(two_rooms: Analyst) -> None:
    fields = _fields(two_rooms.text("/data/people/"))
    two_rooms.client.post("/data/people/", fields | {"owner:0": "person:P999", "owner:1": "row:99"})
    assert set(_owners(two_rooms).values()) == {""}


def test_a_list_that_changed_since_it_was_shown_is_not_saved(two_rooms: Analyst) -> None:
    fields = _fields(two_rooms.text("/data/people/"))
    two_rooms.client.post("/data/people/", fields)
    late = two_rooms.client.post("/data/people/", fields | {"name:0": "别人"})
    assert (late.status_code, "名单有变化" in late.content.decode()) == (409, True)
    assert sorted(one.name for one in newest_stints(two_rooms.workspace)) == ["任杰", "陈晨"]
