from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from boji.intake import import_files
from boji.platform.models import AuditEntry
from boji.workspace import Workspace
from tests.site.conftest import PASSWORD

PEOPLE = """person_id,name,role,tier,team,starts_on,ends_on,base_pay
A01,沈棠,anchor,mid,甲组,2026-01-01,,5000
A02,林澈,anchor,head,乙组,2026-01-01,,6000
A03,"=HYPERLINK(""http://x"")",anchor,mid,甲组,2026-01-01,,5000
A04,林澈,anchor,mid,甲组,2026-01-01,2026-02-01,5000
P01,周岚,operations,mid,甲组,2026-01-01,,5000
"""

SignIn = Callable[..., Client]


@pytest.fixture
def company(workspace: Workspace, tmp_path: Path) -> Workspace:
    """Three anchors at work, one who has left, one operator."""
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    import_files(workspace, file)
    return workspace


@pytest.fixture
def sign_in(workspace: Workspace) -> SignIn:
    """A client that signed in by the form: `sign_in("ada")`."""

    def enter(username: str, password: str = PASSWORD, client: Client | None = None) -> Client:
        browser = client or Client()
        answer = browser.post("/sign-in/", {"login": username, "password": password})
        assert answer.status_code == 302, answer.content.decode()
        return browser

    return enter


@pytest.fixture
def trusted(sign_in: SignIn) -> SignIn:
    """A client that has lately shown again who it is, as dangerous steps ask for."""

    def enter(username: str) -> Client:
        browser = sign_in(username)
        answer = browser.post("/sign-in/again/", {"password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return browser

    return enter


@pytest.fixture
def actions_recorded() -> Callable[[], list[str]]:
    """The actions in the audit trail, oldest first, without sign-ins."""

    def read() -> list[str]:
        found = AuditEntry.objects.order_by("id").values_list("action", flat=True)
        return [one for one in found if one not in ("account.signed_in", "account.signed_out")]

    return read
