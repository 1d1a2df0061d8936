"""The Django app of pay periods."""

from __future__ import annotations

from django.apps import AppConfig


class PayoutsConfig(AppConfig):
    name = "boji.payouts"
    label = "payouts"
