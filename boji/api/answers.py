"""Answers of calls: JSON as the command line prints it, and a tag that saves sending it unchanged again."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

MEDIA = "application/json"


def answer(data: Any, status: int = 200) -> HttpResponse:
    return HttpResponse(json.dumps(data, ensure_ascii=False), status=status, content_type=MEDIA)


def with_tag(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer of a GET with its tag; 304 where the caller has it already."""
    is_kept_nowhere = response.has_header("Cache-Control")
    if not isinstance(response, HttpResponse) or response.status_code != 200 or is_kept_nowhere:
        return response
    tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    asked = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    if tag in asked:
        response = HttpResponse(status=304)
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "private, no-cache"
    return response
