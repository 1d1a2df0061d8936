"""The description of the API: for programs, and as a page for people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from boji.api.answers import answer
from boji.api.description import description
from boji.api.shown import groups


@require_GET
def openapi(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 # every view has one
    """The description in OpenAPI."""
    response = answer(description())
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_GET
def about(request: HttpRequest) -> HttpResponse:
    """All calls with what they take and answer, and how one begins."""
    context: dict[str, Any] = {"groups": groups(description()), "base": request.build_absolute_uri("/")}
    return render(request, "api/about.html", context)
