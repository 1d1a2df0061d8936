"""Warnings before a pay day is missed, and the daily check of facts: on first pages, and by mail once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client

from boji.payouts.daily import last_checks
from boji.payouts.lateness import WARNED
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.worker import Worker
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account
from tests.site.payouts.conftest import MARCH, Walk

SITE = Actor(None, "job")


def home(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client.get("/").content.decode()


def do(kind: str) -> None:
    enqueue(SITE, kind)
    assert Worker().step()


def test_who_can_take_the_step_is_warned(company: Workspace, walk: Walk, account: Account) -> None:
    """10 April is the pay day of March, which is checked: approving is late."""
    walk("2026-02", "pay")
    walk(MARCH, "check")
    words = "2026年3月还没有批准，今天 4月10日 是发薪日：请另一个人批准"
    assert words in home(account("hr", Role.HR))
    assert words in home(account("fin", Role.FINANCE))
    for other in (Role.ANALYST, Role.ADMIN, Role.APPRAISER):
        assert "是发薪日" not in home(account(other.value, other))
    assert "是发薪日" not in home(account("tea", Role.HR, team="one"))


def test_nothing_is_late_where_time_is_left(
    company: Workspace, walk: Walk, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk("2026-02", "pay")
    walk(MARCH, "check")
    monkeypatch.setattr(clock, "now", lambda: dt.datetime(2026, 4, 2, 2, 0, tzinfo=dt.UTC))
    assert "快到发薪日" not in home(account("fin", Role.FINANCE))


def test_a_company_that_has_not_begun_is_not_warned(company: Workspace, account: Account) -> None:
    assert "快到发薪日" not in home(account("fin", Role.FINANCE))


def test_each_step_is_written_about_once(
    company: Workspace, walk: Walk, account: Account, settings: object
) -> None:
    settings.BOJI_SENDS_MAIL = True  # type: ignore[attr-defined]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]
    for name, role in (("hr", Role.HR), ("fin", Role.FINANCE), ("ana", Role.ANALYST)):
        User.objects.filter(pk=account(name, role).pk).update(email=f"{name}@example.com")
    walk("2026-02", "pay")
    walk(MARCH, "check")
    do("period.warn")
    do("period.warn")
    assert [one.to for one in mail.outbox] == [["hr@example.com"], ["fin@example.com"]]
    assert "还没有批准" in mail.outbox[0].subject
    assert AuditEntry.objects.get(action=WARNED).details == {"step": "approve", "people": 2}
    walk(MARCH, "lock")
    do("period.warn")
    assert [one.to for one in mail.outbox[2:]] == [["fin@example.com"]]  # who pays


def test_the_daily_check_stands_on_first_pages_and_with_months_not_calculated(
    company: Workspace, account: Account
) -> None:
    fin = account("fin", Role.FINANCE)
    assert "数据检查" not in home(fin)
    do("facts.check")
    march, april = last_checks()
    assert (march.period.label, april.period.label) == (MARCH, "2026-04")
    titles = [entry.title.zh for entry in (*march.problems, *march.warnings)]
    assert titles
    for reader in (fin, account("ana", Role.ANALYST)):
        page = home(reader)
        assert "2026年3月的数据检查" in page
        assert all(title in page for title in titles)
    assert "数据检查" not in home(account("hr", Role.HR))
    client = Client()
    client.force_login(fin, backend="django.contrib.auth.backends.ModelBackend")
    assert titles[0] in client.get(f"/periods/{MARCH}/").content.decode()
