"""One answer to "what if" while a slider moves: a statement under another GMV, from a finished run.

The run, its saving and opening and a first answer about the same person come before the clock: what her
pay stands on is read once, and the program is planned once.
"""

from __future__ import annotations

from fractions import Fraction

from bench.subjects.explanation import Finished
from bench.subjects.explanation import prepare as finished_run
from boji.engine.what_if import levers, what_if


def prepare(plan: str, form: str, facts: dict[str, list[str]]) -> Finished:
    finished = finished_run(plan, form, facts)
    work(plan, form, finished)
    return finished


def work(_plan: str, _form: str, finished: Finished) -> dict[str, int]:
    lever = levers(finished.run, finished.person_id)[0]
    assert lever.value is not None
    what_if(finished.run, finished.person_id, {lever.name: lever.value * Fraction(11, 10)})
    return {}
