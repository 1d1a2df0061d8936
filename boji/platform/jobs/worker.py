"""A worker: takes jobs one after the other until it is told to stop.

Owns the loop, its pauses and its housekeeping (sweep, schedules, cleaning). Several may run, on several
machines; on SIGTERM or SIGINT one ends its job first, on the second signal at once, and the
sweep sees to the rest.
"""

from __future__ import annotations

import signal
import threading
import time
from types import FrameType

import structlog
from django.db import DatabaseError, close_old_connections, connection

from boji.platform import clock
from boji.platform.jobs import queue
from boji.platform.jobs.execution import perform
from boji.platform.jobs.models import WorkerSeen
from boji.platform.jobs.processes import own_name
from boji.platform.jobs.ticking import tick

IDLE_SECONDS = 0.5
HOUSEKEEPING_SECONDS = 10.0
CLEANING_SECONDS = 3600.0

log = structlog.get_logger("boji.jobs")


class Worker:
    """One worker of this process."""

    def __init__(self) -> None:
        self.name = own_name()
        self._stop = threading.Event()
        self._kept_house = self._cleaned = float("-inf")

    def stop_on_signals(self) -> None:
        """The first signal asks to stop after the job in hand; the second ends the process at once."""

        def stop(number: int, _frame: FrameType | None) -> None:
            if self._stop.is_set():
                signal.signal(number, signal.SIG_DFL)
                signal.raise_signal(number)
            self._stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    def stop(self) -> None:
        self._stop.set()

    def run(self) -> None:
        log.info("worker.begins", worker=self.name)
        seen = threading.Thread(target=self._say_seen, name="seen", daemon=True)
        seen.start()
        while not self._stop.is_set():
            close_old_connections()
            try:
                worked = self.step()
            except DatabaseError as error:  # away or busy: what was begun is swept up later
                log.warning("worker.database", worker=self.name, error=str(error))
                connection.close()
                worked = False
            if not worked:
                self._stop.wait(IDLE_SECONDS)
        seen.join()
        WorkerSeen.objects.filter(name=self.name).delete()
        log.info("worker.ends", worker=self.name)

    def step(self) -> bool:
        """Keep house where it is time, and do one job; whether there was one."""
        self._keep_house()
        job = queue.take(self.name)
        if job is None:
            return False
        if self._stop.is_set():
            queue.give_back(job)
            return False
        perform(job)
        return True

    def _keep_house(self) -> None:
        now = time.monotonic()
        if now - self._kept_house >= HOUSEKEEPING_SECONDS:
            self._kept_house = now
            if swept := queue.sweep():
                log.warning("jobs.swept", jobs=swept)
            tick()
        if now - self._cleaned >= CLEANING_SECONDS:
            self._cleaned = now
            queue.clean()

    def _say_seen(self) -> None:
        """For readiness: also during long jobs the worker is seen."""
        while True:
            try:
                WorkerSeen.objects.update_or_create(name=self.name, defaults={"seen_at": clock.real()})
            except DatabaseError as error:
                log.warning("worker.unseen", worker=self.name, error=str(error))
                connection.close()
            if self._stop.wait(HOUSEKEEPING_SECONDS):
                connection.close()
                return
