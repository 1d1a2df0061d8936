"""Decisions about proposals. Each is kept for good, with the proposal as it was when it was decided."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Decision(models.Model):
    """One proposal accepted or declined, by whom and why.

    `proposal` is its JSON form at that moment, in both languages; `effective_on` is the day from which a new
    tier holds or, after notice, a transfer or termination can.
    """

    period = models.CharField(max_length=10)
    outcome = models.CharField(max_length=64)
    person_id = models.CharField(max_length=64, db_index=True)
    run = models.CharField(max_length=16)
    proposal = models.JSONField()
    accepted = models.BooleanField()
    reason = models.TextField()
    by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    effective_on = models.DateField(null=True)
    notice_on = models.DateField(null=True)
    groundwork = models.TextField(blank=True)  # the training or transfer that came before

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["period", "outcome", "person_id"], name="decided_once")
        ]
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"{self.period} {self.outcome} {self.person_id}"
