"""The page of a rerun: the run of a month beside the one that was calculated before it.

Owns which run that is, and the form of the table; what changed is found by `comparing`. Reads only.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from boji.payouts.comparing import PersonChange, RunComparison, compare_runs
from boji.payouts.models import PayPeriod
from boji.payouts.opened import opened_run
from boji.payouts.queries import steps_of
from boji.payouts.rules import Step
from boji.platform import formats
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say
from boji.workspace import Workspace


@dataclass(frozen=True)
class Rerun:
    """The comparison in the reader's words; `reasons` is empty where both runs stand on the same."""

    comparison: RunComparison
    reasons: tuple[str, ...]
    table: Table


def run_before(one: PayPeriod) -> str | None:
    """The run that was calculated last before the one that counts; None where there is no other."""
    calculated = [taken.run for taken in steps_of(one) if taken.step == Step.CALCULATE and taken.run]
    others = [run for run in calculated if run != one.run]
    return others[-1] if others and one.run else None


def rerun_of(workspace: Workspace, one: PayPeriod) -> Rerun | None:
    """What the newest calculation changed; None where there is nothing to compare with."""
    before = run_before(one)
    if before is None:
        return None
    found = compare_runs(
        opened_run(workspace, one.period, before), opened_run(workspace, one.period, one.run)
    )
    reasons = tuple(difference.text(language()) for difference in found.differences)
    return Rerun(found, reasons, _table(one, found.people))


def _table(one: PayPeriod, people: tuple[PersonChange, ...]) -> Table:
    columns = (
        Column("name", say("姓名", "Name")),
        Column("before", say("上一次", "Before"), number=True),
        Column("after", say("这一次", "Now"), number=True),
        Column("change", say("变动", "Change"), number=True, key=True),
        Column("why", say("哪些行", "Which lines"), key=True),
    )
    rows = tuple(_row(one, person) for person in people)
    return Table(say("应发有变动的人", "People whose pay changed"), columns, rows)


def _row(one: PayPeriod, person: PersonChange) -> Row:
    return Row(
        (
            Cell(person.name or person.person_id, reverse("statement", args=[one.label, person.person_id])),
            Cell(formats.money(person.before_fen) if person.before_fen is not None else "—"),
            Cell(formats.money(person.after_fen) if person.after_fen is not None else "—"),
            Cell(formats.change(person.fen)),
            Cell(say("；", "; ").join(line.text(language()) for line in person.lines) or "—"),
        )
    )
