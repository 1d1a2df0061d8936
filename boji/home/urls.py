"""Addresses of the first page, and of choosing a company's first plan."""

from __future__ import annotations

from django.urls import URLPattern

from boji.home import start_views, views
from boji.platform.roles import Right
from boji.platform.routes import SignedIn, company_wide, page

urlpatterns: list[URLPattern] = [
    page("", views.home, SignedIn(), "home"),
    page("start/plan/", start_views.start_plan, company_wide(Right.PUBLISH_PLANS), "start_plan"),
]
