"""Tables of plans: drafts with every text ever saved, and who knows of what is published. Never deleted.

What is published lies in the workspace (`boji.plans.publishing`).
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from boji.plans.rules import DraftState


class Draft(models.Model):
    """A plan that is being written. `revision` is the number of its newest text.

    `based_on` is the publication from which it began, `published_as` the one that it became.
    """

    name = models.CharField(max_length=80)
    based_on = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=12, default=DraftState.OPEN)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    published_as = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.revision})"

    @property
    def standing(self) -> DraftState:
        return DraftState(self.state)


class Revision(models.Model):
    """One saved text of a draft. `restores` is the revision whose text was taken up again."""

    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    restores = models.PositiveIntegerField(null=True)
    by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["draft", "number"], name="revision_numbered_once")
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}.{self.number}"


class Acknowledgement(models.Model):
    """Somebody says that they know of a published version: kept for good, whatever is published later.

    `plan_hash` is that of the text, so that the record stands by itself.
    """

    publication = models.PositiveIntegerField(db_index=True)
    plan_hash = models.CharField(max_length=64)
    person_id = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["publication", "person_id"], name="acknowledged_once")
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.person_id}"


class Reminder(models.Model):
    """Somebody was reminded of a version that they had not acknowledged; `by` is None for the site itself."""

    publication = models.PositiveIntegerField(db_index=True)
    person_id = models.CharField(max_length=64, db_index=True)
    by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.publication} {self.person_id} {self.at:%Y-%m-%d}"
