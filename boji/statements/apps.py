"""The Django app of statements."""

from __future__ import annotations

from django.apps import AppConfig


class StatementsConfig(AppConfig):
    name = "boji.statements"
    label = "statements"
