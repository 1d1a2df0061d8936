"""Tables of imports: files that wait on the server, and results of checks that are kept.

What was imported is no table: the ledger in the lake has it, with who and when.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Upload(models.Model):
    """Files that somebody uploaded together. `number` is the import that brought them; NULL: they wait."""

    by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class UploadedFile(models.Model):
    """One file of an upload, on disk under its name. `look` is what it was seen to be; NULL: nothing yet.

    `exported_at` is what somebody says in place of the file.
    """

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    size = models.BigIntegerField()
    exported_at = models.DateTimeField(null=True)
    look = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class CheckedMonth(models.Model):
    """What the checks of a month found in the facts of a snapshot under some rules; the key says which."""

    key = models.CharField(max_length=64, unique=True)
    period = models.CharField(max_length=8)
    at = models.DateTimeField()
    result = models.JSONField()

    def __str__(self) -> str:
        return f"{self.period} {self.key[:8]}"
