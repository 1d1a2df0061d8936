"""The API put together: its calls in ninja, each address behind one wrapper, and the description.

Owns what holds for every call: cookies are not looked at, the language is the one asked for, nothing is
cached by others, and what is not there is answered in the form of refusals.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from boji import __version__
from boji.api.call import add_to
from boji.api.calls import CALLS
from boji.api.problems import ABSENT, MALFORMED, NO_METHOD, Problem, answer_of, speak_through
from boji.api.reading import ExactParser
from boji.platform.words import CODES, EN, ZH

ROOT = "api/v1/"
View = Callable[..., HttpResponseBase]

DESCRIPTION = """\
What the pages and the command line of Boji do, for programs.

- Every call needs a token in the header `Authorization: Bearer TOKEN`. A token has scopes, and never does
  more than its account may.
- What is absent and what is not open to the account get the same answer, 404.
- Money is text with two decimals, rates are text, times have their zone.
- Every POST needs an `Idempotency-Key`: the same key again gives the same answer and does nothing twice.
- Lists come in parts: `next` is the `cursor` of the part that follows.
- Slow work is a job: ask `jobs/{number}` until it is done, failed or cancelled.
- Refusals are `application/problem+json` and name place, cause and mend of all that is wrong.
"""


def _made() -> NinjaAPI:
    api = NinjaAPI(
        title="Boji",
        version=__version__,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        urls_namespace="api",
        parser=ExactParser(),
    )
    add_to(api.default_router, CALLS)
    speak_through(api)
    return api


API = _made()


def addresses() -> list[tuple[str, View, str]]:
    """Every address below the root with its view and name; one view answers all methods of an address."""
    found: dict[str, tuple[str, View, str]] = {}
    for pattern in API.urls[0]:
        route, name = str(pattern.pattern), getattr(pattern, "name", "")
        if name != "api-root" and pattern.callback is not None:
            found.setdefault(route, (route, served(pattern.callback), name))
    return list(found.values())


@csrf_exempt
def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:  # noqa: ARG001 # part of the address
    """The answer of addresses below the root that are none."""
    return answer_of(Problem(ABSENT))


def served(view: View) -> View:
    """A view of the API as it meets the world."""

    @wraps(view)
    def wrapped(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        request.COOKIES = {}
        request.user = AnonymousUser()
        with translation.override(CODES[_language(request.headers.get("Accept-Language", ""))]):
            response = _answered(view, request, arguments)
            response.headers["Content-Language"] = get_language() or CODES[ZH]
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers["Vary"] = "Authorization, Accept-Language"
        return response

    return wrapped


def _answered(view: View, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponseBase:
    if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
        return answer_of(Problem(MALFORMED))
    response = view(request, **arguments)
    if response.status_code == 405:
        return answer_of(Problem(NO_METHOD, headers={"Allow": response.headers["Allow"]}))
    return response


def _language(asked: str) -> str:
    """The first of our languages that the header names, Chinese where it names none.

    >>> _language("fr, en-GB;q=0.8, zh;q=0.5"), _language(""), _language("*")
    ('en', 'zh', 'zh')
    """
    for one in asked.split(","):
        name = one.partition(";")[0].strip().lower()
        if name[:2] in (EN, ZH):
            return name[:2]
    return ZH
