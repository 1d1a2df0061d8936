"""Whose statement and score opens for whom; absent and refused look the same; looks are kept."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from tests.site.conftest import Account

SignIn = Callable[[User], Client]
OF_PAY = ("", "why/pay/0/", "statement.pdf")
OF_SCORE = ("score/", "score/why/score/0/")


@pytest.mark.parametrize(
    ("role", "person_id", "team", "pay", "score"),
    [
        (Role.ANCHOR, "A", "", True, True),  # one's own
        (Role.ANCHOR, "B", "", False, False),
        (Role.FINANCE, None, "", True, False),
        (Role.HR, None, "", True, True),
        (Role.HR, None, "one", True, True),  # the team of A
        (Role.HR, None, "two", False, False),
        (Role.APPRAISER, None, "", False, True),
        (Role.APPRAISER, None, "two", False, False),
        (Role.ADMIN, None, "", False, False),
        (Role.OPERATOR, None, "one", False, False),
    ],
)
def test_who_opens_what_of_a(
    role: Role, person_id: str | None, team: str, pay: bool, score: bool, account: Account, sign_in: SignIn
) -> None:
    client = sign_in(account("somebody", role, person_id=person_id, team=team))
    for addresses, allowed in ((OF_PAY, pay), (OF_SCORE, score)):
        for address in addresses:
            status = client.get(f"/statements/2026-03/A/{address}").status_code
            assert status == (200 if allowed else 404), address


@pytest.mark.parametrize("role", [Role.ANCHOR, Role.FINANCE, Role.HR, Role.APPRAISER])
def test_absent_and_refused_are_the_same_answer(role: Role, account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("somebody", role, person_id="B", team="two"))
    for address in (*OF_PAY, *OF_SCORE):
        refused = client.get(f"/statements/2026-03/A/{address}")
        absent = client.get(f"/statements/2026-03/NOBODY/{address}")
        assert refused.status_code == absent.status_code == 404
        assert said(refused.content, "A") == said(absent.content, "NOBODY")


def said(content: bytes, person_id: str) -> str:
    """The page without its own address and the token of its forms."""
    text = content.decode().replace(f"/{person_id}/", "/somebody/")
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", text)


@pytest.mark.parametrize("period", ["2026-13", "soon", "2026-03-01", "2026-3", "2026-Q1"])
def test_no_statement_of_what_is_no_month(period: str, account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    assert client.get(f"/statements/{period}/A/").status_code == 404


def test_an_account_that_sees_no_scores_is_shown_none(account: Account, sign_in: SignIn) -> None:
    assert "得分" not in sign_in(account("fang", Role.FINANCE)).get("/statements/2026-03/A/").content.decode()


def test_a_list_ends_at_the_team(account: Account, sign_in: SignIn) -> None:
    text = sign_in(account("hu", Role.HR, team="two")).get("/statements/2026-03/").content.decode()
    assert "小夏" in text
    assert "安安" not in text


def test_a_look_at_somebody_else_is_kept_one_at_oneself_is_not(account: Account, sign_in: SignIn) -> None:
    sign_in(account("an", Role.ANCHOR, person_id="A")).get("/statements/2026-03/A/")
    assert not AuditEntry.objects.exists()
    client = sign_in(account("fang", Role.FINANCE))
    client.get("/statements/2026-03/A/")
    client.get("/statements/2026-03/A/why/pay/0/", headers={"HX-Request": "true"})  # a part of that look
    client.get("/statements/2026-03/A/statement.pdf")
    found = list(AuditEntry.objects.order_by("id").values_list("action", "person_id", "subject"))
    assert found == [
        ("look.statement", "A", "period:2026-03"),
        ("look.statement_pdf", "A", "period:2026-03"),
    ]


def test_a_fragment_without_its_page_is_a_look(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("fang", Role.FINANCE))
    for _ in range(3):
        client.get("/statements/2026-03/B/why/pay/0/", headers={"HX-Request": "true"})
    assert list(AuditEntry.objects.values_list("action", "person_id")) == [("look.explanation", "B")]


def test_a_refused_look_is_no_look(account: Account, sign_in: SignIn) -> None:
    sign_in(account("bei", Role.ANCHOR, person_id="B")).get("/statements/2026-03/A/")
    assert not AuditEntry.objects.exists()
