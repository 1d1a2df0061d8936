"""The Django app of outcomes."""

from __future__ import annotations

from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "boji.outcomes"
    label = "outcomes"
