"""One's own account: profile, password, second factor, sessions, connected sign-ons."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.account.decorators import reauthentication_required
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.accounts import actions, queries
from boji.accounts.forms import ProfileForm, refuse
from boji.accounts.middleware import lacks_second_factor
from boji.accounts.rules import AccountRefused
from boji.platform import clock
from boji.platform.audit import actor_of
from boji.platform.routes import account_of
from boji.platform.sign_in_providers import PLATFORMS, configured
from boji.platform.words import say

BROWSERS = (
    ("wxwork", "企业微信"),
    ("lark", "飞书"),
    ("dingtalk", "钉钉"),
    ("micromessenger", "微信"),
    ("edg", "Edge"),
    ("firefox", "Firefox"),
    ("chrome", "Chrome"),
    ("safari", "Safari"),
)
SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("harmony", "HarmonyOS"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os", "macOS"),
    ("linux", "Linux"),
)


@dataclass(frozen=True)
class SessionRow:
    """One place where the account is signed in."""

    session: UserSession
    here: bool
    agent: str

    @property
    def since(self) -> dt.datetime:
        return clock.of_machine(self.session.created_at)


def me(request: HttpRequest) -> HttpResponse:
    """What the site knows of the account, and what its owner can change."""
    user = account_of(request)
    known = queries.people().get(user.person_id or "")
    shown = {
        "form": ProfileForm(user=user),
        "roles": queries.role_words(user),
        "sights": queries.sights(user),
        "person": known,
        "second_factor": queries.has_second_factor(user),
        "must": lacks_second_factor(user) and settings.BOJI_REQUIRE_SECOND_FACTOR,
        "sessions": _sessions(request),
        "sign_ons": _sign_ons(request),
    }
    return render(request, "accounts/me.html", shown)


@require_POST
@reauthentication_required  # type: ignore[untyped-decorator] # allauth ships no types
def change_me(request: HttpRequest) -> HttpResponse:
    """Keep one's own address and language."""
    form = ProfileForm(request.POST, user=account_of(request))
    if form.is_valid():
        try:
            actions.change_own(actor_of(request), form.cleaned_data["email"], form.cleaned_data["language"])
        except AccountRefused as refused:
            refuse(form, refused)
    if form.is_valid():
        messages.success(request, say("已保存", "Saved"))
    else:
        for texts in form.errors.values():
            messages.error(request, " ".join(str(text) for text in texts))
    return HttpResponseRedirect(reverse("me"))


@require_POST
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    count = actions.end_other_sessions(actor_of(request), request.session.session_key)
    messages.success(request, say("已退出其他 {n} 处登录", "Signed out of {n} other places", n=count))
    return HttpResponseRedirect(reverse("me"))


def _sessions(request: HttpRequest) -> list[SessionRow]:
    found = UserSession.objects.purge_and_list(account_of(request))
    here = request.session.session_key
    rows = [SessionRow(one, one.session_key == here, agent_words(one.user_agent)) for one in found]
    return sorted(rows, key=lambda row: (not row.here, row.session.created_at))


def agent_words(agent: str) -> str:
    """What a browser says of itself, for people.

    >>> agent_words("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1")
    'Safari · iPhone'
    """
    low = agent.lower()
    browser = next((name for key, name in BROWSERS if key in low), "")
    system = next((name for key, name in SYSTEMS if key in low), "")
    return " · ".join(part for part in (browser, system) if part) or say("未知设备", "unknown device")


@dataclass(frozen=True)
class SignOn:
    """A platform, and the identity that is connected, if any."""

    key: str
    name: str
    connected: int | None


def _sign_ons(request: HttpRequest) -> list[SignOn]:
    held = {one.provider: one.pk for one in queries.identities(account_of(request))}
    usable = {one.key for one in configured()}
    return [
        SignOn(one.key, one.name, held.get(one.key))
        for one in PLATFORMS
        if one.key in usable or one.key in held
    ]
