"""Doing one job: its function is called, what it says is kept, how it ends is told from what it raises.

Owns the edge at which a fault of the program becomes a reference number: nothing that a job raises ends its
worker. A pulse beside it tells the database every few seconds that the job lives and how far it is, on a
connection of its own, so that a transaction of the action neither hides nor delays it.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import structlog
from django.db import DatabaseError, connection
from django.utils import translation

from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.platform.jobs import files, queue
from boji.platform.jobs.kinds import Refusal, kinds
from boji.platform.jobs.models import Job
from boji.platform.jobs.rules import BEAT, WHOLE

WRITTEN_EVERY = 0.5  # seconds between two writings of progress
_BEATS_WITHOUT_NEWS = int(BEAT.total_seconds() / WRITTEN_EVERY)

log = structlog.get_logger("boji.jobs")


class TakenAway(BaseException):
    """The job is no longer this worker's: it was taken for dead. Passes through actions that catch errors."""


@runtime_checkable
class Speaking(Protocol):
    """An error that says in words what was refused, as refusals of actions do."""

    def text(self, language: str) -> str: ...


@dataclass
class Running:
    """The `Work` of a job's function. Progress is remembered here; the pulse writes it."""

    job: Job
    actor: Actor
    files: tuple[Path, ...]
    step: tuple[str, str] = ("", "")
    parts: int | None = None
    taken_away: bool = False
    news: bool = False

    def progress(self, zh: str, en: str, fraction: float | None = None) -> None:
        if self.taken_away:
            raise TakenAway
        parts = None if fraction is None else min(WHOLE, max(0, round(fraction * WHOLE)))
        self.step, self.parts, self.news = (zh, en), parts, True


@dataclass
class Pulse:
    """Writes beats and progress of a running job from a thread of its own."""

    running: Running
    _over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Pulse:
        self._thread = threading.Thread(target=self._beat_until_over, name="pulse", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _beat_until_over(self) -> None:
        silent = 0
        while not self._over.wait(WRITTEN_EVERY):
            silent += 1
            if self.running.news or silent >= _BEATS_WITHOUT_NEWS:
                self._beat()
                silent = 0
        connection.close()

    def _beat(self) -> None:
        running = self.running
        running.news = False
        try:
            held = queue.beat(running.job, running.step, running.parts)
        except (
            DatabaseError
        ) as error:  # busy or away: the next beat may do; too many missed ones, and we are swept
            log.warning("job.beat_missed", job=running.job.pk, error=str(error))
            connection.close()
        else:
            running.taken_away = not held


def perform(job: Job) -> None:
    """Do a job that this worker has taken, to its end."""
    actor = Actor(job.asked_by, "job", job.address)
    running = Running(job, actor, files.kept(job.pk) if job.has_files else ())
    language = "en" if job.asked_by and job.asked_by.language == "en" else "zh-hans"
    told = log.bind(job=job.pk, kind=job.kind, attempt=job.attempts)
    told.info("job.begins")
    with translation.override(language), Pulse(running):
        ended = _ended(running)
    told.info("job.ends", **ended)


def _ended(running: Running) -> dict[str, object]:
    """Call the function and keep how it ended; what to say of it in the log."""
    job = running.job
    try:
        kind = kinds()[job.kind]
        done = kind.function(running, **job.arguments)
    except TakenAway:
        return {"ended": "taken away"}
    except NotFound:
        queue.refuse(job, "没有找到，或者不对你开放", "It is not there, or not open to you")
        return {"ended": "refused", "why": "NotFound"}
    except Refusal as refusal:
        queue.refuse(job, refusal.zh, refusal.en, refusal.figures)
        return {"ended": "refused", "why": type(refusal).__name__}
    except Exception as error:
        if isinstance(error, Speaking):
            queue.refuse(job, error.text("zh"), error.text("en"))
            return {"ended": "refused", "why": type(error).__name__}
        reference = secrets.token_hex(4)
        log.exception("job.fault", job=job.pk, kind=job.kind, reference=reference)
        queue.fault(job, reference)
        return {"ended": "fault", "reference": reference}
    return {"ended": "done" if queue.finish(job, done) else "taken away"}
