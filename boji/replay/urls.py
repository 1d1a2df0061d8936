"""Addresses of replays: for those who work on plans and see everybody's pay as well."""

from __future__ import annotations

from django.urls import URLPattern

from boji.platform.roles import Right
from boji.platform.routes import AllOf, company_wide, page
from boji.replay import views

_SEES = AllOf((company_wide(Right.EDIT_PLANS, Right.PUBLISH_PLANS), company_wide(Right.SEE_PAY)))

urlpatterns: list[URLPattern] = [
    page("plans/replay/", views.replay, _SEES, "replay"),
    page("plans/replay/file/", views.replay_file, _SEES, "replay_file"),
    page(
        "plans/replay/<str:key>/<int:side>/<str:period>/<str:person_id>/",
        views.replay_person,
        _SEES,
        "replay_person",
    ),
]
