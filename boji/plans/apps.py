"""The Django app of plans."""

from __future__ import annotations

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "boji.plans"
    label = "plans"
