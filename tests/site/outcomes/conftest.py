from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.plugin import DjangoDbBlocker

from boji.engine.periods import Period
from boji.payouts.runs import compute_run
from boji.plans.publishing import plan_in_force
from boji.workspace import Workspace
from tests.site.payouts.conftest import link_tree, small, tenth_of_april

__all__ = ["small", "tenth_of_april"]


@pytest.fixture(scope="module")
def computed(
    small: Path,
    tmp_path_factory: pytest.TempPathFactory,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Path:
    """The small company with its months from February to April computed."""
    place = tmp_path_factory.mktemp("computed") / "company"
    link_tree(small, place)
    company = Workspace.open(place)
    with django_db_blocker.unblock():
        for month in ("2026-02", "2026-03", "2026-04"):
            period = Period.parse(month)
            compute_run(company, period, plan_in_force(company, period).plan)
    return place


@pytest.fixture
def company(computed: Path, tmp_path: Path, settings: object, db: None) -> Workspace:
    """A copy that the site serves."""
    place = tmp_path / "company"
    link_tree(computed, place)
    settings.BOJI_WORKSPACE = place  # type: ignore[attr-defined]
    return Workspace.open(place)
