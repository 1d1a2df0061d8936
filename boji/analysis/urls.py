"""Addresses of figures."""

from __future__ import annotations

from django.urls import URLPattern

from boji.analysis import views
from boji.platform.roles import Right
from boji.platform.routes import holding, page

urlpatterns: list[URLPattern] = [
    page("sessions/", views.sessions, holding(Right.SEE_SESSIONS), "sessions"),
]
