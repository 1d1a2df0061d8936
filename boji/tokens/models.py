"""The table of tokens. A secret itself is nowhere: only its hash, and its last letters to know it by."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.db import models

from boji.tokens.rules import Scope, State, state_of


class Token(models.Model):
    """One token of one account, kept for good. `used_up_until` is the count of its rate (`rules.turn`)."""

    account = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)  # SHA-256: the secret is random and long
    ending = models.CharField(max_length=4)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    waits = models.BooleanField(default=False)  # for a second person
    confirmed_by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    used_up_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.account} {self.name} …{self.ending}"

    @property
    def granted(self) -> frozenset[Scope]:
        """Its scopes; one that this version no longer knows opens nothing."""
        return frozenset(Scope(one) for one in self.scopes if one in set(Scope))

    def state(self, now: dt.datetime) -> State:
        return state_of(
            waits=self.waits, revoked=self.revoked_at is not None, expires_at=self.expires_at, now=now
        )
