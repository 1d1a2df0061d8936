"""Disputes as people may see them: who raised one, whose figure it is, and those who answer. Reads only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from boji.disputes.models import Dispute, Entry, Evidence
from boji.disputes.rules import Move, Side, State, open_moves
from boji.engine.periods import Period
from boji.people.queries import people_on
from boji.platform.access import NotFound, is_own, reach
from boji.platform.models import User
from boji.platform.roles import Right
from boji.workspace import Workspace

GOING_ON = (State.OPEN, State.ANSWERED)


@dataclass(frozen=True)
class Thread:
    """A dispute with everything said in it, and what its reader may do now."""

    dispute: Dispute
    entries: list[Entry]
    moves: tuple[Move, ...]


def disputes_for(user: User, workspace: Workspace, *, state: str = "", period: str = "") -> list[Dispute]:
    """What the account may see, those that go on first, then the newest. `state` may be `going_on`."""
    found = _visible(user, workspace)
    if state == "going_on":
        found = found.filter(state__in=GOING_ON)
    elif state:
        found = found.filter(state=state)
    if period:
        found = found.filter(period=period)
    return sorted(found.order_by("-raised_at"), key=lambda one: one.standing.is_closed)


def get_thread(user: User, workspace: Workspace, number: int) -> Thread:
    """One dispute. Raises NotFound where there is none, or not for this account."""
    dispute = _visible(user, workspace).filter(pk=number).first()
    if dispute is None:
        raise NotFound(str(number))
    return Thread(
        dispute,
        list(dispute.entries.select_related("by").prefetch_related("evidence")),
        open_moves(dispute.standing, sides(user, workspace, dispute)),
    )


def get_evidence(user: User, workspace: Workspace, dispute: int, number: int) -> Evidence:
    """A file of a dispute that the account may see. Raises NotFound."""
    found = Evidence.objects.filter(pk=number, entry__dispute_id=dispute).first()
    if found is None or not _visible(user, workspace).filter(pk=dispute).exists():
        raise NotFound(str(number))
    return found


def sides(user: User, workspace: Workspace, dispute: Dispute) -> frozenset[Side]:
    """On whose side the account stands: who raised it or whose pay it is, and those who answer."""
    found = set()
    if dispute.raised_by_id == user.pk or is_own(user, dispute.person_id):
        found.add(Side.RAISER)
    if _answers(user, workspace, dispute.person_id):
        found.add(Side.ANSWERER)
    return frozenset(found)


def is_overdue(dispute: Dispute, today: dt.date) -> bool:
    return dispute.standing is State.OPEN and dispute.due_on < today


def going_on_names(period: Period) -> list[str]:
    """The people of a period's undecided disputes, one name for each dispute."""
    found = Dispute.objects.filter(period=period.label, state__in=GOING_ON).order_by("raised_at")
    return list(found.values_list("name", flat=True))


def going_on_by_figure(period: Period, person_id: str) -> dict[str, int]:
    """Undecided disputes of a person's month, by figure."""
    found = Dispute.objects.filter(period=period.label, person_id=person_id, state__in=GOING_ON)
    return dict(found.values_list("figure").annotate(Count("id")))


def _visible(user: User, workspace: Workspace) -> QuerySet[Dispute]:
    answers = reach(user, Right.ANSWER_DISPUTES)
    if answers.everybody:
        return Dispute.objects.all()
    own = Q(raised_by=user)
    if user.person_id:
        own |= Q(person_id=user.person_id)
    if answers.teams:
        everybody = people_on(workspace, dt.date.max)
        own |= Q(person_id__in=[one.person_id for one in everybody.values() if one.team in answers.teams])
    return Dispute.objects.filter(own)


def _answers(user: User, workspace: Workspace, person_id: str) -> bool:
    within = reach(user, Right.ANSWER_DISPUTES)
    if within.everybody or not within:
        return within.everybody
    person = people_on(workspace, dt.date.max).get(person_id)
    return person is not None and within.holds(person.team)
