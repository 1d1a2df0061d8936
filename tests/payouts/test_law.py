"""The law of adjustments on random histories: locked statements and adjustments are everything that is known.

Facts of a drawn company come in steps, and months are computed, locked and opened again in between. After
every run of a month, for every person and month: what was paid for the month is what the oracle pays for it,
from the facts known then, to the cent. A locked month that was not computed anew, because what changed cannot
concern it, has the bytes that computing it would have given.
"""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from boji.engine.additions import Addition
from boji.engine.facts import TABLES
from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.engine.run import run as run_engine
from boji.lake import Snapshot
from boji.lake.snapshot import latest_snapshot
from boji.payouts.adjusting.known import run_before
from boji.payouts.earlier import earlier_of
from boji.payouts.runs import StoredRun, compute_run, fact_files, stored_run
from boji.workspace import Workspace
from tests.oracle.oracle import run as run_oracle
from tests.oracle.strategies import MONTHS, Plan, Tape, facts, plans, to_yaml
from tests.payouts.facts import bring, take_back
from tests.payouts.figures import differing_figures
from tests.payouts.histories import Brought, Facts, Row, drawn_steps
from tests.properties.effort import effort


@dataclass
class Story:
    """One company living through a history; `now` is what its facts are, told in plain Python."""

    plan: Plan
    last: Facts
    workspace: Workspace
    now: Facts = field(default_factory=lambda: {name: [] for name in TABLES})
    mistakes: list[tuple[Snapshot, Facts]] = field(default_factory=list)
    locked: dict[Period, StoredRun] = field(default_factory=dict)

    def facts_come(self, brought: Brought) -> None:
        for snapshot, wrong in self.mistakes:
            take_back(self.workspace, snapshot)
            self._leave(wrong)
        self.mistakes = []
        if brought.facts:
            bring(self.workspace, brought.facts)
            self._enter(brought.facts)
        if brought.by_mistake:
            self.mistakes.append((bring(self.workspace, brought.by_mistake), brought.by_mistake))
            self._enter(brought.by_mistake)

    def _enter(self, rows: Facts) -> None:
        self._leave(rows)
        for name, own in rows.items():
            self.now[name] = self.now[name] + own

    def _leave(self, rows: Facts) -> None:
        for name, own in rows.items():
            keys = {_key(name, row) for row in own}
            self.now[name] = [row for row in self.now[name] if _key(name, row) not in keys]

    def compute(self, month: Period, first: Period) -> StoredRun:
        """Compute a month, and hold what it and the locked months before it pay against the oracle."""
        plan = read_plan(to_yaml(self.plan))
        made = compute_run(self.workspace, month, plan, locked=list(self.locked.values()))
        own, all_paid = paid_by([made]), paid_by([*self.locked.values(), made])
        for one, due in self.known(first, month):
            if one == month or one in self.locked:
                paid = (own if one == month else all_paid)[one.label]
                people = due.keys() | paid.keys()
                assert {who: paid[who] for who in people} == {who: due[who] for who in people}, (
                    f"{one.label} when {month.label} is computed"
                )
        check_causes(made)
        self.check_left_alone(made)
        return made

    def check_left_alone(self, made: StoredRun) -> None:
        """The locked months that an older run stands for are computed here, beside."""
        facts = latest_snapshot(self.workspace)
        known = {
            period: stored_run(self.workspace, period, note["known"])
            for note in made.manifest()["settled"]
            for period in [Period.parse(note["period"])]
        }
        for period, stood_in in known.items():
            if stood_in.manifest()["snapshot"] == facts.digest:
                continue
            plan = stood_in.plan()
            earlier, _ = earlier_of(plan, period, run_before(self.workspace, known))
            with (
                tempfile.TemporaryDirectory() as folder,
                run_engine(
                    plan, fact_files(facts), period, earlier=earlier, additions=additions_of(stood_in)
                ) as anew,
            ):
                anew.save(Path(folder))
                assert not differing_figures(Path(folder), stood_in.directory), (
                    f"{period.label} was left alone when {made.period.label} was computed"
                )
            event("a month was left alone")

    def known(self, first: Period, last: Period) -> Iterator[tuple[Period, Counter[str]]]:
        """What the oracle pays for each month from all facts known now, in fen."""
        debts: dict[tuple[str, str], int] = {}
        month = first
        while month <= last:
            zone = self.plan["timezone"]
            found = run_oracle(self.plan, self.now, month.label, timezone=zone, debts=debts).statements
            debts = {(who, name): fen for who, one in found.items() for name, fen in one["debts"].items()}
            yield month, Counter({who: int(one["pay"] * 100) for who, one in found.items()})
            month = Period.containing("month", month.end_day)


def _key(name: str, row: Row) -> tuple[Any, ...]:
    return tuple(row[column] for column in TABLES[name].key)


def paid_by(runs: Iterable[StoredRun]) -> defaultdict[str, Counter[str]]:
    """By month and person what statements pay for it: in lines of its own, and in adjustments about it."""
    paid: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for run in runs:
        query = f"SELECT person_id, kind, unit, amount FROM read_parquet('{run.directory}/lines.parquet')"
        for person, kind, about, fen in duckdb.execute(query).fetchall():
            paid[about if kind == "adjustment" else run.period.label][person] += fen
    return paid


def check_causes(run: StoredRun) -> None:
    """Every adjustment says why, and those causes that have an amount add up to it."""
    for addition in additions_of(run):
        assert addition.label.zh
        assert addition.causes
        assert sum(cause.fen or 0 for cause in addition.causes) == addition.fen


def additions_of(run: StoredRun) -> list[Addition]:
    if not run.keeps("additions"):  # where nothing is paid
        return []
    cursor = duckdb.execute(f"SELECT * FROM {run.relation('additions')}")
    names = [column[0] for column in cursor.description or ()]
    return [Addition.of_row(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def live(story: Story, tape: Tape, steps: list[Brought]) -> None:
    """Lock two months, with facts after each, and compute the third; in between one may be opened again.

    The first is the one in which most was sold, so that there is something to adjust.
    """
    sold = Counter(line["paid_at"].strftime("%Y-%m") for line in story.last["order_lines"] if line["paid_at"])
    first = Period.parse(max(MONTHS, key=lambda label: sold[label]))
    second = Period.containing("month", first.end_day)
    third = Period.containing("month", second.end_day)
    story.facts_come(steps[0])
    story.locked[first] = story.compute(first, first)
    story.facts_come(steps[1])
    story.locked[second] = story.compute(second, first)
    story.facts_come(steps[2])
    reopened = tape.pick((None, None, first, second))
    if reopened is not None:
        del story.locked[reopened]
        story.locked[reopened] = story.compute(reopened, first)
    if story.mistakes:
        story.facts_come(Brought())
    story.compute(third, first)


@pytest.mark.slow
@effort(6)
@given(data=st.data())
def test_everything_known_is_paid_once(data: st.DataObject) -> None:
    plan = data.draw(plans())
    company = data.draw(facts(plan))
    tape = Tape(data.draw(st.binary(min_size=600, max_size=600)))
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "w", plan["timezone"])
        live(Story(plan, company, workspace), tape, drawn_steps(tape, company))
