"""Pages of the site itself: errors and the choice of language."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from boji.platform.models import LANGUAGES, User
from boji.site.request_log import reference_of


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 # Django names it
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Says the number under which the fault stands in the log; in plain text where even the page fails."""
    reference = reference_of(request)
    try:
        return render(request, "errors/500.html", {"reference": reference}, status=500)
    except DatabaseError:
        text = f"出错了，没有保存任何改动。编号 {reference}\nSomething went wrong. Number {reference}\n"
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language with the account, or in a cookie before sign-in, and go back."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax", httponly=True
        )
        if isinstance(request.user, User) and request.user.language != chosen:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
    return response
