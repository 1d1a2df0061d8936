"""Addresses of disputes."""

from __future__ import annotations

from django.urls import URLPattern

from boji.disputes import views
from boji.platform.roles import Right
from boji.platform.routes import OwnOr, SignedIn, page

urlpatterns: list[URLPattern] = [
    page("disputes/", views.disputes, SignedIn(), "disputes"),
    page("disputes/<int:number>/", views.dispute, SignedIn(), "dispute"),
    page("disputes/<int:number>/files/<int:file>/", views.evidence, SignedIn(), "evidence"),
    page(
        "disputes/new/<str:period>/<str:person_id>/<str:figure>/",
        views.new_dispute,
        OwnOr(Right.ANSWER_DISPUTES),
        "new_dispute",
    ),
]
