"""What a run takes from the runs of the periods before: results for streaks, debts of draws.

Owns which periods a plan looks back to, and what a run leaves to later ones. Which run of such a period
counts is the caller's choice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from boji.engine.execute import Execution
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.run import Debt, Earlier, EarlierResult, Run
from boji.payouts.stored import RunAbsent, StoredRun

RunOf = Callable[[Period], StoredRun]


@dataclass(frozen=True)
class Left:
    """What a run leaves to those of later periods; `run` names it in their manifests."""

    run: str
    results: tuple[EarlierResult, ...]
    debts: tuple[Debt, ...]


LeftBy = Callable[[Period], Left]


def earlier_of(plan: Plan, period: Period, run_of: RunOf) -> tuple[Earlier, tuple[str, ...]]:
    """What the plan's streaks and draws need, and the periods of which there is no run.

    `run_of` gives the run of a period that counts, or raises RunAbsent.
    """
    with Execution() as reader:
        return earlier_from(plan, period, lambda before: left_by_stored(run_of(before), reader))


def earlier_from(plan: Plan, period: Period, left_by: LeftBy) -> tuple[Earlier, tuple[str, ...]]:
    """The same, from what the runs before left; `left_by` raises RunAbsent where there is none."""
    draws = has_draws(plan, period)
    results: list[EarlierResult] = []
    debts: list[Debt] = []
    runs: list[str] = []
    missing: list[str] = []
    for distance, before in enumerate(_looked_back_to(plan, period, draws=draws)):
        try:
            left = left_by(before)
        except RunAbsent:
            missing.append(before.label)
            continue
        runs.append(left.run)
        results += left.results
        if draws and distance == 0:
            debts += left.debts
    return Earlier(tuple(results), tuple(debts), tuple(runs)), tuple(missing)


def has_draws(plan: Plan, period: Period) -> bool:
    return period.kind == "month" and any(scheme.draw_fen is not None for scheme in plan.schemes)


def left_by_stored(stored: StoredRun, reader: Execution) -> Left:
    debts = stored.relation("debts_left") if stored.keeps("debts_left") else None  # a plan that pays nothing
    return _left(reader, stored.name, stored.period, stored.relation("results"), debts)


def left_by_run(run: Run, name: str) -> Left:
    """What a run that is open leaves; of one that was made in part, what it has."""
    made = {relation.name for relation in run.compiled.program.relations}
    results, debts = (one if one in made else None for one in ("results", "debts_left"))
    return _left(run.execution, name, run.period, results, debts)


def _left(reader: Execution, name: str, period: Period, results: str | None, debts: str | None) -> Left:
    graded = (
        reader.rows(f"SELECT person_id, grade, score FROM {results} ORDER BY person_id") if results else []
    )
    query = f"SELECT person_id, scheme, debt FROM {debts} ORDER BY person_id, scheme"
    owed = reader.rows(query) if debts else []
    return Left(
        name,
        tuple(EarlierResult(period.label, row["person_id"], row["grade"], row["score"]) for row in graded),
        tuple(Debt(row["person_id"], row["scheme"], int(row["debt"])) for row in owed),
    )


def _looked_back_to(plan: Plan, period: Period, *, draws: bool) -> list[Period]:
    """The periods before, nearest first."""
    streaks = [one.streak for one in plan.outcomes if one.streak and one.each == period.kind]
    needed = max((max(streak.months, 2) - 1 for streak in streaks), default=0)
    found = [period]
    for _ in range(max(needed, 1 if draws else 0)):
        found.append(found[-1].before)
    return found[1:]
