"""The Django app of replays."""

from __future__ import annotations

from django.apps import AppConfig


class ReplayConfig(AppConfig):
    name = "boji.replay"
    label = "replay"
