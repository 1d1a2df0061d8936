from __future__ import annotations

import datetime as dt

import pytest

from boji.plans.publishing import publish_plan
from boji.platform import clock
from boji.platform.models import User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import PLAN
from tests.site.conftest import Account

NOW = dt.datetime(2026, 4, 10, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def tenth_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def published(workspace: Workspace) -> Workspace:
    """A workspace in which the small company's plan is published, and nothing else."""
    publish_plan(workspace, PLAN, "开张", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "老板")
    return workspace


@pytest.fixture
def hu(account: Account) -> User:
    """Of HR: writes plans and publishes those of others."""
    return account("hu", Role.HR)


@pytest.fixture
def wen(account: Account) -> User:
    """Of the analysts: writes plans."""
    return account("wen", Role.ANALYST)
