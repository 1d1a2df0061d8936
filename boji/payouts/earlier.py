"""What a run takes from the runs of the periods before: results for streaks, debts of draws.

Owns which periods a plan looks back to. Which run of such a period counts is the caller's choice.
"""

from __future__ import annotations

from collections.abc import Callable

from boji.engine.execute import Execution
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.run import Debt, Earlier, EarlierResult
from boji.payouts.stored import RunAbsent, StoredRun

RunOf = Callable[[Period], StoredRun]


def earlier_of(plan: Plan, period: Period, run_of: RunOf) -> tuple[Earlier, tuple[str, ...]]:
    """What the plan's streaks and draws need, and the periods of which there is no run.

    `run_of` gives the run of a period that counts, or raises RunAbsent.
    """
    draws = period.kind == "month" and any(scheme.draw_fen is not None for scheme in plan.schemes)
    results: list[EarlierResult] = []
    debts: list[Debt] = []
    runs: list[str] = []
    missing: list[str] = []
    with Execution() as reader:
        for distance, before in enumerate(_looked_back_to(plan, period, draws=draws)):
            try:
                stored = run_of(before)
            except RunAbsent:
                missing.append(before.label)
                continue
            runs.append(stored.name)
            results += _results(reader, stored)
            if draws and distance == 0:
                debts += _debts(reader, stored)
    return Earlier(tuple(results), tuple(debts), tuple(runs)), tuple(missing)


def _looked_back_to(plan: Plan, period: Period, *, draws: bool) -> list[Period]:
    """The periods before, nearest first."""
    streaks = [one.streak for one in plan.outcomes if one.streak and one.each == period.kind]
    needed = max((max(streak.months, 2) - 1 for streak in streaks), default=0)
    found = [period]
    for _ in range(max(needed, 1 if draws else 0)):
        found.append(found[-1].before)
    return found[1:]


def _results(reader: Execution, stored: StoredRun) -> list[EarlierResult]:
    query = f"SELECT person_id, grade, score FROM {stored.relation('results')} ORDER BY person_id"
    return [
        EarlierResult(stored.period.label, row["person_id"], row["grade"], row["score"])
        for row in reader.rows(query)
    ]


def _debts(reader: Execution, stored: StoredRun) -> list[Debt]:
    if not stored.keeps("debts_left"):  # a plan that pays nothing
        return []
    query = f"SELECT person_id, scheme, debt FROM {stored.relation('debts_left')} ORDER BY person_id, scheme"
    return [Debt(row["person_id"], row["scheme"], int(row["debt"])) for row in reader.rows(query)]
