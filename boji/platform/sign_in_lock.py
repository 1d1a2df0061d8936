"""The lock against guessing passwords: how many tries, for how long, until when.

Owns the two limits: few tries for a name from one address, more for a name from anywhere. Counting is
django-axes' work, in the database, so that all processes count together. A name that does not exist is
counted and locked like one that does.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from boji.platform import clock
from boji.platform.audit import Actor, record
from boji.platform.models import User


class Lock(AxesDatabaseHandler):  # type: ignore[misc] # axes ships no types
    """Axes' counting with a limit of its own for each of the two ways of counting."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        here, anywhere = (_failures(tries) for tries in self.get_user_attempts(request, credentials))
        return max(here, settings.AXES_FAILURE_LIMIT if anywhere >= settings.BOJI_TRIES_ANYWHERE else 0)


def name_of_try(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The account that somebody tries to open: one name for username and e-mail, in any case."""
    given = credentials or {"username": request.POST.get("login", "")}
    written = str(given.get("username") or given.get("email") or "").strip().lower()
    found = User.objects.filter(Q(username__iexact=written) | Q(email__iexact=written, email__gt="")).first()
    return (found.username.lower() if found else written)[:255]


def locked(
    request: HttpRequest, _response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The page of somebody who is locked out: until when, in the reader's words."""
    name = name_of_try(request, credentials)
    ends = ends_of(_tries(name), request.META.get("REMOTE_ADDR"))
    minutes = max(1, -(-int((ends - timezone.now()).total_seconds()) // 60)) if ends else 1
    page = {"until": clock.now() + dt.timedelta(minutes=minutes), "minutes": minutes}
    return render(request, "account/locked.html", page, status=429)


def locked_until(user: User) -> dt.datetime | None:
    """When the lock of an account ends that holds from some address or anywhere; None where there is none."""
    tries = _tries(user.username.lower())
    ends = [ends_of(tries, address) for address in {one.ip_address for one in tries}]
    return max((end for end in ends if end), default=None)


def locked_names() -> set[str]:
    """The names of all accounts that are locked from some address."""
    recent = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
    return {one.username for one in recent if ends_of(_tries(one.username), one.ip_address)}


def unlock(user: User) -> int:
    """Forget all failed tries at an account; how many sources had tried."""
    _, gone = AccessAttempt.objects.filter(username=user.username.lower()).delete()
    return int(gone.get("axes.AccessAttempt", 0))


def ends_of(tries: list[AccessAttempt], address: str | None) -> dt.datetime | None:
    """When fewer tries than the limits allow are left: those of the address, and all."""
    here = [one for one in tries if one.ip_address == address]
    ends = [_end(here, settings.AXES_FAILURE_LIMIT), _end(tries, settings.BOJI_TRIES_ANYWHERE)]
    return max((end for end in ends if end), default=None)


def _end(tries: list[AccessAttempt], limit: int) -> dt.datetime | None:
    """Tries are forgotten oldest first; the lock ends with the one that brings the rest below the limit."""
    left, end = sum(one.failures_since_start for one in tries), None
    for one in sorted(tries, key=lambda one: one.attempt_time):
        if left < limit:
            break
        left -= one.failures_since_start
        end = one.attempt_time + settings.AXES_COOLOFF_TIME
    return end


def _tries(name: str) -> list[AccessAttempt]:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    return list(AccessAttempt.objects.filter(username=name, attempt_time__gte=since))


def _failures(tries: QuerySet[AccessAttempt]) -> int:
    return sum(int(one.failures_since_start) for one in tries)


def record_lock(request: HttpRequest, username: str, ip_address: str | None, **_: Any) -> None:
    """Note once that a name was locked; axes says so again for every try while the lock holds."""
    if request.axes_failures_since_start is not None:  # type: ignore[attr-defined] # set by axes on a counted try
        record(Actor(None, "page", ip_address), "account.locked_out", f"account:{username}"[:120])
