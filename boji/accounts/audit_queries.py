"""Reading the audit trail: what was asked for, and the entries as sentences.

Owns turning days of the company and names of people into what the trail is searched by.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from boji.accounts import queries
from boji.platform.audit import Search, entries
from boji.platform.audit_words import sentence
from boji.platform.models import AuditEntry
from boji.platform.words import say

MOST_IN_FILE = 100_000
THROUGH = {
    "page": ("网页", "page"),
    "cli": ("命令行", "command line"),
    "job": ("后台任务", "job"),
    "api": ("接口", "API"),
}


@dataclass(frozen=True)
class AuditSearch:
    """What the page was asked for; days are the company's, both included."""

    words: str = ""
    action: str = ""
    person: str = ""
    since: dt.date | None = None
    until: dt.date | None = None


@dataclass(frozen=True)
class AuditRow:
    """One entry as it is read."""

    entry: AuditEntry
    text: str

    @property
    def through(self) -> str:
        return say(*THROUGH.get(self.entry.through, (self.entry.through, self.entry.through)))


def found(search: AuditSearch) -> QuerySet[AuditEntry]:
    """The entries that match, newest first; a person is meant by id or by a part of the name."""
    asked = Search(
        action=search.action,
        since=_start(search.since),
        until=_start(search.until + dt.timedelta(1) if search.until else None),
    )
    matching = entries(asked)
    if search.words:
        words = Q(actor_name__icontains=search.words) | Q(subject__icontains=search.words)
        matching = matching.filter(words | Q(person_id__in=_ids(search.words)))
    if search.person:
        matching = matching.filter(person_id__in=_ids(search.person))
    return matching


def rows(some: Iterable[AuditEntry]) -> list[AuditRow]:
    names = {one.person_id: one.name for one in queries.people().values()}
    return [AuditRow(one, sentence(one, names)) for one in some]


def table(matching: QuerySet[AuditEntry]) -> list[tuple[str, ...]]:
    """For a file: the entries with their times in the company's zone."""
    titles = (("时间", "Time"), ("谁", "Who"), ("做了什么", "What"), ("途径", "Through"), ("来源", "Address"))
    body = [
        (
            timezone.localtime(one.entry.at).strftime("%Y-%m-%d %H:%M:%S"),
            one.entry.actor_name,
            one.text,
            one.through,
            one.entry.address or "",
        )
        for one in rows(matching[:MOST_IN_FILE])
    ]
    return [tuple(say(*words) for words in titles), *body]


def _ids(words: str) -> list[str]:
    """The ids of the persons who may be meant."""
    words = words.strip()
    named = [one.person_id for one in queries.people().values() if words.lower() in one.name.lower()]
    return [*named, words]


def _start(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(), settings.BOJI_ZONE) if day else None
