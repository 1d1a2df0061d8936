from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from boji.platform import clock
from boji.workspace import Workspace
from tests.site.payouts.conftest import link_tree, small, tenth_of_april
from tests.site.payouts.steps import APRIL_TENTH, FEBRUARY, MARCH, walked
from tests.site.world import rolled_back

__all__ = ["small", "tenth_of_april"]


@pytest.fixture(scope="module")
def locked(
    small: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Path]:
    """The small company with February and March locked, for all tests of a module."""
    place = tmp_path_factory.mktemp("locked") / "company"
    link_tree(small, place)
    company = Workspace.open(place)
    with django_db_blocker.unblock(), rolled_back(), override_settings(BOJI_WORKSPACE=place):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(clock, "now", lambda: APRIL_TENTH)
            for month in (FEBRUARY, MARCH):
                walked(company, month, "lock")
        yield place


@pytest.fixture
def company(locked: Path, tmp_path: Path, settings: object, db: None) -> Workspace:
    """A copy that the site serves; what a test does to it and to the database ends with the test."""
    place = tmp_path / "company"
    link_tree(locked, place)
    settings.BOJI_WORKSPACE = place  # type: ignore[attr-defined]
    return Workspace.open(place)
