"""Schedules: asking for their jobs when they are due.

Owns that each due moment is asked for once, however many workers there are. What was due several times while
no worker ran is asked for once. A schedule that is seen for the first time waits for its next moment.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction

from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.jobs.actions import enqueue
from boji.platform.jobs.kinds import Schedule, schedules
from boji.platform.jobs.models import Tick

SITE = Actor(None, "job")


def tick() -> list[str]:
    """Ask for the jobs of all schedules that have become due; their names."""
    now = clock.now()
    return [one.name for one in schedules() if _has_come(one, now)]


def _has_come(schedule: Schedule, now: dt.datetime) -> bool:
    due = schedule.times.last_due(now, settings.BOJI_ZONE)
    known = Tick.objects.filter(schedule=schedule.name).first()
    if known is not None and known.due_at == due:
        return False
    with transaction.atomic():
        known, new = Tick.objects.select_for_update().get_or_create(
            schedule=schedule.name, defaults={"due_at": due}
        )
        # A demonstration's clock goes back with every start; then the schedule begins anew.
        comes = not new and known.due_at < due
        if known.due_at != due:
            known.due_at = due
            known.save(update_fields=["due_at"])
        if comes:
            enqueue(SITE, schedule.kind, dict(schedule.arguments), once=f"schedule:{schedule.name}")
    return comes
