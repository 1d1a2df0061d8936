"""Statements of a whole month in one file: who asked for it, where it lies, and for how long.

Owns the files `statements/KEY.FORM` of the workspace. They hold everybody's pay, so each is handed out to the
account that asked for it alone, whose right is asked again then, and is thrown away after a week: it can be
made again at any time, and comes out the same from a locked month.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from boji.engine.periods import Period
from boji.platform import clock
from boji.platform.access import NotFound, demand
from boji.platform.formats import period_name
from boji.platform.jobs.models import Job
from boji.platform.jobs.queries import JobView, view_of
from boji.platform.jobs.rules import PENDING, State
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import language, say
from boji.workspace import Workspace

KIND = "statements.bundle"
KEPT = dt.timedelta(days=7)


class Form(StrEnum):
    PDF = "pdf"
    ZIP = "zip"


@dataclass(frozen=True)
class Bundle:
    """A file that is there to be fetched; until when by the company's clock."""

    key: str
    form: Form
    people: int
    size: int
    made_at: dt.datetime
    until: dt.datetime
    path: Path
    name: str


def file_of(workspace: Workspace, key: str, form: Form) -> Path:
    return workspace.statements / f"{key}.{form}"


def bundles_of(user: User, workspace: Workspace, period: Period) -> list[Bundle]:
    """The files of a month that the account asked for, newest first."""
    since = clock.real() - KEPT
    jobs = Job.objects.filter(
        kind=KIND, asked_by=user, state=State.DONE, arguments__period=period.label, ended_at__gte=since
    )
    found = (_bundle(workspace, period, job) for job in jobs.order_by("-id"))
    return [one for one in found if one.path.exists()]


def get_bundle(user: User, workspace: Workspace, period: Period, key: str) -> Bundle:
    """One's own file. Raises NotFound, also where the right has been taken away since."""
    demand(user, Right.SEE_PAY)
    for one in bundles_of(user, workspace, period):
        if one.key == key:
            return one
    raise NotFound(key)


def newest_unfinished(user: User, period: Period) -> JobView | None:
    """The account's job for a month while it runs, or where the last one failed."""
    jobs = Job.objects.filter(kind=KIND, asked_by=user, arguments__period=period.label)
    newest = jobs.order_by("-id").first()
    unfinished = newest is not None and newest.state in {*PENDING, State.FAILED}
    return view_of(newest) if newest is not None and unfinished else None


def throw_away_old(workspace: Workspace) -> int:
    """Delete what is older than it is kept, and what a killed job left; how many files."""
    since = (clock.real() - KEPT).timestamp()
    old = [one for one in workspace.statements.glob("*") if one.stat().st_mtime < since]
    for one in old:
        one.unlink(missing_ok=True)
    return len(old)


def title_words(period: Period) -> str:
    return say("{month} 提成单", "Statements of {month}", month=period_name(period, language()))


def _bundle(workspace: Workspace, period: Period, job: Job) -> Bundle:
    key, form = str(job.arguments["key"]), Form(job.arguments["form"])
    path = file_of(workspace, key, form)
    assert job.ended_at is not None, "a job that is done has ended"
    made_at = clock.of_machine(job.ended_at)
    size = path.stat().st_size if path.exists() else 0
    name = f"{title_words(period)}.{form}"
    return Bundle(key, form, int(job.figures["people"]), size, made_at, made_at + KEPT, path, name)
