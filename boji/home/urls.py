"""The address of the first page."""

from __future__ import annotations

from django.urls import URLPattern

from boji.home import views
from boji.platform.routes import SignedIn, page

urlpatterns: list[URLPattern] = [page("", views.home, SignedIn(), "home")]
