"""One period of a replay: each side computed, and each rule that differs tried alone.

Owns what is taken from these runs: amounts by person and kind, proposed bonuses, and by how much each rule
alone moves somebody's pay. All of it is read from the engine's own figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from boji.engine.periods import Period
from boji.engine.plan.exchange import Change, changes_between
from boji.engine.plan.label import Label
from boji.engine.plan.model import Plan
from boji.engine.run import Run
from boji.engine.together import Together
from boji.lake.snapshot import Snapshot
from boji.payouts.earlier import has_draws, left_by_run
from boji.replay.answer import COST_OF_LINE, NearAnswer
from boji.replay.chain import Before, Chain
from boji.replay.keeping import run_folder
from boji.replay.near import near_thresholds
from boji.replay.question import Asked

# What decides pay and what it leaves to the next month.
_PAY = ("statements", "debts_left")


@dataclass(frozen=True)
class Rule:
    """A rule that differs, as it is said; of several months the same rule in the same words is one."""

    kind: str
    subject: str
    rule: str
    text: Label


@dataclass(frozen=True)
class Person:
    name: str
    role: str
    tier: str


@dataclass(frozen=True)
class SideMonth:
    """`amounts` by person and kind of cost, `bonuses` by person and outcome, both in fen."""

    amounts: Mapping[str, Mapping[str, int]]
    bonuses: Mapping[str, Mapping[str, int]]
    outcomes: Mapping[str, Label]
    near: tuple[NearAnswer, ...] = ()


@dataclass(frozen=True)
class PeriodResult:
    """`moved[draft][rule][person]`: what a rule alone adds to the pay of this period."""

    period: Period
    people: Mapping[str, Person]
    sides: tuple[SideMonth, ...]
    moved: tuple[Mapping[Rule, Mapping[str, int]], ...]


@dataclass
class Replaying:
    """The work of one question; `chains` of sides, `trials` of the rules of each draft."""

    asked: Asked
    place: Together
    facts: Snapshot
    before: Before
    folder: Path | None
    chains: list[Chain] = field(default_factory=list)
    trials: dict[tuple[int, Rule], Chain] = field(default_factory=dict)
    known: dict[tuple[str, str], tuple[tuple[Change, Rule], ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chains = [Chain(self.before) for _ in self.asked.sides]

    def period(self, period: Period, tell: Callable[[float], None]) -> PeriodResult:
        """Compute a period under every side, in their order."""
        runs: list[Run] = []
        try:
            for number in range(len(self.asked.sides)):
                runs.append(self._side(number, period))
                tell((number + 1) / (len(self.asked.sides) + 1))
            return self._result(period, runs)
        finally:
            for run in reversed(runs):
                run.close()

    def _side(self, number: int, period: Period) -> Run:
        plan, chain = self.asked.sides[number].plan_of(period), self.chains[number]
        earlier, missing = chain.earlier(plan, period)
        run = self.place.run(plan, period, earlier)
        run.manifest |= {"snapshot_id": self.facts.id, "missing_earlier": list(missing)}
        chain.own[period] = left_by_run(run, f"{period.label}:replayed")
        if self.folder is not None and period.kind == "month":
            run.save(run_folder(self.folder, number, period.label))
        return run

    def _result(self, period: Period, runs: list[Run]) -> PeriodResult:
        people = people_of(runs[0]) if period.kind == "month" else {}
        names = {person: one.name for person, one in people.items()}
        near = self.asked.question.near
        sides = [_side_month(run, names, near if number else None) for number, run in enumerate(runs)]
        moved = [self._moved(number, runs[0], runs[number]) for number in range(1, len(runs))]
        return PeriodResult(period, people, tuple(sides), tuple(moved))

    def _moved(self, number: int, before: Run, draft: Run) -> dict[Rule, dict[str, int]]:
        if before.compiled.commission is None or draft.compiled.commission is None:
            return {}
        paid = _pay(before)
        return {
            rule: self._trial(number, change, rule, before, paid)
            for change, rule in self._changes(before.plan, draft.plan)
        }

    def _changes(self, old: Plan, new: Plan) -> tuple[tuple[Change, Rule], ...]:
        key = old.digest, new.digest
        if key not in self.known:
            changes = changes_between(old, new)
            self.known[key] = tuple(
                (one, Rule("rule", " ".join(one.subject).strip(), one.rule, one.words(old)))
                for one in changes
            )
        return self.known[key]

    def _trial(
        self, number: int, change: Change, rule: Rule, before: Run, paid: Mapping[str, int]
    ) -> dict[str, int]:
        """By how much the rule alone moves each pay of the month."""
        plan, period = change.made_in(before.plan), before.period
        chain = self.trials.setdefault((number, rule), Chain(self.before, instead=self.chains[0]))
        earlier, _ = chain.earlier(plan, period)
        run = self.place.run(plan, period, earlier, only=_PAY)
        try:
            if has_draws(plan, period):
                chain.own[period] = left_by_run(run, "")
            now = _pay(run)
        finally:
            run.close()
        people = paid.keys() | now.keys()
        moved = {person: now.get(person, 0) - paid.get(person, 0) for person in people}
        return {person: fen for person, fen in moved.items() if fen}


def people_of(run: Run) -> dict[str, Person]:
    """Everybody with a stint in the month, as of their last one; and who is known at all, for other lines."""
    rows = run.rows(
        """SELECT person_id, name, role, tier, starts_on < ? AND ends_on > ? AS inside FROM stints
           ORDER BY person_id, inside, stint""",
        run.period.end_day,
        run.period.first_day,
    )
    return {row["person_id"]: Person(row["name"] or "", row["role"] or "", row["tier"] or "") for row in rows}


def _pay(run: Run) -> dict[str, int]:
    return {row["person_id"]: int(row["pay"]) for row in run.rows("SELECT person_id, pay FROM statements")}


def _side_month(run: Run, names: dict[str, str], near: Fraction | None) -> SideMonth:
    amounts: dict[str, dict[str, int]] = {}
    close: list[NearAnswer] = []
    if run.compiled.commission is not None:
        amounts = {row["person_id"]: {} for row in run.rows("SELECT person_id FROM statements")}
        for row in run.rows("SELECT person_id, kind, sum(amount) AS fen FROM lines GROUP BY person_id, kind"):
            own, kind = amounts[row["person_id"]], COST_OF_LINE[row["kind"]]
            own[kind] = own.get(kind, 0) + int(row["fen"])
        if near is not None:
            close = near_thresholds(run, near, names)
    bonuses: dict[str, dict[str, int]] = {}
    for row in run.rows("SELECT person_id, outcome, grant_fen FROM proposals WHERE grant_fen IS NOT NULL"):
        outcome = run.plan.outcomes[int(row["outcome"]) - 1]
        bonuses.setdefault(row["person_id"], {})[outcome.name] = int(row["grant_fen"])
    outcomes = {one.name: one.label for one in run.plan.outcomes}
    return SideMonth(amounts, bonuses, outcomes, tuple(close))
