"""What must hold for every page and for the machine: headers, cookies, files, settings."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from boji.accounts.rules import GUARDED_ROLES, needs_second_factor
from boji.platform.roles import Role
from boji.platform.sheets import harmless
from boji.workspace import Workspace
from tests.site.conftest import Account

from .conftest import SignIn

PUBLIC = ["/sign-in/", "/password/forgotten/", "/password/new/1/a-b/", "/no-such-page/"]
SECRET = "a key of fifty characters or more that nobody guesses 0123456789 abc"


@pytest.mark.parametrize("address", PUBLIC)
@pytest.mark.django_db
def test_headers(address: str, client: Client) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_pages_hold_no_inline_style_or_script(account: Account, trusted: SignIn, company: Workspace) -> None:
    user = account("boss", Role.ADMIN)
    browser = trusted("boss")
    pages = [
        "/me/",
        "/me/second-factor/",
        "/me/second-factor/add/",
        "/me/password/",
        "/accounts/",
        "/accounts/new/",
    ]
    pages += ["/accounts/anchors/", "/accounts/steps/", f"/accounts/{user.pk}/", "/audit/", "/sign-out/"]
    for address in pages:
        page = browser.get(address)
        assert page.status_code == 200, address
        text = page.content.decode()
        for word in (" style=", "<style", "onclick=", "javascript:", "{%", "{{"):
            assert word not in text, (address, word)


def test_cookies_are_kept_from_scripts_and_other_sites(account: Account, sign_in: SignIn) -> None:
    account("ada")
    browser = sign_in("ada")
    for name in ("sessionid", "csrftoken"):
        cookie = browser.cookies[name]
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_host_must_be_known(client: Client) -> None:
    assert client.get("/sign-in/", headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.django_db
def test_many_sign_ins_from_one_address_are_slowed(client: Client) -> None:
    answers = [client.post("/sign-in/", {"login": f"n{n}", "password": "x"}).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]
    assert "请稍等片刻" in client.post("/sign-in/", {"login": "n", "password": "x"}).content.decode()


def test_who_has_power_needs_a_second_factor() -> None:
    assert {Role.ADMIN, Role.HR, Role.FINANCE} == GUARDED_ROLES
    assert needs_second_factor(["anchor", "hr"])


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\tx", "\rx", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def _django(workspace: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "BOJI_WORKSPACE": str(workspace),
        "BOJI_HTTPS": "1",
        "BOJI_SECRET_KEY": SECRET,
        "DJANGO_SETTINGS_MODULE": "boji.site.settings",
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOJI_")}
    command = [sys.executable, "-m", "django", *words]
    return subprocess.run(
        command, env={**kept, **settings, **environment}, capture_output=True, text=True, check=False
    )


def test_behind_https_django_finds_nothing_to_mend(workspace: Workspace) -> None:
    """W005 and W021 ask about sub-domains and preload lists, which are the company's to decide."""
    done = _django(workspace.path, "check", "--deploy", "--fail-level", "WARNING")
    found = [line for line in done.stderr.splitlines() if "security." in line]
    assert [line for line in found if "W005" not in line and "W021" not in line] == [], done.stderr


def test_the_database_is_readable_by_its_owner_only(workspace: Workspace) -> None:
    code = (
        "import os; os.umask(0o022)\n"
        "from boji.workspace import Workspace; from boji.site.setup import set_up\n"
        f"set_up(Workspace.open({str(workspace.path)!r}))\n"
        "from boji.platform.models import User; User.objects.create_user('a')\n"
        "import pathlib, stat\n"
        f"for one in sorted(pathlib.Path({str(workspace.path)!r}).iterdir()):\n"
        "    print(one.name, oct(stat.S_IMODE(one.stat().st_mode)))\n"
    )
    kept = {name: value for name, value in os.environ.items() if name != "BOJI_DATABASE_URL"}
    done = subprocess.run([sys.executable, "-c", code], env=kept, capture_output=True, text=True, check=True)
    modes = dict(line.split() for line in done.stdout.splitlines())
    kept_files = {name: mode for name, mode in modes.items() if name.startswith("boji.sqlite3")}
    assert set(kept_files) >= {"boji.sqlite3", "boji.sqlite3-wal"}
    assert set(kept_files.values()) == {"0o600"}
    assert modes["secret.key"] == "0o600"
    assert stat.S_IMODE((workspace.path / "boji.sqlite3").stat().st_mode) == 0o600
