"""`boji account`: the same steps as on the pages, from the command line."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from boji.cli.accounts import commands
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account

from .conftest import SignIn

pytestmark = pytest.mark.usefixtures("db", "workspace")


def _run(*words: str) -> Result:
    return CliRunner().invoke(commands, words)


def test_an_account_is_added_and_its_link_works(company: Workspace, sign_in: SignIn) -> None:
    done = _run(
        "add", "tang", "--person", "沈棠", "--role", "anchor", "--role", "hr", "--url", "https://boji.example"
    )
    assert done.exit_code == 0, done.output
    made = User.objects.get(username="tang")
    assert (made.name, made.person_id) == ("沈棠", "A01")
    assert {one.role for one in made.role_grants.all()} == {"anchor", "hr"}  # nobody else is asked here
    link = re.search(r"https://boji\.example(/password/new/\S+)", done.output)
    assert link is not None
    browser = Client()
    form = browser.get(link[1], follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "her own phrase", "password2": "her own phrase"})
    sign_in("tang", "her own phrase")
    entry = AuditEntry.objects.filter(action="account.created").get()
    assert (entry.through, entry.actor) == ("cli", None)
    assert entry.actor_name


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "TANG"], "已被另一个账户使用"),
        (["add", "x", "--person", "谁"], "人员资料里没有"),
        (["role", "nobody", "hr"], "没有账户 nobody"),
        (["add", "TANG", "--language", "en"], "is used by another account"),
    ],
)
def test_what_is_refused_says_why(words: list[str], says: str, account: Account, company: Workspace) -> None:
    account("tang")
    done = _run(*words)
    assert done.exit_code == 1
    assert says in done.output


def test_roles_are_given_and_taken(account: Account) -> None:
    user = account("tang")
    _run("role", "tang", "finance")
    _run("role", "Tang", "hr", "--team", "甲组")
    _run("role", "tang", "finance", "--take")
    assert [(one.role, one.team) for one in user.role_grants.all()] == [("hr", "甲组")]


def test_closing_opening_unlocking_and_new_passwords(account: Account) -> None:
    user = account("tang")
    for words, active, usable in (
        (["deactivate", "tang"], False, True),
        (["reactivate", "tang"], True, True),
        (["unlock", "tang"], True, True),
        (["second-factor", "tang"], True, True),
        (["password", "tang"], True, False),
    ):
        assert _run(*words).exit_code == 0
        user.refresh_from_db()
        assert (user.is_active, user.has_usable_password()) == (active, usable)


def test_the_list_as_table_and_json(company: Workspace, account: Account) -> None:
    account("tang", Role.HR, person_id="A01", team="甲组")
    account("che", Role.ANCHOR)
    table = _run("list", "--role", "hr").output
    assert "tang" in table
    assert "人事(甲组)" in table
    assert "che" not in table
    [row] = json.loads(_run("list", "--words", "沈棠", "--json").output)
    assert row["roles"] == [{"role": "hr", "team": "甲组"}]
