"""The decisions about a job, as pure functions: its states, when it is tried again, how long is left.

    queued → running → done
      ↑ ↓       ├────→ failed      refused in words, or a fault that did not go away
      │ cancelled
      └─────────┘                  a fault, or a dead worker: tried again after a pause

Knows no database and no clock.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

ATTEMPTS = 3
FIRST_PAUSE = dt.timedelta(seconds=10)
LONGEST_PAUSE = dt.timedelta(minutes=10)
# A worker says every few seconds that it lives; silent for this long, it counts as dead.
BEAT = dt.timedelta(seconds=5)
SILENCE = dt.timedelta(seconds=60)
# Progress below this says too little to tell the time left from it.
_ENOUGH_SECONDS = 2.0
_ENOUGH_PARTS = 30
WHOLE = 1000  # progress is kept in thousandths


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self not in PENDING

    def text(self, language: str) -> str:
        return STATE_WORDS[self][0 if language == "zh" else 1]


PENDING = (State.QUEUED, State.RUNNING)
STATE_WORDS = {
    State.QUEUED: ("等待中", "waiting"),
    State.RUNNING: ("进行中", "running"),
    State.DONE: ("已完成", "done"),
    State.FAILED: ("未完成", "not done"),
    State.CANCELLED: ("已取消", "cancelled"),
}


def pause_before(attempt: int) -> dt.timedelta:
    """How long after a fault a job waits before it is tried for that time.

    >>> [int(pause_before(attempt).total_seconds()) for attempt in (2, 3, 4, 9)]
    [10, 40, 160, 600]
    """
    return min(FIRST_PAUSE * int(4 ** (attempt - 2)), LONGEST_PAUSE)


def is_tried_again(attempts: int, most: int) -> bool:
    """Whether a job that met a fault, or whose worker died, is tried again."""
    return attempts < most


def seconds_left(elapsed: float, parts: int | None, usual: float | None) -> int | None:
    """How long a running job goes on: by its own progress, else by how long its kind usually takes.

    >>> seconds_left(10, 250, None), seconds_left(1, 10, 60), seconds_left(90, None, 60)
    (30, 59, None)
    """
    if parts is not None and parts >= _ENOUGH_PARTS and elapsed >= _ENOUGH_SECONDS:
        return round(elapsed * (WHOLE - parts) / parts)
    if usual is None or usual <= elapsed:
        return None
    return round(usual - elapsed)
