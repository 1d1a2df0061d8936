"""Addresses of the HTTP API. The rule of each call stands beside it in `boji.api.calls`."""

from __future__ import annotations

from django.urls import URLPattern

from boji.api import views
from boji.api.service import ROOT, addresses, nowhere, served
from boji.platform.routes import ByToken, Everyone, SignedIn, page

urlpatterns: list[URLPattern] = [
    page("api/", views.about, SignedIn(), "api"),
    # It tells of the program, not of the company, and those who write clients need it first.
    page(f"{ROOT}openapi.json", views.openapi, Everyone(), "openapi"),
    *(page(f"{ROOT}{route}", view, ByToken(), name) for route, view, name in addresses()),
    page(f"{ROOT}<path:rest>", served(nowhere), ByToken(), "api_nowhere"),
]
