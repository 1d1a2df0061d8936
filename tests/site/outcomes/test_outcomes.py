"""Deciding about proposals: what follows from them, and that they are decided once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from boji.engine.periods import Period
from boji.lake.ledger import ledger
from boji.outcomes.models import Decision
from boji.people.queries import person_on, stints_of
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.workspace import Workspace
from tests.site.conftest import Account

MAY_FIRST = dt.date(2026, 5, 1)


@pytest.fixture
def proposed(company: Workspace) -> Period:
    """A (mid) was at the top from February to April: the plan proposes head from May on."""
    return Period.parse("2026-04")


@pytest.fixture
def hu(account: Account) -> User:
    return account("hu", Role.HR)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def make(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def test_a_promotion_holds_from_its_day(
    company: Workspace, proposed: Period, hu: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(hu)
    assert "安安" in client.get("/outcomes/").content.decode()
    given = {"answer": "accept", "reason": "连续三个月优秀", "effective_on": "2026-05-01"}
    answer = client.post("/outcomes/2026-04/praise/A/", given)
    assert answer.status_code == 302, answer.content.decode()
    before, after = person_on(company, "A", dt.date(2026, 4, 30)), person_on(company, "A", MAY_FIRST)
    assert before is not None
    assert after is not None
    assert (before.tier, after.tier) == ("mid", "head")
    assert [(one.starts_on, one.ends_on) for one in stints_of(company, "A")] == [
        (dt.date(2026, 1, 1), MAY_FIRST),
        (MAY_FIRST, dt.date.max),
    ]
    decision = Decision.objects.get()
    assert (decision.accepted, decision.effective_on, decision.by) == (True, MAY_FIRST, hu)
    assert decision.proposal["zh"]["person_id"] == "A"
    assert AuditEntry.objects.filter(action="outcome.accept", person_id="A").count() == 1


def test_it_is_decided_once(
    company: Workspace, proposed: Period, hu: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(hu)
    imports = len(ledger(company))
    declined = client.post("/outcomes/2026-04/praise/A/", {"answer": "decline", "reason": "本月有严重违规"})
    assert declined.status_code == 302
    given = {"answer": "accept", "reason": "连续三个月优秀", "effective_on": "2026-05-01"}
    assert client.post("/outcomes/2026-04/praise/A/", given).status_code == 422
    assert Decision.objects.get().accepted is False
    assert len(ledger(company)) == imports


def test_what_is_missing_is_said_beside_its_field(
    proposed: Period, hu: User, client_of: Callable[[User], Client]
) -> None:
    answer = client_of(hu).post(
        "/outcomes/2026-04/praise/A/", {"answer": "accept", "reason": "", "effective_on": "2026-04-01"}
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "请写明理由" in page
    assert "不能早于 2026-05-01" in page
    assert not Decision.objects.exists()


def test_an_appraiser_sees_and_does_not_decide(
    proposed: Period, account: Account, client_of: Callable[[User], Client]
) -> None:
    client = client_of(account("kao", Role.APPRAISER))
    assert client.get("/outcomes/2026-04/praise/A/").status_code == 200
    given = {"answer": "accept", "reason": "连续三个月优秀", "effective_on": "2026-05-01"}
    client.post("/outcomes/2026-04/praise/A/", given)
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    "address", ["/outcomes/2026-04/praise/B/", "/outcomes/2026-04/nothing/A/", "/outcomes/never/praise/A/"]
)
def test_what_is_not_proposed_is_absent(
    proposed: Period, hu: User, client_of: Callable[[User], Client], address: str
) -> None:
    assert client_of(hu).get(address).status_code == 404


def test_hr_of_another_team_sees_nothing(
    proposed: Period, account: Account, client_of: Callable[[User], Client]
) -> None:
    client = client_of(account("er", Role.HR, team="two"))
    assert client.get("/outcomes/2026-04/praise/A/").status_code == 404
    assert "安安" not in client.get("/outcomes/").content.decode()
