"""Jobs: the slow work that was asked for, to be asked how far it is. Each account sees its own here."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse

from boji.api.answers import answer
from boji.api.call import Call, FaultForm
from boji.api.forms import Anything, Form, Moment, Number
from boji.api.guard import Caller, caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.api.problems import faults_of
from boji.intake import Issue
from boji.platform.access import NotFound
from boji.platform.jobs import actions, queries
from boji.platform.jobs.models import Job
from boji.platform.routes import SignedIn
from boji.tokens.rules import Scope

# With one of which scopes the jobs of a kind are seen.
_IMPORTS = frozenset({Scope.READ_IMPORTS, Scope.WRITE_IMPORTS})
_OPENED_BY: dict[str, frozenset[Scope]] = {
    "api.change_person": frozenset({Scope.WRITE_PEOPLE}),
    "api.import": _IMPORTS,
    "api.undo": _IMPORTS,
    "period.calculate": frozenset({Scope.READ_PERIODS, Scope.WRITE_PERIODS}),
}


class JobForm(Form):
    """A piece of slow work. `result` is there once it is done, `errors` where it was refused."""

    id: int
    kind: str
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    asked_at: Moment
    ended_at: Moment | None
    step: str
    percent: int | None
    said: str
    result: Anything | None
    errors: list[FaultForm]
    proposals: dict[str, Anything]
    reference: str


def list_jobs(request: HttpRequest, limit: Limit, cursor: Cursor) -> HttpResponse:
    """List the account's own jobs that the token's scopes open, newest first."""
    caller = caller_of(request)
    found = queries.own_jobs(caller.user, sorted(_kinds_of(caller)))
    part = part_of(found, lambda one: one.pk, cursor, limit, newest_first=True)
    return answer(part.shown(job_json))


def show_job(request: HttpRequest, number: Number) -> HttpResponse:
    """Show how far a job is, and how it ended: ask again until `state` is done, failed or cancelled."""
    return answer(job_json(_job(request, number)))


def cancel_job(request: HttpRequest, number: Number) -> HttpResponse:
    """Cancel a job that still waits; one that has begun goes on."""
    job = _job(request, number)
    actions.cancel(caller_of(request).actor, job.pk)
    job.refresh_from_db()
    return answer(job_json(job))


def job_json(job: Job) -> dict[str, Any]:
    view = queries.view_of(job)
    figures = dict(job.figures)
    issues = [Issue(**one) for one in figures.pop("issues", [])]
    return {
        "id": job.pk,
        "kind": job.kind,
        "state": view.state.value,
        "asked_at": job.asked_at.isoformat(),
        "ended_at": job.ended_at.isoformat() if job.ended_at else None,
        "step": view.step,
        "percent": view.percent,
        "said": view.said,
        "proposals": figures.pop("proposals", {}),
        "result": figures if view.state.value == "done" else None,
        "errors": [asdict(one) for one in faults_of(issues)],
        "reference": view.reference,
    }


def _job(request: HttpRequest, number: int) -> Job:
    caller = caller_of(request)
    job = queries.job_for(caller.user, number)
    if job.asked_by_id != caller.user.pk or job.kind not in _kinds_of(caller):
        raise NotFound(str(number))
    return job


def _kinds_of(caller: Caller) -> set[str]:
    return {kind for kind, scopes in _OPENED_BY.items() if scopes & caller.token.granted}


CALLS = (
    Call("GET", "jobs", list_jobs, None, SignedIn(), Page[JobForm]),
    Call("GET", "jobs/{number}", show_job, None, SignedIn(), JobForm),
    Call("POST", "jobs/{number}/cancel", cancel_job, None, SignedIn(), JobForm),
)
