"""The Django app of the platform."""

from __future__ import annotations

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    name = "boji.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"
