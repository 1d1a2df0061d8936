"""Signing in and out, forgotten and changed passwords, sessions: as people meet them, in the browser."""

from __future__ import annotations

import re
import threading
from html import unescape

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from pytest_django import Settings

from boji.accounts import actions
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from tests.site.conftest import PASSWORD, Account

from .conftest import SignIn

OTHER = "quite another phrase"


@pytest.mark.parametrize("written", ["ada", "ADA", "ada@example.com", " Ada@Example.com "])
def test_username_or_address_sign_in_in_any_case(written: str, account: Account, sign_in: SignIn) -> None:
    user = account("ada", Role.ADMIN)
    User.objects.filter(pk=user.pk).update(email="ada@example.com")
    assert sign_in(written).get("/me/").status_code == 200
    assert AuditEntry.objects.get().action == "account.signed_in"


@pytest.mark.parametrize("case", ["wrong password", "no such name", "closed account"])
def test_one_answer_for_all_that_is_wrong(case: str, account: Account, client: Client) -> None:
    account("ada")
    closed = account("closed")
    User.objects.filter(pk=closed.pk).update(is_active=False)
    name = {"wrong password": "ada", "no such name": "nobody", "closed account": "closed"}[case]
    answer = client.post("/sign-in/", {"login": name, "password": OTHER})
    assert answer.status_code == 200
    errors = re.findall(r"alert-error.*?</div>", answer.content.decode(), re.DOTALL)
    assert len(errors) == 1
    assert name not in errors[0]
    client.post("/sign-in/", {"login": "ada", "password": OTHER})
    known = client.post("/sign-in/", {"login": "ada", "password": OTHER}).content.decode()
    assert errors == re.findall(r"alert-error.*?</div>", known, re.DOTALL)


