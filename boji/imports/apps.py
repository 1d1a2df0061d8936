"""The Django app of imports."""

from __future__ import annotations

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "boji.imports"
    label = "imports"
