"""What happens around every request: the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from boji.platform.models import User
from boji.platform.words import CODES


class LanguageMiddleware:
    """Speaks the language of the account; before sign-in that of a cookie, else Chinese."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if isinstance(request.user, User):
            chosen = request.user.language
        else:
            chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "zh")
        with translation.override(CODES.get(chosen, CODES["zh"])):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or CODES["zh"])
        return response
