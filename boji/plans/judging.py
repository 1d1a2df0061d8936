"""Checking a text in bounded time and memory, however it is made, as often as somebody types.

Owns the process beside the site that does the work (`judge`): it is started when it is first needed, killed
where a text takes too long, and checks one text at a time, so that typing never takes more than one
processor from everybody else. Each person's checks are counted as well.
"""

from __future__ import annotations

import atexit
import pickle
import subprocess
import sys
import threading
import time
from collections import defaultdict, deque

from boji.engine.plan.issues import PlanIssue
from boji.engine.plan.label import Label
from boji.plans.checking import Checked

MOST_SECONDS = 20.0
WAIT_SECONDS = 8.0  # for the check before
A_MINUTE = 90  # checks of one person

TOO_MUCH = PlanIssue(
    "plan.yaml",
    1,
    1,
    Label("方案太大，检查不完", "the plan is too large to be checked"),
    Label("减少算例、档位或人员目标", "Have fewer examples, tiers or targets"),
)


class Busy(Exception):
    """Another check goes on, or this person asks too often: to be asked again in a moment."""


class Judge:
    """The checking process and its queue; `seconds` bound one text."""

    def __init__(self, seconds: float = MOST_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._asked: defaultdict[int, deque[float]] = defaultdict(lambda: deque(maxlen=A_MINUTE))

    def check(self, text: str, who: int) -> Checked:
        """What is to be said of a text. Raises Busy."""
        self._count(who)
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            return self._judged(text)
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process; the next text starts another."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def _count(self, who: int) -> None:
        now, asked = time.monotonic(), self._asked[who]
        if len(asked) == A_MINUTE and now - asked[0] < 60:
            raise Busy
        asked.append(now)

    def _judged(self, text: str) -> Checked:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        over = threading.Timer(self._seconds, process.kill)
        over.start()
        try:
            pickle.dump(text, process.stdin)
            process.stdin.flush()
            answer: Checked = pickle.load(process.stdout)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):  # it was killed, or ran out of memory
            self.close()
            return Checked(None, (TOO_MUCH,))
        finally:
            over.cancel()
        return answer

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "boji.plans.judge"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        return self._process


JUDGE = Judge()
atexit.register(JUDGE.close)
