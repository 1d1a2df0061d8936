"""Score cards: of one person, of all within reach, of teams, and why a score or metric is what it is."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.calls.statements import Lines, NodeForm
from boji.api.forms import Exact, Form, PeriodLabel, PersonId, RunFacts, Score
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.engine.explain import COMMISSION_KINDS, explain
from boji.engine.periods import Period
from boji.engine.results.scorecard import results_of, scorecards, team_scorecards
from boji.engine.run import Run
from boji.payouts.queries import run_in_use
from boji.people.queries import people_on
from boji.platform import audit, company
from boji.platform.access import NotFound, reach
from boji.platform.roles import Right
from boji.platform.routes import OwnOr, holding
from boji.platform.words import language
from boji.statements import access
from boji.tokens.rules import Scope

_PAY = frozenset({"pay", "base_pay", "bonus", "adjustment", "commission", *COMMISSION_KINDS})


class ItemForm(Form):
    """One metric of a score card; `score` is null where its figure is missing."""

    metric: str
    label: str
    weight: Exact
    actual: Exact | None
    target: Exact | None
    score: Score | None
    method: str


class DimensionForm(Form):
    label: str
    weight: Exact
    score: Score | None
    items: list[ItemForm]


class DeductionForm(Form):
    label: str
    metric: str
    count: int
    by: Exact


class CardForm(Form):
    """A score: items in dimensions, deductions, grade, and rank among peers."""

    period: str
    scorecard: str
    dimensions: list[DimensionForm]
    before_deductions: Score | None
    deductions: list[DeductionForm]
    period_score: Score | None
    quarter_score: Score | None
    composite: bool
    score: Score | None
    grade: str | None
    rank: int | None
    peers: int | None
    incomplete: list[str]
    notes: list[str]
    run: RunFacts


class PersonCardForm(CardForm):
    person_id: str


class TeamCardForm(CardForm):
    team: str


class TeamCardsForm(Form):
    items: list[TeamCardForm]


def list_scorecards(request: HttpRequest, period: PeriodLabel, limit: Limit, cursor: Cursor) -> HttpResponse:
    """List the score cards of a month or quarter, of everybody whose score the account sees.

    Sorted by person; people without a score card are not there.
    """
    caller, named = caller_of(request), access.period_named(period)
    run = run_in_use(company.workspace(), named)
    part = part_of(_appraised(run, named, request), str, cursor, limit)
    audit.record(caller.actor, "look.scores", f"period:{named.label}", people=len(part.items))
    return answer(part.shown(lambda person: scorecards(run, language(), person)[0]))


def list_team_scorecards(request: HttpRequest, period: PeriodLabel) -> HttpResponse:
    """List the score cards of teams in a month or quarter."""
    named, given = access.period_named(period), reach(caller_of(request).user, Right.SEE_SCORES)
    found = team_scorecards(run_in_use(company.workspace(), named), language())
    return answer({"items": [one for one in found if given.holds(one["team"])]})


def show_scorecard(request: HttpRequest, period: PeriodLabel, person_id: PersonId) -> HttpResponse:
    """Show a person's score card of a month or quarter, item by item."""
    run, named = _opened(request, period, person_id)
    found = scorecards(run, language(), person_id)
    if not found:
        raise NotFound(person_id)
    audit.look(caller_of(request).actor, "score", person_id, f"period:{named.label}")
    return answer(found[0])


def explain_scorecard(
    request: HttpRequest,
    period: PeriodLabel,
    person_id: PersonId,
    figure: Annotated[str, Query("score", max_length=80, description="score, or a metric of the run.")],
    lines: Lines,
) -> HttpResponse:
    """Explain a score or a metric, down to the facts, in words."""
    run, named = _opened(request, period, person_id)
    if figure in _PAY:  # asked of statements, with the right to see pay
        raise NotFound(figure)
    node = explain(run, person_id, figure, language(), lines)
    audit.look(caller_of(request).actor, "explanation", person_id, f"period:{named.label}")
    return answer(node.as_json())


def _opened(request: HttpRequest, label: str, person_id: str) -> tuple[Run, Period]:
    """The run of a period, if the caller may open the person's score of it. Raises NotFound, RunAbsent."""
    named, workspace = access.period_named(label), company.workspace()
    access.demand(caller_of(request).user, Right.SEE_SCORES, workspace, named, person_id)
    return run_in_use(workspace, named), named


def _appraised(run: Run, period: Period, request: HttpRequest) -> list[str]:
    """The people with a score card within reach, by id."""
    given = reach(caller_of(request).user, Right.SEE_SCORES)
    people = people_on(company.workspace(), period.last_day)
    found = [row["person_id"] for row in results_of(run) if row["scorecard"] is not None]
    return [one for one in found if given.holds(people[one].team if one in people else None)]


_PERSON = "scorecards/{period}/{person_id}"
_SCOPE = Scope.READ_SCORES
_SEES = holding(Right.SEE_SCORES)

CALLS = (
    Call("GET", "scorecards/{period}", list_scorecards, _SCOPE, _SEES, Page[PersonCardForm]),
    Call("GET", _PERSON, show_scorecard, _SCOPE, OwnOr(Right.SEE_SCORES), PersonCardForm),
    Call("GET", f"{_PERSON}/explanation", explain_scorecard, _SCOPE, OwnOr(Right.SEE_SCORES), NodeForm),
    Call("GET", "team-scorecards/{period}", list_team_scorecards, _SCOPE, _SEES, TeamCardsForm),
)
