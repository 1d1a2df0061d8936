"""Money that a decision grants: a bonus, or the correction of an upheld dispute.

Owns how it waits for the next month that is locked, and how it can be withdrawn until then. Whether somebody
may decide is asked by those who call: outcomes and disputes.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from django.db import transaction

from boji.engine.plan.model import Label
from boji.payouts.models import Bonus
from boji.platform import audit
from boji.platform.audit import Actor


class GrantRefused(Exception):
    """It cannot be withdrawn any more: it was paid in a locked month."""

    def __init__(self, paid_in: str) -> None:
        super().__init__(paid_in)
        self.paid_in = paid_in

    def text(self, language: str) -> str:
        if language == "zh":
            return f"已在 {self.paid_in} 发放，不能撤回；需要时请另行更正"
        return f"It was paid in {self.paid_in} and cannot be withdrawn; grant a correction where needed"


def grant(
    actor: Actor,
    person_id: str,
    fen: int,
    label: Label,
    reason: str,
    *,
    kind: Literal["bonus", "correction"],
    about: str,
    source: str,
    now: dt.datetime,
) -> Bonus:
    """Grant an amount in fen for the period `about`; `source` names the decision and is granted once."""
    assert actor.user is not None, "a grant is a person's decision"
    granted = Bonus.objects.create(
        kind=kind,
        person_id=person_id,
        fen=fen,
        label_zh=label.zh,
        label_en=label.en,
        reason=reason.strip(),
        about=about,
        source=source,
        granted_at=now,
        granted_by=actor.user,
    )
    audit.record(actor, f"{kind}.grant", source, person_id=person_id, fen=fen, about=about, reason=reason)
    return granted


def withdraw(actor: Actor, granted: Bonus, reason: str, now: dt.datetime) -> None:
    """Take back an amount that no locked month has paid. Raises GrantRefused."""
    waiting = Bonus.objects.filter(pk=granted.pk, paid_in=None, withdrawn_at=None)
    with transaction.atomic():
        if not waiting.update(withdrawn_at=now):
            granted.refresh_from_db()
            raise GrantRefused(str(granted.paid_in or ""))
        audit.record(
            actor, f"{granted.kind}.withdraw", granted.source, person_id=granted.person_id, reason=reason
        )
