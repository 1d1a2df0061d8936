"""Tables of the platform: accounts, the roles given to them, and the audit trail.

What is done with them is in `accounts`, `access` and `audit`; other apps ask those, never these tables.
"""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("zh", "简体中文"), ("en", "English")]


class User(AbstractUser):
    """An account. `person_id` names the person of the facts whose own figures it may see; empty for none."""

    first_name = None  # type: ignore[assignment] # one name, as Chinese names are written
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=80, blank=True)
    person_id = models.CharField(max_length=64, blank=True, null=True, unique=True, default=None)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="zh")

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(Lower("username"), name="username_in_any_case"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="email_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)


class RoleGrant(models.Model):
    """A role given to an account, for one team or, where `team` is empty, for the whole company."""

    user = models.ForeignKey("platform.User", on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16)
    team = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "role", "team"], name="role_given_once")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.team}".strip()


class AuditEntry(models.Model):
    """One change, or one look at somebody else's pay: who, what, when, from where. Never changed."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    actor_name = models.CharField(max_length=160)
    through = models.CharField(max_length=8)  # page, cli, job, api
    address = models.GenericIPAddressField(null=True)
    action = models.CharField(max_length=48, db_index=True)
    subject = models.CharField(max_length=120, blank=True, db_index=True)  # kind:id, as period:2026-09
    person_id = models.CharField(max_length=64, blank=True, db_index=True)  # whose figures
    details = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.action} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AssertionError("an audit entry is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AssertionError("an audit entry is never deleted")
