"""How people sign in: what allauth asks of us about accounts, mails, and identities of other platforms.

Owns three answers. Accounts are made by administrators only: nobody signs up, and an identity of 飞书, 钉钉
or 企业微信 opens the account that it is tied to and never makes one. Tries at a password are counted by
`sign_in_lock`. Mails go out beside the request, so that its time does not tell whether an address is known.
"""

from __future__ import annotations

import logging
import threading
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from boji.platform.models import User
from boji.platform.sign_in_providers import platform_of
from boji.platform.words import CODES

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Passwords, sign-in and mails."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: wrong passwords are counted by the lock, which can say until when."""

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/me/"

    def get_reset_password_from_key_url(self, key: str) -> str:
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return str(self.request.build_absolute_uri(path))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        with translation.override(CODES[user.language]):
            super().send_password_reset_mail(user, email, context)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        message = self.render_mail(template_prefix, email, {"request": self.request, **context})
        if settings.BOJI_SENDS_MAIL:
            threading.Thread(target=_send, args=[message], name="mail").start()

    def format_email_subject(self, subject: str) -> str:
        return subject


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError:  # the mail server is away or refuses; nobody waits for an answer here
        log.exception("A mail could not be sent")


class IdentityAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Identities of other platforms."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Say to somebody whose identity is tied to no account which id an administrator needs."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        page = {"platform": platform_of(sociallogin.account.provider), "identity": sociallogin.account.uid}
        raise ImmediateHttpResponse(render(request, "account/unknown_identity.html", page, status=403))

    def get_connect_redirect_url(self, request: HttpRequest, socialaccount: Any) -> str:
        return "/me/"
