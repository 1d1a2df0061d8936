"""Steps on accounts that wait for a second person, and what became of them. Kept for good."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from boji.accounts.rules import Kind, Step


class StepRequest(models.Model):
    """A step that one person asked for and another confirms or declines."""

    account = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="step_requests")
    kind = models.CharField(max_length=16)
    role = models.CharField(max_length=16, blank=True)
    team = models.CharField(max_length=80, blank=True)
    value = models.CharField(max_length=254, blank=True)
    asked_by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    closed_by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    confirmed = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "kind", "role", "team", "value"],
                condition=models.Q(closed_at=None),
                name="step_asked_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.kind} {self.role}{self.value}"

    @property
    def step(self) -> Step:
        return Step(Kind(self.kind), self.role, self.team, self.value)
