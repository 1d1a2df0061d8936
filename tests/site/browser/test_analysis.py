"""Pages of figures in a real browser, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli import company as small
from tests.site.analysis.conftest import enlarged
from tests.site.conftest import Account

from .conftest import DESK, PHONE, Open, assert_accessible, assert_fits

MARCH = "first=2026-03-01&last=2026-03-31"
Shoot = Callable[[Page, str], None]


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(small, "TABLES", enlarged())
        return small.small_company(tmp_path_factory.mktemp("figures")).path


@pytest.fixture
def workspace(analysed: Path, settings: Any) -> Workspace:
    settings.BOJI_WORKSPACE = analysed
    return Workspace.open(analysed)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_of_figures(
    transactional_db: None, account: Account, browser_page: Open, shoot: Shoot, width: int
) -> None:
    """From everybody over one person to why; a changed filter changes the address and the sentence above."""
    page = browser_page(width, user=account("reader", Role.HR))
    page.goto(f"/figures/people/?metric=gmv&{MARCH}")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("¥4,410.01")
    assert_accessible(page)
    assert_fits(page)
    shoot(page, "figures")
    page.locator("select[name=metric]").select_option("conversion")
    expect(heading).to_contain_text("转化率")
    assert "metric=conversion" in page.url
    page.get_by_role("link", name="安安").click()
    expect(heading).to_contain_text("安安")
    page.get_by_role("button", name="看表").first.click()
    assert_accessible(page)
    assert_fits(page)
    shoot(page, "figures-of-one")
    page.get_by_role("link", name="这个数是怎么来的").click()
    expect(heading).to_contain_text("是")
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_session_and_the_path(
    transactional_db: None, account: Account, browser_page: Open, shoot: Shoot, width: int
) -> None:
    page = browser_page(width, user=account("reader", Role.HR))
    page.goto("/sessions/of/S1/")
    expect(page.get_by_role("heading", name="归属给谁")).to_be_visible()
    assert_accessible(page)
    assert_fits(page)
    shoot(page, "session")
    page.goto(f"/figures/path/?{MARCH}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("流失最多")
    assert_accessible(page)
    assert_fits(page)
    shoot(page, "path")
