"""Tables of disputes: what is disputed, the thread about it, and evidence. Rows are added, never deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from boji.disputes.rules import State


class Dispute(models.Model):
    """One question about one figure of one person's month, as it stood in one run.

    `figure` is its place in the explanation (`line 2`, `score`, `pay`); `label` and `fen` are what it said
    then.
    """

    period = models.CharField(max_length=10)
    person_id = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=80)
    figure = models.CharField(max_length=64)
    label = models.CharField(max_length=200)  # what the statement calls the figure, in Chinese
    label_en = models.CharField(max_length=200)
    fen = models.BigIntegerField(null=True)
    run = models.CharField(max_length=16)
    state = models.CharField(max_length=12, default=State.OPEN)
    raised_by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-raised_at"]

    def __str__(self) -> str:
        return f"#{self.pk} {self.period} {self.person_id} {self.figure}"

    @property
    def standing(self) -> State:
        return State(self.state)

    def called(self, language: str) -> str:
        return self.label if language == "zh" else self.label_en


class Entry(models.Model):
    """One step of the thread: a word, a decision, a correction or a reminder."""

    dispute = models.ForeignKey(Dispute, on_delete=models.PROTECT, related_name="entries")
    move = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    correction_fen = models.BigIntegerField(null=True)
    correction_import = models.PositiveIntegerField(null=True)  # its number in the ledger

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.dispute} {self.move}"


class Evidence(models.Model):
    """A file that belongs to an entry; its bytes lie in the workspace under their hash."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
