"""The pages of a replay: asked, computed, answered; its file, a person, and who may see any of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from boji.plans.actions import begin_draft
from boji.plans.queries import open_drafts
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import PLAN, small_company
from tests.site.conftest import Account
from tests.site.payouts.steps import APRIL_TENTH

pytestmark = pytest.mark.django_db

DEARER = PLAN.replace("base_pay: 3000", "base_pay: 3100").replace("rate: 10%", "rate: 12%")
MONTHS = {"against": "", "first": "2026-02", "last": "2026-03"}


@pytest.fixture
def company(tmp_path: Path, settings: object) -> Workspace:
    made = Workspace.open(small_company(tmp_path).path)
    settings.BOJI_WORKSPACE = made.path  # type: ignore[attr-defined]
    return made


@pytest.fixture
def hr(company: Workspace, account: Account) -> Client:
    user: User = account("hu", Role.HR)
    for name, text in (("底薪上调", DEARER), ("原样", PLAN)):
        begin_draft(Actor(user, "page"), name, text, APRIL_TENTH)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def name_of(name: str) -> str:
    draft = next(one for one in open_drafts() if one.name == name)
    return f"{draft.pk}.{draft.revision}"


def asked(client: Client, *drafts: str, **more: str) -> tuple[str, str]:
    """The address of the answer and what stands there; without a worker it is computed at once."""
    sent = client.post("/plans/replay/", {"draft": [name_of(one) for one in drafts], **MONTHS, **more})
    assert sent.status_code == 302, sent.content.decode()
    address = sent.headers["Location"]
    return address, client.get(address).content.decode()


def test_an_answer_with_its_file_and_a_persons_month(hr: Client) -> None:
    address, page = asked(hr, "底薪上调")
    # 100.00 more base pay in each month; of 20.00 more in the pool the cap takes 8.00 and 2.00 find nobody.
    assert "底薪上调会多花 ¥210.00" in page
    assert "底薪从“3000元”变为“3100元” +¥200.00" in page
    assert "占 GMV" in page
    file = hr.get(address.replace("/plans/replay/", "/plans/replay/file/"))
    assert b"".join(file.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    person = next(part for part in page.split('"') if part.startswith("/plans/replay/") and "/A/" in part)
    month = hr.get(person.replace("&amp;", "&")).content.decode()
    assert "安安" in month
    assert "底薪：¥3,100.00" in month
    assert "底薪：¥3,000.00" in month
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"look.replay", "look.replay_file", "look.replayed"} <= actions


def test_drafts_side_by_side(hr: Client) -> None:
    address, page = asked(hr, "原样", "底薪上调")
    assert "原样不改变成本" in page
    assert "没有影响收入的区别" in page
    other = hr.get(f"{address}&show=2").content.decode()
    assert "底薪上调会多花 ¥210.00" in other


def test_what_is_wrong_is_said_beside_the_question(hr: Client, company: Workspace) -> None:
    known = name_of("底薪上调")
    wrong = {
        "至少选一份草稿": {**MONTHS},
        "写一个月份": {"draft": known, **MONTHS, "first": "2026-13"},
        "不是一段月份": {"draft": known, **MONTHS, "first": "2026-09"},
        "没有在 2025-12-01 生效的方案": {"draft": known, **MONTHS, "first": "2025-12"},
    }
    for words, sent in wrong.items():
        answer = hr.post("/plans/replay/", sent)
        assert answer.status_code == 422
        assert words in answer.content.decode()


def test_a_draft_with_errors_names_them(hr: Client) -> None:
    user = User.objects.get(username="hu")
    begin_draft(Actor(user, "page"), "写错了", PLAN.replace("base: gmv", "base: gmw", 1), APRIL_TENTH)
    answer = hr.post("/plans/replay/", {"draft": name_of("写错了"), **MONTHS})
    assert answer.status_code == 422
    assert "gmw" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMIN, Role.ANCHOR])
def test_who_does_not_see_pay_finds_nothing(role: Role, hr: Client, account: Account) -> None:
    address, _ = asked(hr, "原样")
    client = Client()
    client.force_login(account("dana", role), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 404
    assert client.get("/plans/replay/").status_code == 404


def test_nobody_and_another_key_are_absent(hr: Client) -> None:
    _, page = asked(hr, "底薪上调")
    person = next(part for part in page.split('"') if part.startswith("/plans/replay/") and "/A/" in part)
    for wrong in (
        person.replace("/A/", "/Z/"),
        person.replace("/1/", "/9/"),
        "/plans/replay/none/1/2026-03/A/",
    ):
        assert hr.get(wrong.replace("&amp;", "&")).status_code == 404
