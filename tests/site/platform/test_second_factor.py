"""The second factor: set up, asked for, required by role, recovery codes, reset."""

from __future__ import annotations

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from boji.platform.models import AuditEntry
from boji.platform.roles import Role
from tests.site.conftest import PASSWORD, Account

from .conftest import SignIn


def _code(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def _set_up(browser: Client) -> tuple[str, list[str]]:
    """The secret, and the recovery codes that are shown."""
    page = browser.get("/me/second-factor/add/").content.decode()
    secret = browser.session["mfa.totp.secret"]
    assert secret in page
    done = browser.post("/me/second-factor/add/", {"code": _code(secret)}, follow=True)
    return secret, re.findall(r"<li><code>(\w+)</code></li>", done.content.decode())


def test_set_up_then_asked_for_at_every_sign_in(
    account: Account, trusted: SignIn, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    account("ada")
    with django_capture_on_commit_callbacks(execute=True):
        secret, codes = _set_up(trusted("ada"))
    assert len(codes) == 10
    cache.clear()  # the code of this half minute may be used again
    browser = Client()
    answer = browser.post("/sign-in/", {"login": "ada", "password": PASSWORD})
    assert answer.headers["Location"] == "/sign-in/code/"
    assert browser.get("/me/").status_code == 302
    assert browser.post("/sign-in/code/", {"code": "000000"}).status_code == 200
    assert browser.get("/me/").status_code == 302
    assert browser.post("/sign-in/code/", {"code": _code(secret)}).headers["Location"] == "/"
    assert browser.get("/me/").status_code == 200
    actions = set(AuditEntry.objects.values_list("action", flat=True))
    assert "account.second_factor_added" in actions


def test_a_code_and_a_recovery_code_work_once(account: Account, trusted: SignIn) -> None:
    account("ada")
    secret, codes = _set_up(trusted("ada"))
    cache.clear()
    for code in (_code(secret), codes[0]):
        for expected in (302, 200):
            browser = Client()
            browser.post("/sign-in/", {"login": "ada", "password": PASSWORD})
            assert browser.post("/sign-in/code/", {"code": code}).status_code == expected


def test_codes_cannot_be_guessed_for_long(account: Account, trusted: SignIn) -> None:
    account("ada")
    secret, _ = _set_up(trusted("ada"))
    cache.clear()
    browser = Client()
    browser.post("/sign-in/", {"login": "ada", "password": PASSWORD})
    for number in range(6):
        browser.post("/sign-in/code/", {"code": f"{number:06}"})
    assert browser.post("/sign-in/code/", {"code": _code(secret)}).status_code == 200
    assert browser.get("/me/").status_code == 302


def test_setting_up_asks_for_the_password_again(account: Account, sign_in: SignIn) -> None:
    account("ada")
    answer = sign_in("ada").get("/me/second-factor/add/")
    assert answer.headers["Location"].startswith("/sign-in/again/")


@pytest.mark.parametrize(
    ("role", "needed"),
    [
        (Role.ADMIN, True),
        (Role.HR, True),
        (Role.FINANCE, True),
        (Role.APPRAISER, False),
        (Role.ANCHOR, False),
    ],
)
def test_where_it_is_asked_for_roles_with_power_come_no_further_without(
    role: Role, needed: bool, account: Account, sign_in: SignIn, settings: Settings
) -> None:
    settings.BOJI_REQUIRE_SECOND_FACTOR = True
    account("ada", role)
    browser = sign_in("ada")
    assert (browser.get("/").headers.get("Location") == "/me/second-factor/") == needed
    assert browser.get("/me/second-factor/").status_code == 200
    if needed:
        fragment = browser.get("/", headers={"HX-Request": "true"})
        assert fragment.headers["HX-Redirect"] == "/me/second-factor/"
        browser.post("/sign-in/again/", {"password": PASSWORD})
        _set_up(browser)
        assert browser.get("/").status_code == 200


def test_turning_it_off_asks_again_and_is_recorded(account: Account, trusted: SignIn) -> None:
    account("ada")
    browser = trusted("ada")
    _set_up(browser)
    browser.post("/me/second-factor/remove/")
    assert not Authenticator.objects.exists()
    assert AuditEntry.objects.filter(action="account.second_factor_removed").count() == 1


def test_recovery_codes_are_shown_only_when_made(
    account: Account, trusted: SignIn, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    account("ada")
    browser = trusted("ada")
    _, codes = _set_up(browser)
    assert codes[0] not in browser.get("/me/recovery-codes/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        made = browser.post("/me/recovery-codes/new/", follow=True).content.decode()
    assert len(re.findall(r"<li><code>", made)) == 10
    assert AuditEntry.objects.filter(action="account.recovery_codes_made").exists()
