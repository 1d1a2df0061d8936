"""What is done with drafts: begun, saved, taken back, discarded; each with its audit entry.

Owns that nothing written is lost: every saved text stays a revision, and a save moves a draft only from the
revision that its writer had before them, so that of two who write at once the second is told.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from boji.plans.models import Draft, Revision
from boji.plans.queries import get_draft, revision_of
from boji.plans.refusals import Overtaken, PlanStepRefused
from boji.plans.rules import MOST_CHARACTERS, DraftState, line_ends
from boji.platform.access import demand
from boji.platform.audit import Actor, record
from boji.platform.models import User
from boji.platform.roles import Right


def begin_draft(
    actor: Actor, name: str, text: str, now: dt.datetime, *, based_on: int | None = None
) -> Draft:
    """A new draft with its first text; `based_on` is the publication whose text it was."""
    user, text = _writer(actor), line_ends(text)
    _refuse_long(text)
    if not name.strip():
        raise PlanStepRefused("name")
    with transaction.atomic():
        draft = Draft.objects.create(
            name=name.strip()[:80], based_on=based_on, changed_by=user, changed_at=now
        )
        Revision.objects.create(draft=draft, number=1, text=text, by=user, at=now)
        record(actor, "plan.draft_begun", f"draft:{draft.pk}", draft=draft.name, based_on=based_on)
    return draft


def save_draft(actor: Actor, draft_id: int, text: str, seen: int, now: dt.datetime) -> Draft:
    """Save a text that was written on top of revision `seen`. Raises Overtaken where there is a newer one.

    A text that is the newest one already is not saved again.
    """
    user, text = _writer(actor), line_ends(text)
    _refuse_long(text)
    draft = get_draft(draft_id)
    if draft.revision == seen and revision_of(draft).text == text and draft.standing is DraftState.OPEN:
        return draft
    return _save(actor, user, draft, text, seen, now)


def restore_revision(actor: Actor, draft_id: int, number: int, seen: int, now: dt.datetime) -> Draft:
    """Take an earlier text up again, as the newest revision; those between stay."""
    user, draft = _writer(actor), get_draft(draft_id)
    return _save(actor, user, draft, revision_of(draft, number).text, seen, now, restores=number)


def discard_draft(actor: Actor, draft_id: int, now: dt.datetime) -> Draft:
    """Put a draft aside; its texts stay readable."""
    user, draft = _writer(actor), get_draft(draft_id)
    with transaction.atomic():
        closed = Draft.objects.filter(pk=draft.pk, state=DraftState.OPEN).update(
            state=DraftState.DISCARDED, changed_by=user, changed_at=now
        )
        if not closed:
            raise closed_already(draft_id)
        record(actor, "plan.draft_discarded", f"draft:{draft.pk}", draft=draft.name)
    return get_draft(draft_id)


def closed_already(draft_id: int) -> PlanStepRefused:
    state = get_draft(draft_id).standing
    return PlanStepRefused("closed", state=(state.text("zh"), state.text("en")))


def _save(
    actor: Actor,
    user: User,
    draft: Draft,
    text: str,
    seen: int,
    now: dt.datetime,
    restores: int | None = None,
) -> Draft:
    with transaction.atomic():
        moved = Draft.objects.filter(pk=draft.pk, revision=seen, state=DraftState.OPEN).update(
            revision=seen + 1, changed_by=user, changed_at=now
        )
        if not moved:
            raise _not_saved(draft.pk)
        Revision.objects.create(draft=draft, number=seen + 1, text=text, restores=restores, by=user, at=now)
        record(
            actor,
            "plan.draft_restored" if restores else "plan.draft_saved",
            f"draft:{draft.pk}",
            draft=draft.name,
            revision=seen + 1,
            restores=restores,
        )
    return get_draft(draft.pk)


def _not_saved(draft_id: int) -> Exception:
    now = get_draft(draft_id)
    if now.standing is not DraftState.OPEN:
        return closed_already(draft_id)
    return Overtaken(str(now.changed_by), now.revision)


def _writer(actor: Actor) -> User:
    assert actor.user is not None, "drafts are written by people"
    demand(actor.user, Right.EDIT_PLANS)
    return actor.user


def _refuse_long(text: str) -> None:
    if len(text) > MOST_CHARACTERS:
        raise PlanStepRefused("long", most=MOST_CHARACTERS, count=len(text))
