"""The audit trail: a sentence for every action; the page finds, pages and exports; for administrators."""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

import boji
from boji.platform.audit import Actor, look, record
from boji.platform.audit_words import GROUPS, SENTENCES, sentence
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account

from .conftest import SignIn

WRITERS = {"record", "_record", "look", "_identity"}


def _recorded() -> Iterator[tuple[str, str]]:
    """(place, action) of everything that the code records; what stands in braces is written as `*`."""
    for path in sorted(Path(boji.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in WRITERS and len(node.args) >= 2:
                prefix = "look." if _name(node.func) == "look" else ""
                for action in _texts(node.args[1]):
                    yield f"{path.name}:{node.lineno}", prefix + action


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _texts(written: ast.expr) -> list[str]:
    if isinstance(written, ast.Constant):
        return [str(written.value)]
    if isinstance(written, ast.IfExp):
        return [*_texts(written.body), *_texts(written.orelse)]
    if isinstance(written, ast.JoinedStr):
        return [
            "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in written.values)
        ]
    return []


RECORDED = [(place, action) for place, action in _recorded() if re.fullmatch(r"[a-z*]+\.[a-z_*]+", action)]


def test_the_code_was_read() -> None:
    actions = {action for _, action in RECORDED}
    assert {
        "account.created",
        "outcome.accept",
        "outcome.decline",
        "dispute.*",
        "account.identity_removed",
    } <= actions


@pytest.mark.parametrize(("place", "action"), RECORDED)
def test_every_action_that_is_recorded_has_its_sentence(place: str, action: str) -> None:
    pattern = re.compile(re.escape(action).replace(r"\*", r"\w+"))
    assert any(pattern.fullmatch(known) for known in SENTENCES), f"{place}: {action} is not in SENTENCES"


@pytest.mark.parametrize("action", list(SENTENCES))
def test_a_sentence_says_the_same_in_both_languages(action: str) -> None:
    zh, en = SENTENCES[action]
    assert set(re.findall(r"{\w+}", zh)) == set(re.findall(r"{\w+}", en))
    assert any(action.startswith(group) for group in GROUPS)


@pytest.mark.parametrize(
    ("action", "subject", "person", "details", "zh", "en"),
    [
        (
            "account.role_given",
            "account:tang",
            "",
            {"role": "hr", "team": ""},
            "给账户 tang 角色“人事”，范围：全公司",
            "Gave the account tang the role “HR” for the whole company",
        ),
        (
            "account.step_asked",
            "account:tang",
            "",
            {"kind": "identity", "role": "", "team": "", "value": "wecom:x"},
            "提出对账户 tang 的更改：绑定登录身份 企业微信 x",
            "Asked for a step on tang: the sign-on identity WeCom x",
        ),
        (
            "look.statement",
            "statement:A01",
            "A01",
            {"period": "2026-09"},
            "查看 沈棠 2026年9月的提成单",
            "Looked at the statement of 沈棠 for September 2026",
        ),
        (
            "bonus.grant",
            "x",
            "A01",
            {"fen": 150000, "reason": "季度奖"},
            "给 沈棠 奖励 ¥1,500.00：季度奖",
            "Granted 沈棠 a bonus of ¥1,500.00: 季度奖",
        ),
        ("period.lock", "period:2026-09", "", {}, "锁定2026年9月", "Locked September 2026"),
        (
            "account.renamed",
            "account:x",
            "",
            {},
            "把账户 x 的姓名从“—”改为“—”",
            "Changed the name of the account x from “—” to “—”",
        ),
        ("of.old", "", "", {}, "of.old", "of.old"),
    ],
)
def test_sentences(
    action: str, subject: str, person: str, details: dict[str, object], zh: str, en: str
) -> None:
    entry = AuditEntry(action=action, subject=subject, person_id=person, details=details)
    said = []
    for code in ("zh-hans", "en"):
        with translation.override(code):
            said.append(sentence(entry, {"A01": "沈棠"}))
    assert said == [zh, en.replace("September", "Sep")] or said == [zh, en]


@pytest.fixture
def trail(company: Workspace, account: Account) -> dict[str, User]:
    """Four entries: two looks at pay, a role, one by the site itself, on three days."""
    fang, hua = account("fang", Role.FINANCE), account("hua", Role.HR)
    look(Actor(fang, "page", "10.0.0.1"), "statement", "A01", "statement:A01")
    look(Actor(hua, "page", "10.0.0.2"), "statement", "A02")
    record(Actor(hua, "page"), "account.role_given", "account:=cmd", role="anchor", team="")
    record(Actor(None, "job"), "account.locked_out", "account:nobody")
    for day, entry in enumerate(AuditEntry.objects.order_by("id"), 1):
        at = dt.datetime(2026, 9, min(day, 3), 23, 59, 59, tzinfo=dt.timezone(dt.timedelta(hours=8)))
        AuditEntry.objects.filter(pk=entry.pk).update(at=at)
    return {"fang": fang, "hua": hua}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, 4),
        ({"words": "fang"}, 1),
        ({"words": "沈棠"}, 1),
        ({"words": "nobody"}, 1),
        ({"words": "A02"}, 1),
        ({"action": "look."}, 2),
        ({"action": "account.locked_out"}, 1),
        ({"person": "林"}, 1),
        ({"since": "2026-09-02"}, 3),
        ({"until": "2026-09-01"}, 1),
        ({"since": "2026-09-02", "until": "2026-09-02"}, 1),
        ({"since": "yesterday", "words": "\0"}, 4),
        ({"words": "nothing"}, 0),
    ],
)
def test_the_trail_is_searched(
    asked: dict[str, str], found: int, trail: dict[str, User], account: Account, browse: SignIn
) -> None:
    boss = account("boss", Role.ADMIN)
    AuditEntry.objects.filter(actor=boss).exists()
    page = browse(boss).get("/audit/", {"until": "2026-09-30", **asked}).content.decode()
    assert len(re.findall(r'scope="row"', page)) == found


