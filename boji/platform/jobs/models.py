"""Tables of background jobs: the jobs, the workers that live, and when each schedule was last due.

`asked_at` is by the site's clock, as everything that people read; the other times are the machine's, since
they only compare one process with another.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from boji.platform.jobs.rules import PENDING, State


class Job(models.Model):
    """One piece of work. `once` is held by at most one job that is queued or running."""

    kind = models.CharField(max_length=60)
    arguments = models.JSONField(default=dict)
    has_files = models.BooleanField(default=False)
    once = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=10, default=State.QUEUED)

    asked_by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    address = models.GenericIPAddressField(null=True)
    asked_at = models.DateTimeField()

    due_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=80, blank=True)
    beat_at = models.DateTimeField(null=True)

    step_zh = models.CharField(max_length=200, blank=True)
    step_en = models.CharField(max_length=200, blank=True)
    parts = models.PositiveSmallIntegerField(null=True)  # thousandths that are done

    said_zh = models.TextField(blank=True)  # the result, or why not
    said_en = models.TextField(blank=True)
    link = models.CharField(max_length=200, blank=True)
    figures = models.JSONField(default=dict)
    reference = models.CharField(max_length=16, blank=True)  # of a fault, in the log

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"], name="jobs_to_take"),
            models.Index(fields=["asked_by", "-id"], name="jobs_of_an_account"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["once"],
                condition=Q(state__in=[one.value for one in PENDING]) & ~Q(once=""),
                name="once_while_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class WorkerSeen(models.Model):
    """A worker that runs, and when it last said so."""

    name = models.CharField(max_length=80, unique=True)  # host:pid:start
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Tick(models.Model):
    """When a schedule was last due and its job asked for, by the site's clock."""

    schedule = models.CharField(max_length=60, unique=True)
    due_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.schedule} {self.due_at:%Y-%m-%d %H:%M}"
