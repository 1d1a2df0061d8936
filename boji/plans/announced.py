"""Who knows of which published version: what somebody has still to acknowledge, and the record of a version.

Reads only; `announcing` writes. Nothing is announced by being stored: what concerns somebody follows from
what is published, so a version of the command line is announced as one of the pages is.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from boji.people.queries import Stint
from boji.plans.concerning import Change, change_for, concerned
from boji.plans.models import Acknowledgement, Reminder
from boji.plans.publishing import Publication
from boji.plans.queries import Standing, Version, versions
from boji.platform.models import User
from boji.workspace import Workspace


@dataclass(frozen=True)
class Announcement:
    """A version that somebody has not acknowledged, and what it changes for them."""

    version: Version
    change: Change
    reminders: int


@dataclass(frozen=True)
class Told:
    """How one person whom a version concerns stands to it."""

    stint: Stint
    has_account: bool
    acknowledged_at: dt.datetime | None
    reminded_at: tuple[dt.datetime, ...]


def announcements_for(
    workspace: Workspace, person_id: str, today: dt.date, language: str
) -> list[Announcement]:
    """What rules or will rule, concerns this person and is not acknowledged; newest first."""
    standing = (Standing.IN_FORCE, Standing.COMING)
    candidates = [one for one in versions(workspace, today) if one.standing in standing]
    known = set(Acknowledgement.objects.filter(person_id=person_id).values_list("publication", flat=True))
    return [
        Announcement(
            one,
            change_for(workspace, one.publication, person_id, language),
            Reminder.objects.filter(publication=one.number, person_id=person_id).count(),
        )
        for one in candidates
        if one.number not in known and person_id in concerned(workspace, one.publication)
    ]


def record_of(workspace: Workspace, publication: Publication) -> list[Told]:
    """Everybody whom a version concerns, those who have not acknowledged it first, then by name.

    Who acknowledged it and is not concerned any more, since facts about people changed, is not listed here;
    their acknowledgement stays.
    """
    acknowledged = acknowledgements(publication.number)
    reminded: defaultdict[str, list[dt.datetime]] = defaultdict(list)
    for person_id, at in Reminder.objects.filter(publication=publication.number).values_list(
        "person_id", "at"
    ):
        reminded[person_id].append(at)
    accounts = set(
        User.objects.filter(is_active=True, person_id__isnull=False).values_list("person_id", flat=True)
    )
    found = [
        Told(stint, person_id in accounts, acknowledged.get(person_id), tuple(reminded[person_id]))
        for person_id, stint in concerned(workspace, publication).items()
    ]
    return sorted(found, key=lambda one: (one.acknowledged_at is not None, one.stint.team, one.stint.name))


def acknowledgements(number: int) -> dict[str, dt.datetime]:
    """When each person acknowledged a version."""
    return dict(Acknowledgement.objects.filter(publication=number).values_list("person_id", "at"))


def acknowledged_at(number: int, person_id: str) -> dt.datetime | None:
    return acknowledgements(number).get(person_id)
