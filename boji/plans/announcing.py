"""Telling people of published versions: they acknowledge, and those who have not are reminded.

Owns that an acknowledgement is a person's own, made once and kept, and how often the site reminds by itself.
"""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from boji.plans.announced import Told, record_of
from boji.plans.concerning import concerned
from boji.plans.models import Acknowledgement, Reminder
from boji.plans.publishing import Publication
from boji.plans.queries import Standing, get_publication, versions
from boji.platform.access import NotFound, demand
from boji.platform.audit import Actor, record
from boji.platform.roles import Right
from boji.workspace import Workspace

REMIND_AFTER = dt.timedelta(days=3)  # since it was published or they were reminded last


def acknowledge(actor: Actor, workspace: Workspace, number: int, now: dt.datetime) -> None:
    """Say that one knows of a version. Raises NotFound where it does not concern the account's person."""
    assert actor.user is not None, "people acknowledge"
    publication, person_id = get_publication(workspace, number), actor.user.person_id
    if not person_id or person_id not in concerned(workspace, publication):
        raise NotFound(str(number))
    try:
        with transaction.atomic():
            Acknowledgement.objects.create(
                publication=number,
                plan_hash=publication.plan.digest,
                person_id=person_id,
                by=actor.user,
                at=now,
            )
            record(actor, "plan.acknowledged", f"plan:{number}", person_id=person_id, number=number)
    except IntegrityError:
        return  # they said so before; the first time counts


def remind(actor: Actor, workspace: Workspace, number: int, now: dt.datetime) -> int:
    """Remind everybody with an account who has not acknowledged a version; how many."""
    assert actor.user is not None, "the site itself reminds by remind_late"
    demand(actor.user, Right.PUBLISH_PLANS)
    publication = get_publication(workspace, number)
    return _remind(actor, publication, record_of(workspace, publication), now)


def remind_late(workspace: Workspace, now: dt.datetime, today: dt.date) -> int:
    """Remind those who have not acknowledged what rules or will rule, each at most every few days."""
    written = 0
    for one in versions(workspace, today):
        if one.standing in (Standing.IN_FORCE, Standing.COMING):
            published = one.publication.at
            late = [
                told
                for told in record_of(workspace, one.publication)
                if now - max([published, *told.reminded_at]) >= REMIND_AFTER
            ]
            written += _remind(Actor(None, "job"), one.publication, late, now)
    return written


def _remind(actor: Actor, publication: Publication, whom: list[Told], now: dt.datetime) -> int:
    waiting = [one for one in whom if one.has_account and one.acknowledged_at is None]
    if not waiting:
        return 0
    number = publication.number
    with transaction.atomic():
        Reminder.objects.bulk_create(
            [
                Reminder(publication=number, person_id=one.stint.person_id, by=actor.user, at=now)
                for one in waiting
            ],
            batch_size=500,
        )
        record(actor, "plan.reminded", f"plan:{number}", number=number, count=len(waiting))
    return len(waiting)
