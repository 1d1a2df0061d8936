"""One measurement in a process of its own: `python -m bench.case CASE` prints it as one line of JSON.

The clock runs inside the process: imports are not counted, reading and compiling the plan, opening the
engine, executing and writing the figures are. What a subject has to `prepare` comes before the clock.
The memory is the process's greatest resident size.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.data import SIZES, facts


@dataclass(frozen=True)
class Case:
    """What is measured: `what` is a module of `bench.subjects`; `plan` the plan, columns of
    the floor, or file.

    `size` names a data set of `bench.data`, or is `exports` (`bench.exports`).
    """

    size: str
    what: str
    plan: str
    form: str = "named"

    @property
    def name(self) -> str:
        return f"{self.size}/{self.what}/{self.plan}/{self.form}"


@dataclass(frozen=True)
class Measurement:
    """Seconds by the wall and of all processor cores together (which other work on the machine hardly
    moves), greatest resident size in bytes, and a digest of the commissions (equal where they are)."""

    seconds: float
    cpu_seconds: float
    memory: int
    result: str


def measure(case: Case) -> Measurement:
    """Do the case's work once in this process."""
    subject = importlib.import_module(f"bench.subjects.{case.what}")
    ready = facts(SIZES[case.size], case.form) if case.size in SIZES else {}
    if hasattr(subject, "prepare"):
        ready = subject.prepare(case.plan, case.form, ready)
    started, cpu_started = time.perf_counter(), time.process_time()
    commissions = subject.work(case.plan, case.form, ready)
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu_started
    return Measurement(seconds, cpu_seconds, _peak_memory(), _digest(commissions))


def _peak_memory() -> int:
    """The greatest resident size so far; Linux keeps it in kB."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def _digest(commissions: dict[str, int]) -> str:
    text = json.dumps(sorted(commissions.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12] if commissions else ""


if __name__ == "__main__":
    print(json.dumps(vars(measure(Case(*sys.argv[1].split("/"))))))
