"""Drafts over HTTP: begun, written, saved by two at once, taken back; nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from boji.engine.plan.issues import PlanRefused
from boji.plans.models import Draft, Revision
from boji.plans.queries import plan_of_draft
from boji.platform.access import NotFound
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import PLAN
from tests.site.conftest import Account

Browse = Callable[[User], Client]
RAISED = PLAN.replace("base_pay: 3000", "base_pay: 3500")
LONG = "#" * 200_001


@pytest.fixture
def begun(published: Workspace, hu: User, browse: Browse) -> Draft:
    answer = browse(hu).post("/plans/", {"name": "涨底薪", "based_on": "1"})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get()


def save(client: Client, draft: Draft, text: str, revision: int) -> int:
    answer = client.post(f"/plans/drafts/{draft.pk}/", {"text": text, "revision": revision})
    return answer.status_code


def test_a_draft_begins_with_the_text_of_a_version(begun: Draft, hu: User) -> None:
    assert (begun.name, begun.based_on, begun.revision, begun.changed_by) == ("涨底薪", 1, 1, hu)
    assert begun.revisions.get().text == PLAN
    assert plan_of_draft(begun.pk).schemes[0].base_pay_fen == 3000_00


def test_a_first_draft_begins_with_a_sample_that_is_right(
    workspace: Workspace, hu: User, browse: Browse
) -> None:
    browse(hu).post("/plans/", {"name": "第一份", "based_on": ""})
    assert plan_of_draft(Draft.objects.get().pk).effective_from.isoformat() == "2026-04-01"


def test_every_save_is_kept(begun: Draft, hu: User, browse: Browse) -> None:
    client = browse(hu)
    assert save(client, begun, RAISED.replace("\n", "\r\n"), 1) == 302
    assert save(client, begun, RAISED, 2) == 302  # as a browser ends lines: the same text, no new revision
    assert save(client, begun, "plan: ", 2) == 302
    assert list(begun.revisions.values_list("number", "text")) == [(1, PLAN), (2, RAISED), (3, "plan: ")]
    with pytest.raises(PlanRefused):
        plan_of_draft(begun.pk)
    actions = AuditEntry.objects.filter(subject=f"draft:{begun.pk}").order_by("id")
    assert [one.action for one in actions] == ["plan.draft_begun", "plan.draft_saved", "plan.draft_saved"]


def test_the_second_of_two_is_told_and_loses_nothing(
    begun: Draft, hu: User, wen: User, browse: Browse
) -> None:
    assert save(browse(hu), begun, RAISED, 1) == 302
    answer = browse(wen).post(f"/plans/drafts/{begun.pk}/", {"text": "mine: 1", "revision": 1})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "hu 刚才保存了第 2 次" in page
    assert "mine: 1" in page
    assert begun.revisions.count() == 2
    assert save(browse(wen), begun, "mine: 1", 2) == 302  # on top of the other, which stays
    assert [one.text for one in begun.revisions.all()] == [PLAN, RAISED, "mine: 1"]


@pytest.mark.parametrize("text", [LONG, "a\0b"], ids=["too long", "with a null"])
def test_what_is_no_text_is_refused_and_nothing_saved(
    begun: Draft, hu: User, browse: Browse, text: str
) -> None:
    assert save(browse(hu), begun, text, 1) == 422
    assert Revision.objects.count() == 1


def test_a_discarded_draft_changes_no_more(begun: Draft, hu: User, browse: Browse) -> None:
    client = browse(hu)
    assert client.post(f"/plans/drafts/{begun.pk}/discard/").status_code == 302
    assert save(client, begun, RAISED, 1) == 422
    assert "涨底薪" not in client.get("/plans/").content.decode()
    assert client.get(f"/plans/drafts/{begun.pk}/").status_code == 200


def test_who_may_not_write_gets_what_is_absent(begun: Draft, account: Account, browse: Browse) -> None:
    for client in (browse(account("an", Role.ANCHOR)), browse(account("ad", Role.ADMIN))):
        for number in (begun.pk, 999):
            assert client.get(f"/plans/drafts/{number}/").status_code == 404
    with pytest.raises(NotFound):
        plan_of_draft(999)


def test_the_list_says_which_version_rules_when(published: Workspace, hu: User, browse: Browse) -> None:
    page = browse(hu).get("/plans/").content.decode()
    for words in ("现在生效的是第 1 版", "小公司方案", "2026年1月1日 周四起", "开张", "老板"):
        assert words in page
