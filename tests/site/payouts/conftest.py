from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from boji.payouts.models import PayPeriod
from boji.platform import clock
from boji.platform.audit import Actor
from boji.workspace import Workspace
from tests.cli.company import Company, small_company

from .steps import APRIL, APRIL_TENTH, FEBRUARY, MARCH, checked, staff_member, walked

__all__ = ["APRIL", "APRIL_TENTH", "FEBRUARY", "MARCH", "checked"]


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with its facts and plan, nothing run; copied by those who change it."""
    return small_company(tmp_path_factory.mktemp("small")).path


@pytest.fixture
def company(small: Path, tmp_path: Path, settings: object, db: None) -> Workspace:
    """A copy of the small company that the site serves; its clock stands on 10 April 2026."""
    target = tmp_path / "company"
    link_tree(small, target)
    settings.BOJI_WORKSPACE = target  # type: ignore[attr-defined]
    return Workspace.open(target)


@pytest.fixture(autouse=True)
def tenth_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: APRIL_TENTH)


def link_tree(source: Path, target: Path) -> None:
    """A copy by links: files of a workspace are replaced, never written to again."""
    for path in sorted(source.rglob("*")):
        place = target / path.relative_to(source)
        if path.is_dir():
            place.mkdir(parents=True, exist_ok=True)
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, place)


@pytest.fixture
def commands(company: Workspace) -> Company:
    """The command line of the company's workspace."""
    return Company(company.path)


@pytest.fixture
def staff(db: None) -> Callable[[str], Actor]:
    """Fang and Wen of finance, Hu of HR, Ada who administers: `staff("fang")`."""
    return staff_member


Walk = Callable[..., PayPeriod]


@pytest.fixture
def walk(company: Workspace, db: None) -> Walk:
    """Takes a month up to a step, as in `walk(MARCH, "lock")`."""
    return partial(walked, company)