def test_as_many_passwords_are_hashed_for_a_name_that_is_unknown(
    account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of an answer is that of hashing: a name is not found out by it."""
    account("ada")
    hashed: list[str] = []
    hash_password = MD5PasswordHasher.encode

    def counted(self: MD5PasswordHasher, password: str, salt: str) -> str:
        hashed.append(password)
        return hash_password(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    counts = []
    for name in ("ada", "nobody"):
        hashed.clear()
        client.post("/sign-in/", {"login": name, "password": OTHER})
        counts.append(len(hashed))
    assert counts[0] == counts[1] > 0


def test_the_session_gets_another_key_at_sign_in(account: Account, sign_in: SignIn) -> None:
    account("ada")
    client = Client()
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "1"
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted or ""
    sign_in("ada", client=client)
    assert client.session.session_key != planted
    assert Client(headers={"Cookie": f"sessionid={planted}"}).get("/me/").status_code == 302


@pytest.mark.parametrize(
    ("there", "expected"),
    [("/me/", "/me/"), ("https://evil.example/", "/"), ("//evil.example", "/"), ("javascript:alert(1)", "/")],
)
def test_after_sign_in_only_our_own_pages_follow(
    there: str, expected: str, account: Account, client: Client
) -> None:
    account("ada")
    answer = client.post("/sign-in/", {"login": "ada", "password": PASSWORD, "next": there})
    assert answer.headers["Location"] == expected


def test_forms_without_our_token_are_refused(account: Account) -> None:
    account("ada")
    client = Client(enforce_csrf_checks=True)
    assert client.post("/sign-in/", {"login": "ada", "password": PASSWORD}).status_code == 403


def test_sign_out_is_a_form_and_ends_the_session(account: Account, sign_in: SignIn) -> None:
    account("ada")
    client = sign_in("ada")
    key = client.session.session_key
    assert client.get("/sign-out/").status_code == 200
    assert client.get("/me/").status_code == 200
    client.post("/sign-out/")
    assert Client(headers={"Cookie": f"sessionid={key}"}).get("/me/").status_code == 302


def test_a_changed_password_ends_other_sessions(account: Account, sign_in: SignIn) -> None:
    account("ada")
    phone, desk = sign_in("ada"), sign_in("ada")
    wrong = {"oldpassword": OTHER, "password1": OTHER, "password2": OTHER}
    assert desk.post("/me/password/", wrong).status_code == 200
    right = {**wrong, "oldpassword": PASSWORD}
    assert desk.post("/me/password/", right).headers["Location"] == "/me/"
    assert desk.get("/me/").status_code == 200
    assert phone.get("/me/").status_code == 302
    sign_in("ada", OTHER)


@pytest.mark.parametrize("weak", ["short", "1234567890123", "password123"])
def test_weak_passwords_are_refused(weak: str, account: Account, sign_in: SignIn) -> None:
    account("ada")
    client = sign_in("ada")
    answer = client.post("/me/password/", {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()


def test_signing_out_everywhere_else(account: Account, sign_in: SignIn) -> None:
    account("ada")
    phone, desk = sign_in("ada"), sign_in("ada")
    assert desk.get("/me/").content.decode().count("<strong>这台设备</strong>") == 1
    desk.post("/me/sessions/end/")
    assert desk.get("/me/").status_code == 200
    assert phone.get("/me/").status_code == 302
    assert AuditEntry.objects.filter(action="account.sessions_ended").count() == 1


# ---- Links


def _link(user: User) -> str:
    return actions.link_of(user)


def test_a_link_sets_the_password_once(account: Account, client: Client, sign_in: SignIn) -> None:
    user = account("ada")
    link = _link(user)
    page = client.get(link, follow=True)
    assert page.redirect_chain[-1][0].endswith("/set-password/")  # the key stays out of the address
    form = {"password1": OTHER, "password2": OTHER}
    assert client.post(page.redirect_chain[-1][0], form, follow=True).status_code == 200
    sign_in("ada", OTHER)
    assert "已经用过" in Client().get(link, follow=True).content.decode()
    assert AuditEntry.objects.filter(action="account.password_set").exists()


@pytest.mark.django_db
def test_a_made_up_link_says_what_a_used_one_says(client: Client) -> None:
    assert "已经用过" in client.get("/password/new/zz/abc-def/").content.decode()
    assert "已经用过" in client.get("/password/new/1/abc-def/").content.decode()


def test_a_link_ends_after_three_days(account: Account, client: Client, settings: Settings) -> None:
    link = _link(account("ada"))
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "已经用过" in client.get(link, follow=True).content.decode()


@pytest.mark.django_db
def test_without_mails_an_administrator_is_asked(client: Client) -> None:
    page = client.get("/password/forgotten/").content.decode()
    assert "请联系管理员" in page
    assert 'name="email"' not in page


def _sent() -> list[mail.EmailMessage]:
    for thread in threading.enumerate():
        if thread.name == "mail":
            thread.join()
    return mail.outbox


def test_with_mails_a_link_is_sent_to_whom_it_belongs(
    account: Account, client: Client, settings: Settings
) -> None:
    settings.BOJI_SENDS_MAIL = True
    user = account("ada")
    User.objects.filter(pk=user.pk).update(email="ada@example.com", language="en", name="A & B")
    known = client.post("/password/forgotten/", {"email": "Ada@example.com"}, follow=True)
    [sent] = _sent()
    assert sent.to == ["ada@example.com"]
    assert sent.subject == "Set a new password"
    unknown = client.post("/password/forgotten/", {"email": "nobody@example.com"}, follow=True)
    assert len(_sent()) == 1
    assert known.redirect_chain == unknown.redirect_chain
    link = re.search(r"http://testserver(/password/new/\S+)", unescape(str(sent.body)))
    assert link is not None
    assert "password1" in Client().get(link[1], follow=True).content.decode()


def test_pages_of_accounts_are_not_kept_by_browsers(account: Account, sign_in: SignIn) -> None:
    account("ada")
    assert sign_in("ada").get("/").headers["Cache-Control"] == "private, no-store"
