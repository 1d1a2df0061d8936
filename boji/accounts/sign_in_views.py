"""allauth's views of signing in, as this site uses them.

Owns the few places where a page of ours differs: a second factor that is not there leads to its page, a
platform that the settings do not configure is absent, and the way to a platform leads over a page, because a
form may not be answered by another site (form-action of the content policy).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.accounts.middleware import lacks_second_factor
from boji.platform.routes import View, account_of
from boji.platform.sign_in_providers import configured, platform_of


class _SecondFactor(mfa_views.IndexView):  # type: ignore[misc] # allauth ships no types
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        must = lacks_second_factor(account_of(self.request)) and settings.BOJI_REQUIRE_SECOND_FACTOR
        return {**super().get_context_data(**kwargs), "must": must}


sign_in = account_views.LoginView.as_view(extra_context={"platforms": configured})
second_factor = _SecondFactor.as_view()


def _or_second_factor(view: View) -> View:
    @wraps(view)
    def led(request: HttpRequest, **arguments: Any) -> Any:
        try:
            return view(request, **arguments)
        except Http404:
            return HttpResponseRedirect(reverse("mfa_index"))

    return led


remove_second_factor = _or_second_factor(totp_views.deactivate_totp)
recovery_codes = _or_second_factor(code_views.view_recovery_codes)


def change_password(request: HttpRequest) -> HttpResponse:
    """Who has no password of their own yet is given a link by an administrator."""
    if not account_of(request).has_usable_password():
        return render(request, "account/no_password.html")
    answer: HttpResponse = account_views.password_change(request)
    return answer


def forgotten_password(request: HttpRequest) -> HttpResponse:
    """A link by mail, where the site sends mails; else whom to ask."""
    if not settings.BOJI_SENDS_MAIL:
        return render(request, "account/ask_administrator.html")
    answer: HttpResponse = account_views.password_reset(request)
    return answer


def to_platform(key: str, view: Callable[..., Any]) -> View:
    """The way to a platform: a page that goes on by itself, with a link for whom it does not."""

    def go(request: HttpRequest) -> HttpResponse:
        _demand_configured(key)
        answer: HttpResponse = view(request)
        if answer.status_code != 302 or not answer.headers["Location"].startswith("https://"):
            return answer
        there = answer.headers["Location"]
        page = render(request, "account/to_platform.html", {"platform": platform_of(key), "there": there})
        page.headers["Refresh"] = f"0; url={there}"
        return page

    return go


def from_platform(key: str, view: Callable[..., Any]) -> View:
    def back(request: HttpRequest) -> HttpResponse:
        _demand_configured(key)
        answer: HttpResponse = view(request)
        return answer

    return back


def _demand_configured(key: str) -> None:
    if key not in {one.key for one in configured()}:
        raise Http404
