"""What people and actions do with jobs: ask for one, cancel it while it waits, have it tried again.

Owns the rows of jobs as those who ask see them; what workers do with them is `queue`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from boji.platform import clock
from boji.platform.audit import Actor, record
from boji.platform.jobs import files as uploads
from boji.platform.jobs.kinds import kinds
from boji.platform.jobs.models import Job
from boji.platform.jobs.queries import job_for, may_try_again, pending
from boji.platform.jobs.rules import State
from boji.platform.models import User


def enqueue(
    actor: Actor,
    name: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    once: str = "",
    files: tuple[UploadedFile[Any], ...] = (),
) -> Job:
    """Ask for a job. While one with the same key `once` is queued or running, that one is given instead.

    A worker takes it once the caller's transaction is kept. `files` are copied; raises Refusal where they are
    too large.
    """
    assert name in kinds(), f"no job is named {name}"
    if once and (known := pending(once)):
        return known
    asked = Job(
        kind=name,
        arguments=dict(arguments or {}),
        once=once,
        asked_by=actor.user,
        address=actor.address,
        asked_at=clock.now(),
        due_at=clock.real(),
        has_files=bool(files),
    )
    try:
        with transaction.atomic():
            asked.save()
            uploads.keep(asked.pk, files)
    except IntegrityError:
        known = pending(once)  # another was first, and it may have ended since
        return known or enqueue(actor, name, arguments, once=once, files=files)
    return asked


def cancel(actor: Actor, job_id: int) -> bool:
    """Cancel a job that still waits; whether it did. Raises NotFound for a job of others."""
    with transaction.atomic():
        job = job_for(_user(actor), job_id)
        waits = Job.objects.filter(pk=job.pk, state=State.QUEUED)
        cancelled = bool(waits.update(state=State.CANCELLED, ended_at=clock.real()))
        if cancelled:
            record(actor, "job.cancel", f"job:{job.pk}", kind=job.kind)
    if cancelled:
        uploads.throw_away(job.pk)
    return cancelled


def try_again(actor: Actor, job_id: int) -> Job:
    """Ask anew, in one's own name, for a job that was not done."""
    job = job_for(_user(actor), job_id)
    if not may_try_again(job):
        return job
    return enqueue(actor, job.kind, job.arguments, once=job.once)


def _user(actor: Actor) -> User:
    assert actor.user is not None, "jobs of the site itself are cancelled by nobody"
    return actor.user
