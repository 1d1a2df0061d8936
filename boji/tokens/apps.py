"""The Django app of tokens."""

from __future__ import annotations

from django.apps import AppConfig


class TokensConfig(AppConfig):
    name = "boji.tokens"
    label = "tokens"
    default_auto_field = "django.db.models.BigAutoField"
