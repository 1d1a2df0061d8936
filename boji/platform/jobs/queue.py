"""What workers do with jobs: take one, say how far it is, end it, and sweep up after workers that died.

Owns every change of a job that a worker makes. Each names the worker and the attempt: a worker that was taken
for dead finds its job gone and changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from boji.platform import clock
from boji.platform.jobs import files
from boji.platform.jobs.kinds import Done, kinds
from boji.platform.jobs.models import Job, WorkerSeen
from boji.platform.jobs.processes import is_gone
from boji.platform.jobs.rules import ATTEMPTS, PENDING, SILENCE, State, is_tried_again, pause_before

KEPT_DONE = dt.timedelta(days=30)
KEPT_FAILED = dt.timedelta(days=180)
_FILES_KEPT = dt.timedelta(days=1)  # of a job that is not there: its transaction may not be over

DIED = (
    "处理这项任务的进程中途停止，试了 {n} 次都没有完成。没有保存半份结果；可以再试一次",
    "The process that worked on it stopped in the middle, {n} times. Nothing half-done was kept; try again",
)


def take(worker: str) -> Job | None:
    """The job that waits longest, now this worker's. Two workers never take the same."""
    waiting = Job.objects.filter(state=State.QUEUED, due_at__lte=clock.real()).order_by("due_at", "id")
    if not waiting.exists():  # so that idle workers do not ask SQLite for its one lock of writers
        return None
    with transaction.atomic():
        job = waiting.select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state, job.worker, job.attempts = State.RUNNING, worker, job.attempts + 1
        job.started_at = job.beat_at = clock.real()
        job.ended_at, job.parts, job.step_zh, job.step_en = None, None, "", ""
        job.said_zh = job.said_en = job.reference = ""
        job.save()
    return job


def beat(job: Job, step: tuple[str, str], parts: int | None) -> bool:
    """Say that the job is being worked on and how far it is; whether it is still this worker's."""
    changed = {"step_zh": step[0][:200], "step_en": step[1][:200], "parts": parts}
    return bool(_held(job).update(beat_at=clock.real(), **changed))


def finish(job: Job, done: Done) -> bool:
    said = {"said_zh": done.zh, "said_en": done.en, "link": done.link, "figures": dict(done.figures)}
    return _end(job, State.DONE, **said)


def refuse(job: Job, zh: str, en: str, figures: Mapping[str, Any] | None = None) -> bool:
    """The job cannot do what it was asked: said, and not tried again."""
    return _end(job, State.FAILED, said_zh=zh, said_en=en, figures=dict(figures or {}))


def fault(job: Job, reference: str) -> bool:
    """Something broke: tried again after a pause, or given up with a reference to the log."""
    if is_tried_again(job.attempts, _most(job)):
        return _wait(job, pause_before(job.attempts + 1), reference)
    return _end(
        job,
        State.FAILED,
        said_zh=f"程序出错，没有完成。请把编号 {reference} 告诉管理员",
        said_en=f"Something broke and it was not done. Tell an administrator the number {reference}",
        reference=reference,
    )


def give_back(job: Job) -> bool:
    """A worker that stops before it began: the job waits as if it had not been taken."""
    return bool(_held(job).update(state=State.QUEUED, worker="", attempts=job.attempts - 1))


def sweep() -> int:
    """Put the jobs of workers that died back into the queue, or give them up; how many there were."""
    silent_since = clock.real() - SILENCE
    dead = [
        job
        for job in Job.objects.filter(state=State.RUNNING)
        if job.beat_at is None or job.beat_at < silent_since or is_gone(job.worker)
    ]
    return sum(_left_by_the_dead(job) for job in dead)


def clean() -> None:
    """Forget what is long over: jobs, files and workers."""
    now = clock.real()
    Job.objects.filter(
        Q(state__in=[State.DONE, State.CANCELLED], ended_at__lt=now - KEPT_DONE)
        | Q(state=State.FAILED, ended_at__lt=now - KEPT_FAILED)
    ).delete()
    WorkerSeen.objects.filter(seen_at__lt=now - 60 * SILENCE).delete()
    needed = set(Job.objects.filter(state__in=PENDING).values_list("pk", flat=True))
    for job_id, changed_at in files.jobs_with_files():
        if job_id not in needed and changed_at < now - _FILES_KEPT:
            files.throw_away(job_id)


def _left_by_the_dead(job: Job) -> bool:
    if is_tried_again(job.attempts, _most(job)):
        return _wait(job, pause_before(job.attempts) if job.attempts > 1 else dt.timedelta(0))
    said = {"said_zh": DIED[0].format(n=job.attempts), "said_en": DIED[1].format(n=job.attempts)}
    return _end(job, State.FAILED, **said)


def _held(job: Job) -> QuerySet[Job]:
    """The row of the job as long as it is of this worker and this attempt."""
    return Job.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker, attempts=job.attempts)


def _wait(job: Job, pause: dt.timedelta, reference: str = "") -> bool:
    due = clock.real() + pause
    return bool(_held(job).update(state=State.QUEUED, worker="", due_at=due, reference=reference))


def _end(job: Job, state: State, **said: object) -> bool:
    ended = bool(_held(job).update(state=state, ended_at=clock.real(), **said))
    if ended and job.has_files:
        files.throw_away(job.pk)
    return ended


def _most(job: Job) -> int:
    kind = kinds().get(job.kind)
    return kind.attempts if kind else ATTEMPTS
