"""What allauth and axes do, written into the audit trail. Each function hears one signal."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.mfa import signals as mfa_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as social_signals
from allauth.socialaccount.models import SocialAccount, SocialLogin
from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from boji.platform.audit import Actor, record
from boji.platform.models import User
from boji.platform.sign_in_lock import record_lock


def listen() -> None:
    """Hear what is done by others; our own actions write the trail themselves."""
    account_signals.user_logged_in.connect(signed_in)
    user_logged_out.connect(signed_out)
    user_locked_out.connect(locked_out)
    account_signals.password_changed.connect(password_changed)
    account_signals.password_reset.connect(password_set)
    mfa_signals.authenticator_added.connect(second_factor_added)
    mfa_signals.authenticator_removed.connect(second_factor_removed)
    mfa_signals.authenticator_reset.connect(recovery_codes_made)
    social_signals.social_account_added.connect(identity_connected)
    social_signals.social_account_removed.connect(identity_removed)


def subject_of(user: User) -> str:
    return f"account:{user.username}"[:120]


def _actor(request: HttpRequest | None, user: User) -> Actor:
    return Actor(user, "page", request.META.get("REMOTE_ADDR") if request else None)


def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    record(_actor(request, user), "account.signed_in", subject_of(user))


def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    if user is not None:
        record(_actor(request, user), "account.signed_out", subject_of(user))


def locked_out(request: HttpRequest, username: str, ip_address: str | None, **_: Any) -> None:
    record_lock(request, username, ip_address)


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    record(_actor(request, user), "account.password_changed", subject_of(user))


def password_set(request: HttpRequest, user: User, **_: Any) -> None:
    """By a link: of an administrator or from a mail."""
    record(_actor(request, user), "account.password_set", subject_of(user))


def second_factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record(_actor(request, user), "account.second_factor_added", subject_of(user))


def second_factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        record(_actor(request, user), "account.second_factor_removed", subject_of(user))


def recovery_codes_made(request: HttpRequest, user: User, **_: Any) -> None:
    record(_actor(request, user), "account.recovery_codes_made", subject_of(user))


def identity_connected(request: HttpRequest, sociallogin: SocialLogin, **_: Any) -> None:
    _identity(request, "account.identity_connected", sociallogin.account)


def identity_removed(request: HttpRequest, socialaccount: SocialAccount, **_: Any) -> None:
    _identity(request, "account.identity_removed", socialaccount)


def _identity(request: HttpRequest, action: str, identity: SocialAccount) -> None:
    user = identity.user
    record(_actor(request, user), action, subject_of(user), platform=identity.provider, identity=identity.uid)
