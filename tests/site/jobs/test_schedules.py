"""Jobs that come by themselves: each due moment once."""

from __future__ import annotations

import datetime as dt

import pytest

from boji.platform import clock
from boji.platform.jobs.kinds import kinds, schedules
from boji.platform.jobs.models import Job
from boji.platform.jobs.ticking import tick
from boji.platform.jobs.worker import Worker
from boji.platform.models import AuditEntry


def at(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.fromisoformat(f"{text}+08:00"))


def test_a_schedule_comes_once_for_each_due_moment(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-10-08T10:00")
    assert tick() == [], "the first time it waits for the next moment"
    at(monkeypatch, "2026-10-09T06:29")
    assert tick() == []
    at(monkeypatch, "2026-10-09T06:30")
    assert tick() == ["daily"]
    assert tick() == []
    assert Job.objects.get().asked_by is None
    worker.step()
    assert AuditEntry.objects.get(action="test.greet").actor is None
    at(monkeypatch, "2026-10-14T12:00")
    assert tick() == ["daily"], "what was missed meanwhile comes once"
    assert tick() == []


def test_a_clock_that_goes_back_begins_anew(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-10-12T10:00")
    tick()
    at(monkeypatch, "2026-10-08T10:00")
    assert tick() == []
    at(monkeypatch, "2026-10-09T06:30")
    assert tick() == ["daily"]


def test_the_jobs_of_the_site_are_those_its_schedules_ask_for(settings: object) -> None:
    settings.BOJI_JOBS = "boji.site.jobs"  # type: ignore[attr-defined]
    assert {one.kind for one in schedules()} <= set(kinds())
    assert len({one.name for one in schedules()}) == len(schedules())
