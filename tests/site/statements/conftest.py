from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from boji.engine.periods import Period
from boji.platform.models import User
from boji.statements.explained import Subject
from boji.statements.queries import subject_of
from boji.workspace import Workspace
from tests.cli import company as small
from tests.site.payouts.conftest import tenth_of_april

__all__ = ["tenth_of_april"]

MARCH = Period.parse("2026-03")
ONE_MORE = "s8,s8,douyin,S3,A,P1,2026-03-20 20:30:00,10.00,4.00,live"  # a base of A has two orders
EVERYBODY = ("A", "B", "O", "X", "L", "N")


@pytest.fixture(scope="session")
def computed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with February to April computed, and an order more; nobody writes to it."""
    orders = small.TABLES["order_lines"].rstrip() + f"\n{ONE_MORE}\n"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small, "TABLES", small.TABLES | {"order_lines": orders})
        made = small.small_company(tmp_path_factory.mktemp("statements"))
    for month in ("2026-02", "2026-03", "2026-04"):
        made.done("run", month)
    return made.path


@pytest.fixture
def company(computed: Path, settings: object, db: None) -> Workspace:
    """The company that the site serves."""
    settings.BOJI_WORKSPACE = computed  # type: ignore[attr-defined]
    return Workspace.open(computed)


@pytest.fixture
def sign_in(company: Workspace) -> Callable[[User], Client]:
    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_of


@pytest.fixture
def subject(company: Workspace) -> Callable[..., Subject]:
    """Whose figures of March: `subject("A", "en")`."""

    def named(person_id: str, language: str = "zh") -> Subject:
        return subject_of(company, MARCH, person_id, language)

    return named
