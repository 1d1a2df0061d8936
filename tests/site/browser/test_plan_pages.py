"""Plans in a real browser: publishing a draft, its announcement and acknowledgement, the own handbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from boji.plans.actions import begin_draft
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.models import User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import PLAN, small_company
from tests.site.conftest import Account

from .conftest import DESK, PHONE, Open, assert_accessible, assert_fits

NOW = dt.datetime(2026, 3, 20, 2, 0, tzinfo=dt.UTC)
RAISED = PLAN.replace("base_pay: 3000", "base_pay: 3500").replace("2026-01-01", "2026-04-01", 1)
Shoot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company; each test publishes one more version in it."""
    return small_company(tmp_path_factory.mktemp("plans")).path


@pytest.fixture
def workspace(facts: Path, settings: object, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    settings.BOJI_WORKSPACE = facts  # type: ignore[attr-defined]
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return Workspace.open(facts)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_version_on_its_way(
    browser_page: Open, shoot: Shoot, account: Account, workspace: Workspace, width: int
) -> None:
    writer, hu = account("wen", Role.ANALYST), account("hu", Role.HR)
    anchor: User = account("an", Role.ANCHOR, person_id="A")
    text = RAISED.replace("3500", str(3500 + width))
    draft = begin_draft(Actor(writer, "page"), "涨底薪", text, NOW, based_on=1)

    page = browser_page(width, user=hu)
    for address, name in (
        ("/plans/", "plans"),
        (f"/plans/compare/?old=1&new=d{draft.pk}", "plans-compare"),
        (f"/plans/drafts/{draft.pk}/history/", "plan-history"),
        (f"/plans/drafts/{draft.pk}/publish/", "plan-publish"),
    ):
        page.goto(address)
        _looks_right(page, shoot, name)
    page.get_by_label("为什么发布").fill("留住腰部主播")
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_role("heading", name="0 人已知悉，共 4 人")).to_be_visible()
    _looks_right(page, shoot, "plan-version")

    own = browser_page(width, user=anchor)
    own.goto("/")
    expect(own.get_by_text(f"变为“{3500 + width}元”").first).to_be_visible()
    _looks_right(own, shoot, "home-announced")
    own.get_by_role("button", name="我已知悉").first.click()
    expect(own.get_by_text("已确认知悉")).to_be_visible()
    own.goto("/handbook/")
    _looks_right(own, shoot, "handbook")
    own.get_by_text("头部提成").click()
    expect(own.get_by_text("每月提成不足 40元 时补足")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="1 人已知悉，共 4 人")).to_be_visible()


def _looks_right(page: Page, shoot: Shoot, name: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    shoot(page, name)
    assert_fits(page)
    assert_accessible(page)
