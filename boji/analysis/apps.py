"""The Django app of analysis."""

from __future__ import annotations

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "boji.analysis"
    label = "analysis"
