"""Publishing a draft over HTTP and from the command line: reason, examples, four eyes, once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from boji.plans.actions import begin_draft, save_draft
from boji.plans.models import Draft
from boji.plans.publishing import publications
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import PLAN, Company
from tests.site.conftest import Account

from .conftest import NOW

Browse = Callable[[User], Client]
RAISED = PLAN.replace("base_pay: 3000", "base_pay: 3500").replace("2026-01-01", "2026-05-01", 1)
FAILING = RAISED.replace("expect: {commission: 10}", "expect: {commission: 11}")


def draft_of(writer: User, text: str = RAISED) -> Draft:
    return begin_draft(Actor(writer, "page"), "涨底薪", text, NOW)


def publish(client: Client, draft: Draft, reason: str = "留住主播", revision: int = 1) -> tuple[int, str]:
    answer = client.post(f"/plans/drafts/{draft.pk}/publish/", {"reason": reason, "revision": revision})
    return answer.status_code, answer.content.decode()


def test_a_draft_becomes_the_next_version(published: Workspace, hu: User, wen: User, browse: Browse) -> None:
    draft, client = draft_of(wen), browse(hu)
    page = client.get(f"/plans/drafts/{draft.pk}/publish/").content.decode()
    for words in ("5月1日", "3000元", "3500元"):
        assert words in page
    assert publish(client, draft)[0] == 302
    newest = publications(published)[-1]
    assert (newest.number, newest.reason, newest.by, newest.plan.source) == (2, "留住主播", "hu", RAISED)
    draft.refresh_from_db()
    assert (draft.state, draft.published_as) == ("published", 2)
    assert AuditEntry.objects.get(action="plan.published").details["first_day"] == "2026-05-01"
    page = client.get("/plans/").content.decode()
    for words in ("第 2 版", "待生效", "2026年5月1日 周五起", "2026年1月1日 周四至2026年4月30日 周四"):
        assert words in page
    assert publish(client, draft)[0] == 422  # it is published already
    assert len(publications(published)) == 2


REFUSED = {
    "without a reason": (RAISED, "wen", "  ", "请写明为什么发布"),
    "with an error": ("plan: 1", "wen", "因为", "处错误，改正后才能发布"),
    "with a failing example": (FAILING, "wen", "因为", "算例与方案不符：一档"),
    "what is published already": (PLAN, "wen", "因为", "与已发布的第 1 版完全相同"),
    "one's own": (RAISED, "hu", "因为", "要由另一个人发布：fang"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_published(
    published: Workspace, hu: User, wen: User, account: Account, browse: Browse, name: str
) -> None:
    text, writer, reason, words = REFUSED[name]
    account("fang", Role.FINANCE)
    draft = draft_of({"hu": hu, "wen": wen}[writer], text)
    status, page = publish(browse(hu), draft, reason)
    assert status == 422
    assert words in page
    assert len(publications(published)) == 1
    assert Draft.objects.get().state == "open"


def test_one_saved_text_makes_an_author(published: Workspace, hu: User, wen: User, browse: Browse) -> None:
    draft = draft_of(wen)
    save_draft(Actor(hu, "page"), draft.pk, RAISED + "\n# 看过\n", 1, NOW)
    status, page = publish(browse(hu), draft, revision=2)
    assert (status, "目前没有别人有这项权限" in page) == (422, True)


def test_what_changed_meanwhile_is_looked_at_first(
    published: Workspace, hu: User, wen: User, browse: Browse
) -> None:
    draft = draft_of(wen)
    save_draft(Actor(wen, "page"), draft.pk, RAISED.replace("3500", "9000"), 1, NOW)
    status, page = publish(browse(hu), draft, revision=1)
    assert (status, "wen 又改了这份草稿" in page) == (422, True)
    assert len(publications(published)) == 1


def test_writers_do_not_publish(published: Workspace, hu: User, wen: User, browse: Browse) -> None:
    assert publish(browse(wen), draft_of(hu))[0] == 404


@pytest.mark.parametrize(("name", "published_by"), [("hu", "hu"), (None, None), ("wen", ""), ("nobody", "")])
def test_the_command_line_publishes_as_an_account(
    published: Workspace,
    hu: User,
    wen: User,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str | None,
    published_by: str | None,
) -> None:
    file = tmp_path / "plan.yaml"
    file.write_text(RAISED, "utf-8")
    monkeypatch.setattr("boji.site.setup.set_up", lambda workspace: None)  # this test's database is set up
    monkeypatch.setattr("boji.cli.plan.has_site", lambda workspace: True)
    words = ["plan", "publish", str(file), "--reason", "留住主播", *(["--as", name] if name else [])]
    result = Company(published.path).boji(*words)
    if published_by == "":
        assert result.exit_code == 1
        assert "没有这样的账号，或该账号没有这项权限" in result.output
        assert len(publications(published)) == 1
        return
    assert result.exit_code == 0, result.output
    entry = AuditEntry.objects.get(action="plan.published")
    newest = publications(published)[-1]
    assert (newest.number, newest.by) == (2, entry.actor_name)
    assert (entry.through, entry.actor) == ("cli", hu if published_by else None)
