"""The audit trail: every change, and every look at somebody else's pay.

Owns writing entries and searching them. An entry is written in the transaction of the change that it
records, so that neither is there without the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from boji.platform import clock
from boji.platform.models import AuditEntry, User


@dataclass(frozen=True)
class Actor:
    """Who does something, and through what; `user` is None for the site itself, as in scheduled jobs, and for
    somebody at the command line, whose name on the machine is `alias`."""

    user: User | None
    through: str  # page, cli, job, api
    address: str | None = None
    alias: str = ""
    token: str = ""  # what the token is for with which the API was called

    @property
    def name(self) -> str:
        return str(self.user) if self.user else self.alias or "播绩"


def actor_of(request: HttpRequest) -> Actor:
    assert isinstance(request.user, User), "only pages for people who are signed in have an actor"
    return Actor(request.user, "page", request.META.get("REMOTE_ADDR"))


def record(
    actor: Actor, action: str, subject: str = "", *, person_id: str = "", **details: Any
) -> AuditEntry:
    """Write one entry. `subject` is kind:id; `details` are JSON and hold no secrets."""
    if actor.token:
        details["by_token"] = actor.token
    return AuditEntry.objects.create(
        at=clock.now(),
        actor=actor.user,
        actor_name=actor.name,
        through=actor.through,
        address=actor.address,
        action=action,
        subject=subject,
        person_id=person_id,
        details=details,
    )


def look(actor: Actor, what: str, person_id: str, subject: str = "") -> None:
    """Record a look at somebody's pay; one's own needs no entry."""
    if actor.user is None or actor.user.person_id != person_id:
        record(actor, f"look.{what}", subject, person_id=person_id)


@dataclass(frozen=True)
class Search:
    """What to look for; empty fields ask for nothing. `words` look into actor, subject and person."""

    words: str = ""
    action: str = ""
    person_id: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


def entries(search: Search) -> QuerySet[AuditEntry]:
    """The entries that match, newest first."""
    found = AuditEntry.objects.select_related("actor")
    if search.words:
        found = found.filter(
            Q(actor_name__icontains=search.words)
            | Q(subject__icontains=search.words)
            | Q(person_id__iexact=search.words)
        )
    if search.action:
        found = found.filter(action__startswith=search.action)
    if search.person_id:
        found = found.filter(person_id=search.person_id)
    if search.since:
        found = found.filter(at__gte=search.since)
    if search.until:
        found = found.filter(at__lt=search.until)
    return found
