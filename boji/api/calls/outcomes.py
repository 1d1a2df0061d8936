"""Outcomes: what the rules propose for a period, and what people decided about it. Reads only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Anything, Day, Form, Moment, Money, PeriodLabel, RunFacts
from boji.api.guard import caller_of
from boji.engine.results.proposals import proposals
from boji.outcomes.models import Decision
from boji.outcomes.queries import proposals_of
from boji.payouts.queries import run_in_use
from boji.platform import company
from boji.platform.roles import Right
from boji.platform.routes import holding
from boji.platform.words import language
from boji.statements.access import period_named
from boji.tokens.rules import Scope


class DecisionForm(Form):
    accepted: bool
    reason: str
    by: str
    at: Moment
    effective_on: Day | None


class ProposalForm(Form):
    """What a rule proposes for somebody, with its evidence; `decision` is null until people decide."""

    outcome: str
    label: str
    person_id: str
    name: str | None
    period: str
    status: str
    evidence: Anything
    grant: Money | None
    set: dict[str, str]
    effective_from: Day | None
    earliest_effect: Day | None
    text: str
    run: RunFacts
    decision: DecisionForm | None


class ProposalsForm(Form):
    items: list[ProposalForm]


def list_outcomes(request: HttpRequest, period: PeriodLabel) -> HttpResponse:
    """List what the rules propose for a month or quarter, and what was decided about it."""
    named, workspace, spoken = period_named(period), company.workspace(), language()
    run = run_in_use(workspace, named)
    seen = proposals_of(workspace, [named], caller_of(request).user, spoken)
    decided = {(one.outcome.name, one.person_id): one.decision for one in seen}
    return answer(
        {
            "items": [
                one | {"decision": _decision_json(decided[one["outcome"], one["person_id"]])}
                for one in proposals(run, spoken)
                if (one["outcome"], one["person_id"]) in decided
            ]
        }
    )


def _decision_json(decision: Decision | None) -> dict[str, Any] | None:
    if decision is None:
        return None
    return {
        "accepted": decision.accepted,
        "reason": decision.reason,
        "by": decision.by.username,
        "at": decision.at.isoformat(),
        "effective_on": decision.effective_on.isoformat() if decision.effective_on else None,
    }


CALLS = (
    Call(
        *("GET", "outcomes/{period}", list_outcomes, Scope.READ_OUTCOMES),
        holding(Right.SEE_SCORES),
        ProposalsForm,
    ),
)
