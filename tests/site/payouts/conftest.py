from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from boji.engine.periods import Period
from boji.payouts import actions
from boji.payouts.models import PayPeriod
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.cli.company import Company, small_company

FEBRUARY, MARCH, APRIL = "2026-02", "2026-03", "2026-04"
APRIL_TENTH = dt.datetime(2026, 4, 10, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company with its facts and plan, nothing run; copied by those who change it."""
    return small_company(tmp_path_factory.mktemp("small")).path


@pytest.fixture
def company(small: Path, tmp_path: Path, settings: object, db: None) -> Workspace:
    """A copy of the small company that the site serves; its clock stands on 10 April 2026."""
    target = tmp_path / "company"
    _link_tree(small, target)
    settings.BOJI_WORKSPACE = target  # type: ignore[attr-defined]
    return Workspace.open(target)


@pytest.fixture(autouse=True)
def tenth_of_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: APRIL_TENTH)


def _link_tree(source: Path, target: Path) -> None:
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
    roles = {
        "fang": Role.FINANCE,
        "wen": Role.FINANCE,
        "xu": Role.FINANCE,
        "hu": Role.HR,
        "ada": Role.ADMIN,
        "an": Role.ANCHOR,
    }

    def actor(name: str) -> Actor:
        user, made = User.objects.get_or_create(username=name, defaults={"name": name.title()})
        if made:
            RoleGrant.objects.create(user=user, role=roles[name])
        return Actor(user, "page")

    return actor


Walk = Callable[..., PayPeriod]
ORDER = ("calculate", "check", "approve", "lock", "pay")


@pytest.fixture
def walk(company: Workspace, staff: Callable[[str], Actor]) -> Walk:
    """Takes a month up to a step, as in `walk(MARCH, "lock")`: Fang calculates, Wen checks, Hu approves."""

    def to(month: str, last: str) -> PayPeriod:
        period = Period.parse(month)
        one: PayPeriod | None = None
        for step in ORDER[: ORDER.index(last) + 1]:
            if step == "calculate":
                one = actions.calculate(staff("fang"), company, period)
            elif step == "check":
                one = checked(staff("wen"), company, month)
            elif step == "approve":
                one = actions.approve(staff("hu"), period)
            elif step == "lock":
                one = actions.lock(staff("hu"), company, period)
            else:
                one = actions.pay(staff("fang"), period, clock.today())
        assert one is not None
        return one

    return to


def checked(actor: Actor, workspace: Workspace, month: str) -> PayPeriod:
    """Checked, with a reason for everything that may pass."""
    one = PayPeriod.objects.get(label=month)
    reasons = {entry.code: "已知" for entry in actions.board_of(workspace, one).to_waive}
    return actions.check(actor, workspace, Period.parse(month), reasons=reasons)
