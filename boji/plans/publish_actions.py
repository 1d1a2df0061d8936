"""Publishing from the site: a draft becomes a version, by somebody who wrote none of it (decision 0016).

Owns four eyes and the order: the text is checked first, then the draft is closed and the version put into the
workspace in one transaction. A version whose transaction was lost after that is found by its text, so that
nothing is published twice.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.db import transaction

from boji.engine.plan.issues import PlanRefused
from boji.engine.plan.model import Plan
from boji.plans.actions import closed_already
from boji.plans.models import Draft
from boji.plans.publishing import ExamplesFail, Publication, publications, publishable, put_in_force
from boji.plans.queries import authors, get_draft, revision_of
from boji.plans.refusals import PlanStepRefused
from boji.plans.rules import DraftState, wrote_it
from boji.platform.access import demand, may_for_all
from boji.platform.audit import Actor, record
from boji.platform.models import User
from boji.platform.roles import Right
from boji.workspace import Workspace


def publish_draft(
    actor: Actor, workspace: Workspace, draft_id: int, seen: int, reason: str, now: dt.datetime
) -> Publication:
    """Publish the text of revision `seen`, which must be the newest. Raises PlanStepRefused."""
    user = _publisher(actor)
    draft = get_draft(draft_id)
    if not reason.strip():
        raise PlanStepRefused("reason")
    refuse_unless_publishable(workspace, draft, user)
    plan = _checked(revision_of(draft, seen).text)
    with transaction.atomic():
        closed = Draft.objects.filter(pk=draft.pk, revision=seen, state=DraftState.OPEN).update(
            state=DraftState.PUBLISHED, changed_by=user, changed_at=now
        )
        if not closed:
            raise _not_published(draft.pk)
        publication = put_in_force(workspace, plan, reason, now, str(user))
        Draft.objects.filter(pk=draft.pk).update(published_as=publication.number)
        record_publication(actor, publication)
    return publication


def publish_file(
    actor: Actor, workspace: Workspace, file: Path, reason: str, now: dt.datetime
) -> Publication:
    """Publish a file as an account, from the command line: who wrote it is not known there.

    Raises PlanRefused and ExamplesFail, PlanStepRefused without a reason.
    """
    user = _publisher(actor)
    if not reason.strip():
        raise PlanStepRefused("reason")
    publication = put_in_force(workspace, publishable(file), reason, now, str(user))
    record_publication(actor, publication)
    return publication


def record_publication(actor: Actor, publication: Publication) -> None:
    plan = publication.plan
    record(
        actor,
        "plan.published",
        f"plan:{publication.number}",
        number=publication.number,
        plan=plan.name,
        plan_hash=plan.digest,
        first_day=plan.effective_from.isoformat(),
        reason=publication.reason,
    )


def refuse_unless_publishable(workspace: Workspace, draft: Draft, user: User) -> None:
    """Raise PlanStepRefused where this account cannot publish this draft as it stands, whatever it says."""
    if draft.standing is not DraftState.OPEN:
        raise closed_already(draft.pk)
    wrote = authors(draft)
    if wrote_it(user.pk, wrote):
        others = [str(one) for one in publishers() if one.pk not in wrote]
        nobody = ("目前没有别人有这项权限", "nobody else has this right now")
        raise PlanStepRefused("own", others="、".join(others) if others else nobody)
    text = revision_of(draft).text
    same = next((one for one in publications(workspace) if one.plan.source == text), None)
    if same is not None:
        raise PlanStepRefused("same", number=same.number)


def publishers() -> list[User]:
    """Everybody who may publish plans."""
    users = User.objects.filter(is_active=True).prefetch_related("role_grants").order_by("name", "username")
    return [one for one in users if may_for_all(one, Right.PUBLISH_PLANS)]


def _publisher(actor: Actor) -> User:
    assert actor.user is not None, "plans are published by people"
    demand(actor.user, Right.PUBLISH_PLANS)
    return actor.user


def _checked(text: str) -> Plan:
    try:
        return publishable(text)
    except PlanRefused as refused:
        raise PlanStepRefused("errors", count=len(refused.issues)) from refused
    except ExamplesFail as refused:
        names = "、".join(dict.fromkeys(one.example for one in refused.verdicts))
        raise PlanStepRefused("examples", names=names) from refused


def _not_published(draft_id: int) -> PlanStepRefused:
    now = get_draft(draft_id)
    if now.standing is not DraftState.OPEN:
        return closed_already(draft_id)
    return PlanStepRefused("moved", who=now.changed_by)
