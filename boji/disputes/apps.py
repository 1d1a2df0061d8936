"""The Django app of disputes."""

from __future__ import annotations

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "boji.disputes"
    label = "disputes"
