"""Addresses of outcomes."""

from __future__ import annotations

from django.urls import URLPattern

from boji.outcomes import views
from boji.platform.roles import Right
from boji.platform.routes import holding, page

urlpatterns: list[URLPattern] = [
    page("outcomes/", views.outcomes, holding(Right.SEE_SCORES), "outcomes"),
    page(
        "outcomes/<str:period>/<str:name>/<str:person_id>/",
        views.outcome,
        holding(Right.SEE_SCORES),
        "outcome",
    ),
]
