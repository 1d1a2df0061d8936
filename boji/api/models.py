"""The table of keys that make a POST happen once, with the answers they got."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptAnswer(models.Model):
    """What one key of one token was used for: the hash of its request, and its answer."""

    token = models.ForeignKey("tokens.Token", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["token", "key"], name="key_used_once")
        ]

    def __str__(self) -> str:
        return f"{self.token_id} {self.key}"
