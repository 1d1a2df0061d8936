"""Proposals of the runs that count, with what was decided about them. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from boji.engine.periods import Period, PeriodError
from boji.engine.plan.model import Outcome
from boji.engine.results.proposals import proposals
from boji.engine.run import Run
from boji.outcomes.models import Decision
from boji.outcomes.rules import Asked
from boji.payouts.queries import run_in_use
from boji.payouts.runs import RunAbsent
from boji.people.queries import people_on
from boji.platform.access import NotFound, Reach, reach
from boji.platform.components import Kind, Status
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import language, say
from boji.workspace import Workspace


@dataclass(frozen=True)
class Proposal:
    """One proposal with its decision, if there is one. `grant_fen` is the money it would bring."""

    period: Period
    outcome: Outcome
    person_id: str
    name: str
    team: str
    text: str
    score: str | None
    rank: int
    people: int
    grant_fen: int | None
    run: str
    decision: Decision | None

    @property
    def key(self) -> str:
        return f"{self.period.label}/{self.outcome.name}/{self.person_id}"

    @property
    def asked(self) -> Asked:
        return Asked(bool(self.outcome.sets), self.outcome.notice_days, self.period.end_day)

    @property
    def status(self) -> Status:
        if self.decision is None:
            return Status(Kind.WAITING, say("待决定", "to decide"))
        if self.decision.accepted:
            return Status(Kind.DONE, say("已采纳", "accepted"))
        return Status(Kind.DRAFT, say("已驳回", "declined"))

    @property
    def label(self) -> str:
        return self.outcome.label.text(language())


def proposals_of(
    workspace: Workspace, periods: Iterable[Period], user: User, language: str
) -> list[Proposal]:
    """What these periods' runs propose, of people whom the account may see; undecided ones first."""
    within = reach(user, Right.SEE_SCORES)
    found = [one for period in periods for one in _of_period(workspace, period, within, language)]
    return sorted(found, key=lambda one: one.decision is not None)


def get_proposal(
    workspace: Workspace, period: Period, outcome: str, person_id: str, user: User, language: str
) -> Proposal:
    """One proposal. Raises NotFound where there is none, or not for this account."""
    for one in _of_period(workspace, period, reach(user, Right.SEE_SCORES), language):
        if (one.outcome.name, one.person_id) == (outcome, person_id):
            return one
    raise NotFound(person_id)


def proposal_json(run: Run, person_id: str, outcome: str) -> dict[str, Any]:
    """A proposal as it is kept with its decision: its JSON form in both languages."""
    return {
        language: next(
            one
            for one in proposals(run, language)
            if (one["person_id"], one["outcome"]) == (person_id, outcome)
        )
        for language in ("zh", "en")
    }


def _of_period(workspace: Workspace, period: Period, within: Reach, language: str) -> list[Proposal]:
    try:
        run = run_in_use(workspace, period)
    except RunAbsent:
        return []
    decided = {(one.outcome, one.person_id): one for one in Decision.objects.filter(period=period.label)}
    people = people_on(workspace, period.last_day)
    outcomes = {outcome.name: outcome for outcome in run.plan.outcomes}
    found = []
    for one in proposals(run, language):
        person = people.get(one["person_id"])
        team = person.team if person else ""
        if not within.holds(team):
            continue
        found.append(
            Proposal(
                period,
                outcomes[one["outcome"]],
                one["person_id"],
                one["name"] or one["person_id"],
                team,
                one["text"],
                one["evidence"]["score"],
                one["evidence"]["rank"],
                one["evidence"]["people"],
                int(Decimal(one["grant"]) * 100) if one["grant"] is not None else None,
                run.manifest["id"],
                decided.get((one["outcome"], one["person_id"])),
            )
        )
    return found


def periods_with_proposals(workspace: Workspace) -> list[Period]:
    """The periods that were computed, newest first: those that end last, of one end the longest."""
    found = []
    for folder in workspace.runs.iterdir():
        try:
            found.append(Period.parse(folder.name))
        except PeriodError:
            continue
    return sorted(found, key=lambda one: (one.end_day, -one.first_day.toordinal()), reverse=True)
