"""What holds for every page of somebody who is signed in: the second factor first, and nothing is kept.

Owns which pages open before the second factor is set up, where the settings ask for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from boji.accounts.queries import has_second_factor
from boji.accounts.rules import needs_second_factor
from boji.platform.models import User
from boji.platform.routes import RULE, ByToken

BEFORE_IT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "choose_language",
        "mfa_activate_totp",
        "mfa_index",
        "mfa_reauthenticate",
    }
)


class SecondFactorMiddleware:
    """Leads to setting up the second factor; keeps pages of accounts out of every cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if isinstance(request.user, User) and not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: Any, named: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if not settings.BOJI_REQUIRE_SECOND_FACTOR or match is None or match.url_name in BEFORE_IT:
            return None
        if isinstance(getattr(view, RULE, None), ByToken):  # no cookie opens these
            return None
        if not isinstance(request.user, User) or not lacks_second_factor(request.user):
            return None
        if request.headers.get("HX-Request"):
            return HttpResponse(status=204, headers={"HX-Redirect": reverse("mfa_index")})
        return HttpResponseRedirect(reverse("mfa_index"))


def lacks_second_factor(user: User) -> bool:
    """Whether the roles of an account need a second factor that it does not have."""
    roles = [grant.role for grant in user.role_grants.all()]
    return needs_second_factor(roles) and not has_second_factor(user)
