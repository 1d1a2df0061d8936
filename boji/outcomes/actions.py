"""Deciding about a proposal, with everything that follows from it, or nothing.

Owns what takes effect: a grant becomes a bonus of the next open month, a new tier holds from its day, a
notice keeps its dates.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from boji.outcomes.models import Decision
from boji.outcomes.queries import Proposal, proposal_json
from boji.outcomes.rules import Answer, Fault, faults
from boji.payouts.granting import grant
from boji.payouts.opened import opened_run
from boji.people.actions import change_from
from boji.platform import audit
from boji.platform.access import demand
from boji.platform.audit import Actor
from boji.platform.roles import Right
from boji.workspace import Workspace


class DecisionRefused(Exception):
    """The answer lacks something; every fault with its field."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__("; ".join(one.en for one in found))
        self.faults = found

    def text(self, language: str) -> str:
        return "\n".join(one.text(language) for one in self.faults)


class AlreadyDecided(DecisionRefused):
    """Somebody was first."""

    def __init__(self) -> None:
        super().__init__(
            [
                Fault(
                    "",
                    "这项提议已经有人决定了，请刷新查看",
                    "Somebody has decided this already; reload to see it",
                )
            ]
        )


def decide(
    actor: Actor, workspace: Workspace, proposal: Proposal, answer: Answer, now: dt.datetime
) -> Decision:
    """Accept or decline a proposal. Raises DecisionRefused with everything that is wrong, and NotFound."""
    assert actor.user is not None, "a decision is a person's"
    demand(actor.user, Right.DECIDE_OUTCOMES)
    if found := faults(answer, proposal.asked):
        raise DecisionRefused(found)
    try:
        with transaction.atomic():
            # First of all the row: who comes second waits for it, and then finds it taken.
            decision = _keep(actor, workspace, proposal, answer, now)
            if answer.accepted:
                _take_effect(actor, workspace, proposal, answer, now)
    except IntegrityError:
        raise AlreadyDecided from None
    return decision


def _take_effect(
    actor: Actor, workspace: Workspace, proposal: Proposal, answer: Answer, now: dt.datetime
) -> None:
    """The bonus, and the new tier as a fact: the last step, as the lake is no part of the transaction."""
    if proposal.grant_fen:
        grant(
            actor,
            proposal.person_id,
            proposal.grant_fen,
            proposal.outcome.label,
            answer.reason,
            kind="bonus",
            about=proposal.period.label,
            source=f"outcome:{proposal.key}",
            now=now,
        )
    if proposal.outcome.sets:
        assert answer.effective_on is not None, "the rules ask for a day"
        changes = dict(proposal.outcome.sets)
        change_from(actor, workspace, proposal.person_id, answer.effective_on, changes, answer.reason)


def _key(proposal: Proposal) -> dict[str, str]:
    return {
        "period": proposal.period.label,
        "outcome": proposal.outcome.name,
        "person_id": proposal.person_id,
    }


def _keep(
    actor: Actor, workspace: Workspace, proposal: Proposal, answer: Answer, now: dt.datetime
) -> Decision:
    user = actor.user
    assert user is not None, "a decision is a person's"
    run = opened_run(workspace, proposal.period, proposal.run)
    decision = Decision.objects.create(
        **_key(proposal),
        run=proposal.run,
        proposal=proposal_json(run, proposal.person_id, proposal.outcome.name),
        accepted=answer.accepted,
        reason=answer.reason.strip(),
        by=user,
        at=now,
        effective_on=answer.effective_on if answer.accepted else None,
        notice_on=answer.notice_on if answer.accepted else None,
        groundwork=answer.groundwork.strip() if answer.accepted else "",
    )
    audit.record(
        actor,
        "outcome.accept" if answer.accepted else "outcome.decline",
        f"outcome:{proposal.key}",
        person_id=proposal.person_id,
        reason=decision.reason,
    )
    return decision
