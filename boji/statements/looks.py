"""Looks at somebody else's pay, as the audit trail keeps them.

Owns how often: a page that is opened is one look; the fragments that it loads are a part of it, and become
a look of their own only where no page or fragment was asked for shortly before.
"""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from boji.engine.periods import Period
from boji.platform import audit

ONE_LOOK_SECONDS = 15 * 60


def look_at_page(request: HttpRequest, what: str, person_id: str, period: Period) -> None:
    """Record that a page, or a file, with somebody's figures was opened."""
    actor = audit.actor_of(request)
    audit.look(actor, what, person_id, f"period:{period.label}")
    cache.set(_key(actor, person_id, period), True, ONE_LOOK_SECONDS)


def look_at_part(request: HttpRequest, what: str, person_id: str, period: Period) -> None:
    """Record a fragment that was asked for without its page."""
    actor = audit.actor_of(request)
    if cache.add(_key(actor, person_id, period), True, ONE_LOOK_SECONDS):
        audit.look(actor, what, person_id, f"period:{period.label}")


def _key(actor: audit.Actor, person_id: str, period: Period) -> str:
    assert actor.user is not None
    return f"look:{actor.user.pk}:{period.label}:{person_id.encode().hex()}"