def test_an_entry_names_person_who_and_through(
    trail: dict[str, User], account: Account, browse: SignIn
) -> None:
    page = browse(account("boss", Role.ADMIN)).get("/audit/", {"words": "fang"}).content.decode()
    for words in ("查看 沈棠 —的提成单", "fang", "网页", "10.0.0.1", "9月1日 23:59"):
        assert words in page


def test_the_file_holds_what_the_page_finds_and_no_formula(
    trail: dict[str, User], account: Account, browse: SignIn
) -> None:
    trail["hua"].name = "=1+1"
    trail["hua"].save()
    AuditEntry.objects.filter(actor=trail["hua"]).update(actor_name="=1+1")
    client = browse(account("boss", Role.ADMIN))
    answer = client.get("/audit/file/", {"until": "2026-09-30"})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == [
        "时间",
        *["2026-09-03 23:59:59"] * 2,
        "2026-09-02 23:59:59",
        "2026-09-01 23:59:59",
    ]
    assert {row[1] for row in rows} == {"谁", "播绩", "'=1+1", "fang"}
    assert AuditEntry.objects.filter(action="audit.exported").count() == 1


def test_long_trails_have_pages_that_keep_the_search(account: Account, browse: SignIn) -> None:
    boss = account("boss", Role.ADMIN)
    for _ in range(120):
        record(Actor(boss, "page"), "account.unlocked", "account:x")
    client = browse(boss)
    asked: dict[str, str] = {"action": "account.unlocked"}
    assert client.get("/audit/", asked).content.decode().count('scope="row"') == 50
    last = client.get("/audit/", {**asked, "page": "3"}).content.decode()
    assert last.count('scope="row"') == 20
    assert "action=account.unlocked" in last
    assert client.get("/audit/", {**asked, "page": "x"}).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
def test_others_find_no_such_page(role: Role, account: Account, browse: SignIn) -> None:
    client: Client = browse(account("somebody", role))
    assert client.get("/audit/").status_code == client.get("/no-such-page/").status_code == 404


def test_entries_are_never_changed(account: Account) -> None:
    entry = record(Actor(account("ada"), "page"), "account.unlocked")
    with pytest.raises(AssertionError):
        entry.save()
    with pytest.raises(AssertionError):
        entry.delete()
