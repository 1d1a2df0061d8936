"""One measurement in a process of its own: `python -m bench.case CASE` prints it as one line of JSON.

The clock runs inside the process: imports are not counted, reading and compiling the plan, opening the
engine, executing and writing the figures are. What a subject has to `prepare` comes before the clock.
Memory is the greatest resident size, of the process and of those it started, as their
processor time counts too.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
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
    children = _children("self")
    cpu_seconds += sum(map(_cpu_seconds, children))
    memory = sum(map(_peak_memory, ["self", *children]))
    return Measurement(seconds, cpu_seconds, memory, _digest(commissions))


def _children(process: str) -> list[str]:
    """The processes below one, as far as they still live: of Spark, its JVM."""
    below: list[str] = []
    for path in Path("/proc", process, "task").glob("*/children"):
        for child in path.read_text(encoding="ascii").split():
            below += [child, *_children(child)]
    return below


def _cpu_seconds(process: str) -> float:
    """What a process has used of all cores; Linux counts it in ticks, after the name in brackets."""
    fields = Path("/proc", process, "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak_memory(process: str) -> int:
    """The greatest resident size so far; Linux keeps it in kB."""
    status = Path("/proc", process, "status").read_text(encoding="utf-8")
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])


def _digest(commissions: dict[str, int]) -> str:
    text = json.dumps(sorted(commissions.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12] if commissions else ""


if __name__ == "__main__":
    print(json.dumps(vars(measure(Case(*sys.argv[1].split("/"))))))
