"""One line for each request, and the reference number under which it is found again.

Owns what is said of a request: which page (the pattern of its address, so that nobody is named), the account
by its number, how it ended and how long it took.
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")

log = structlog.get_logger("boji.requests")


class RequestLogMiddleware:
    """Gives every request a number (that of the proxy in front, where it gave one) and writes its line."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get(HEADER, "")
        reference = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        request.META["boji.reference"] = reference
        begun = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=reference):
            response = self.get_response(request)
            log.info(
                "request",
                method=request.method,
                page=_page(request),
                status=response.status_code,
                ms=round((time.perf_counter() - begun) * 1000, 1),
                user=_user_number(request),
            )
        response.headers[HEADER] = reference
        return response


def reference_of(request: HttpRequest) -> str:
    """The number of a request, as its page may show it."""
    return str(request.META.get("boji.reference", ""))


def _page(request: HttpRequest) -> str:
    return f"/{request.resolver_match.route}" if request.resolver_match else "unknown"


def _user_number(request: HttpRequest) -> int | None:
    return getattr(getattr(request, "user", None), "pk", None)
