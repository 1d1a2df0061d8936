"""The Django app of the first page."""

from __future__ import annotations

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "boji.home"
    label = "home"
