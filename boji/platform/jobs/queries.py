"""What is known of jobs: whose they are, how far they are, and how long they usually take.

Reads only. Everybody sees the jobs they asked for; accounts with the right see all.
"""

from __future__ import annotations

import datetime as dt
import statistics
from dataclasses import dataclass

from boji.platform import clock
from boji.platform.access import NotFound, may
from boji.platform.formats import period_name
from boji.platform.jobs.kinds import kinds
from boji.platform.jobs.models import Job, WorkerSeen
from boji.platform.jobs.rules import PENDING, SILENCE, WHOLE, State, seconds_left
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import language

SHOWN = 100
_LOOKED_AT = 11  # so many earlier jobs of a kind say how long it takes


@dataclass(frozen=True)
class JobView:
    """A job as a page shows it, in the reader's language."""

    id: int
    title: str
    about: str
    state: State
    state_words: str
    asked_by: str
    asked_at: dt.datetime
    step: str
    percent: int | None
    seconds_left: int | None
    took: dt.timedelta | None
    said: str
    link: str
    reference: str
    waits_for_retry: bool
    may_cancel: bool
    may_try_again: bool

    @property
    def took_seconds(self) -> int:
        return round(self.took.total_seconds()) if self.took else 0

    @property
    def is_over(self) -> bool:
        return self.state.is_over


def pending(once: str) -> Job | None:
    """The job with that key that is queued or running."""
    return Job.objects.filter(once=once, state__in=PENDING).first()


def job_for(user: User, job_id: int) -> Job:
    """One's own job, or any for those with the right. Raises NotFound."""
    job = Job.objects.select_related("asked_by").filter(pk=job_id).first()
    if job is None or (job.asked_by_id != user.pk and not may(user, Right.SEE_JOBS)):
        raise NotFound(f"job {job_id}")
    return job


def may_see(user: User, job_id: int) -> bool:
    """Whether the account may follow a job."""
    try:
        job_for(user, job_id)
    except NotFound:
        return False
    return True


def may_try_again(job: Job) -> bool:
    """Whether a job that was not done can be asked for anew; what was uploaded for it is gone."""
    return job.state in (State.FAILED, State.CANCELLED) and not job.has_files


def jobs_of(user: User) -> list[JobView]:
    """The jobs that the account sees, newest first."""
    jobs = Job.objects.select_related("asked_by")
    if not may(user, Right.SEE_JOBS):
        jobs = jobs.filter(asked_by=user)
    return [view_of(job) for job in jobs[:SHOWN]]


def own_jobs(user: User, kinds: list[str]) -> list[Job]:
    """The jobs of these kinds that the account asked for itself, newest first."""
    return list(Job.objects.filter(asked_by=user, kind__in=kinds))


def view_of(job: Job) -> JobView:
    state, zh, kind = State(job.state), language() == "zh", kinds().get(job.kind)
    return JobView(
        id=job.pk,
        title=kind.text(language()) if kind else job.kind,
        about=_about(job),
        state=state,
        state_words=state.text(language()),
        asked_by=str(job.asked_by or ("播绩" if zh else "Boji")),
        asked_at=job.asked_at,
        step=job.step_zh if zh else job.step_en,
        percent=job.parts * 100 // WHOLE if job.parts is not None else None,
        seconds_left=_seconds_left(job) if state is State.RUNNING else None,
        took=job.ended_at - job.started_at if job.ended_at and job.started_at else None,
        said=job.said_zh if zh else job.said_en,
        link=job.link if state is State.DONE else "",
        reference=job.reference,
        waits_for_retry=state is State.QUEUED and job.attempts > 0,
        may_cancel=state is State.QUEUED,
        may_try_again=may_try_again(job),
    )


def _about(job: Job) -> str:
    """What the job is about, where its arguments say it: a period in words, or a text of their own."""
    period = job.arguments.get("period")
    return period_name(period, language()) if period else str(job.arguments.get("about", ""))


def living_workers() -> list[str]:
    """The workers that said lately that they live."""
    since = clock.real() - SILENCE
    return list(WorkerSeen.objects.filter(seen_at__gte=since).order_by("name").values_list("name", flat=True))


def _seconds_left(job: Job) -> int | None:
    assert job.started_at is not None
    elapsed = (clock.real() - job.started_at).total_seconds()
    return seconds_left(elapsed, job.parts, _usual_seconds(job.kind))


def _usual_seconds(kind: str) -> float | None:
    """How long the last jobs of a kind took, the one in the middle."""
    times = Job.objects.filter(kind=kind, state=State.DONE, started_at__isnull=False)
    latest = times.values_list("started_at", "ended_at")[:_LOOKED_AT]
    took = [(ended - started).total_seconds() for started, ended in latest if started and ended]
    return statistics.median(took) if took else None
