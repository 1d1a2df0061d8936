"""One person's explained statement from a finished run, without order lines: sentences from kept figures.

The run, its saving and opening and one other person's explanation come before the clock.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.data import PERIOD
from bench.subjects.engine import plan_for
from boji.engine.explain import explain
from boji.engine.run import Run, open_run, run


@dataclass(frozen=True)
class Finished:
    """A finished run, opened from its files, and somebody who is paid in it."""

    run: Run
    person_id: str
    files: tempfile.TemporaryDirectory[str]


def prepare(plan: str, form: str, facts: dict[str, list[str]]) -> Finished:
    files = tempfile.TemporaryDirectory(prefix="bench-")
    directory = Path(files.name) / "run"
    rules = plan_for(plan, form)
    with run(rules, facts, PERIOD) as made:
        made.save(directory)
    opened = open_run(directory, rules, facts)
    first, second = opened.rows("SELECT person_id FROM statements ORDER BY commission DESC LIMIT 2")
    explain(opened, first["person_id"])
    return Finished(opened, second["person_id"], files)


def work(_plan: str, _form: str, finished: Finished) -> dict[str, int]:
    explain(finished.run, finished.person_id)
    return {}
