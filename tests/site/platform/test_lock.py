"""The lock against guessing: few tries for a name from one address, more from anywhere, and until when."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from boji.platform import sign_in_lock
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from tests.site.conftest import PASSWORD, Account

from .conftest import SignIn

LOCKED = 429


def _try(name: str, password: str = "wrong", address: str = "10.0.0.1", agent: str = "x") -> int:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    return client.post("/sign-in/", {"login": name, "password": password}).status_code


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_five_tries_lock_a_name_for_an_address(name: str, account: Account) -> None:
    account("ada")
    assert [_try(name) for _ in range(4)] == [200] * 4
    assert _try(name) == LOCKED
    assert _try(name, PASSWORD) == LOCKED
    assert AuditEntry.objects.get(action="account.locked_out").subject == f"account:{name}"


def test_from_elsewhere_the_owner_still_signs_in(account: Account) -> None:
    account("ada")
    for _ in range(5):
        _try("ada")
    assert _try("ada", PASSWORD, address="10.0.0.2") == 302


def test_neither_case_nor_address_nor_browser_give_more_tries(account: Account) -> None:
    user = account("ada")
    User.objects.filter(pk=user.pk).update(email="ada@example.com")
    assert _try("ada") == _try("ADA") == 200
    assert _try("ada@example.com", agent="y") == _try("Ada@Example.com", agent="z") == 200
    assert _try("ada", agent="w") == LOCKED


def test_many_addresses_together_lock_a_name(account: Account, settings: Settings) -> None:
    settings.BOJI_TRIES_ANYWHERE = 7
    account("ada")
    assert [_try("ada", address=f"10.0.1.{n}") for n in range(6)] == [200] * 6
    assert _try("ada", address="10.0.1.99") == LOCKED
    assert _try("ada", PASSWORD, address="10.0.1.100") == LOCKED


def test_a_successful_sign_in_forgets_what_failed(account: Account) -> None:
    account("ada")
    for _ in range(4):
        _try("ada")
    assert _try("ada", PASSWORD) == 302
    assert [_try("ada") for _ in range(4)] == [200] * 4


def test_the_page_says_until_when_and_tries_do_not_prolong_it(account: Account, client: Client) -> None:
    account("ada")
    for _ in range(5):
        _try("ada")
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=5, seconds=30))
    page = client.post("/sign-in/", {"login": "ada", "password": "x"}, REMOTE_ADDR="10.0.0.1")
    assert page.status_code == LOCKED
    assert re.search(r"\d+月\d+日 \d\d:\d\d（10 分钟后）再试", page.content.decode())
    AccessAttempt.objects.update(attempt_time=timezone.now() - dt.timedelta(minutes=15, seconds=1))
    assert _try("ada", PASSWORD) == 302


def test_an_administrator_unlocks(account: Account, trusted: SignIn) -> None:
    account("boss", Role.ADMIN)
    user = account("ada")
    for _ in range(5):
        _try("ada")
    browser = trusted("boss")
    assert "已锁定" in browser.get("/accounts/?state=locked").content.decode()
    assert "不能登录" in browser.get(f"/accounts/{user.pk}/").content.decode()
    browser.post(f"/accounts/{user.pk}/unlock/")
    assert _try("ada", PASSWORD) == 302
    assert AuditEntry.objects.filter(action="account.unlocked", subject="account:ada").exists()
    assert sign_in_lock.locked_until(user) is None


def test_guessing_one_s_way_past_the_second_question_locks_too(account: Account, sign_in: SignIn) -> None:
    account("ada")
    browser = sign_in("ada")
    statuses = [browser.post("/sign-in/again/", {"password": "wrong"}).status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 200, LOCKED]


def test_what_was_typed_is_not_kept(account: Account) -> None:
    account("ada")
    _try("ada", "my secret")
    assert "my secret" not in AccessAttempt.objects.get().post_data
