"""Months are settled in their order: which earlier ones must be locked first, which later ones are already.

A month counts as begun when it is calculated, and as to be finished for good once it has been locked: one
that was calculated by mistake and opened again holds nobody up.
"""

from __future__ import annotations

from django.db.models import Q

from boji.payouts.models import PayPeriod
from boji.payouts.rules import State, Step

SETTLED = (State.LOCKED, State.PAID)


def unsettled_before(label: str) -> list[PayPeriod]:
    """Earlier months that must be locked first, oldest first."""
    begun = ~Q(state=State.OPEN) | Q(steps__step=Step.LOCK)
    earlier = PayPeriod.objects.filter(label__lt=label).exclude(state__in=SETTLED)
    return list(earlier.filter(begun).distinct().order_by("label"))


def settled_after(label: str) -> PayPeriod | None:
    """A later month that is locked already."""
    return PayPeriod.objects.filter(label__gt=label, state__in=SETTLED).order_by("label").first()
