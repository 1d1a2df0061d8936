"""Two runs of a period compared: what they were made from differently, and for whom pay changed by how much.

For a rerun beside the run before it. Owns the comparison of manifests and totals; single lines are compared
in `boji.payouts.lines`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from boji.engine.plan.label import Label
from boji.engine.results.statement import names_of
from boji.engine.run import Run
from boji.payouts.lines import LineChange, moved_lines

Ingredient = Literal["plan", "snapshot", "engine", "earlier", "additions"]
Manifest = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """Something that the runs were made from, and that is not the same."""

    what: Ingredient
    words: Label

    def text(self, language: str) -> str:
        return self.words.text(language)


@dataclass(frozen=True)
class PersonChange:
    """Somebody whose lines changed; a pay is None where the run has no statement of theirs."""

    person_id: str
    name: str
    before_fen: int | None
    after_fen: int | None
    lines: tuple[LineChange, ...]

    @property
    def fen(self) -> int:
        return (self.after_fen or 0) - (self.before_fen or 0)


@dataclass(frozen=True)
class RunComparison:
    """`people` by how much their pay changed, the most first; `before_fen` and `after_fen` are all pay."""

    period: str
    differences: tuple[Difference, ...]
    people: tuple[PersonChange, ...]
    before_fen: int
    after_fen: int

    @property
    def fen(self) -> int:
        return self.after_fen - self.before_fen


def compare_runs(run_before: Run, run_after: Run) -> RunComparison:
    """How the later run differs from the earlier one of the same period."""
    assert run_before.period == run_after.period, "runs of one period are compared"
    old, new = _pays(run_before), _pays(run_after)
    suspects = sorted(person for person in old.keys() | new.keys() if old.get(person) != new.get(person))
    lines = moved_lines(run_before, run_after, suspects)
    names = names_of(run_before) | names_of(run_after)
    people = [
        PersonChange(
            person, names.get(person, ""), _pay(old, person), _pay(new, person), lines.get(person, ())
        )
        for person in suspects
        if person in lines
    ]
    return RunComparison(
        run_before.period.label,
        differences_of(run_before.manifest, run_after.manifest),
        tuple(sorted(people, key=lambda one: (-abs(one.fen), one.person_id))),
        sum(pay for pay, _ in old.values()),
        sum(pay for pay, _ in new.values()),
    )


def _pay(pays: Mapping[str, tuple[int, int]], person: str) -> int | None:
    return pays[person][0] if person in pays else None


def _pays(run: Run) -> dict[str, tuple[int, int]]:
    """Everybody's pay, with a number that is another where any line is another."""
    if run.compiled.commission is None:
        return {}
    # The same types whether the run was just computed or read from its files.
    figures = ", ".join(
        f"CAST({name} AS HUGEINT)"
        for name in ("line", "scheme", "place", "campaigns", "gates", "base_fen", "rate_num", "rate_den")
    )
    rows = run.rows(
        f"""SELECT s.person_id, s.pay, coalesce(l.lines, 0) AS lines FROM statements AS s LEFT JOIN (
              SELECT person_id, bit_xor(hash({figures}, kind, unit, session_id, day, amount)) AS lines
              FROM lines GROUP BY person_id) AS l ON l.person_id = s.person_id"""
    )
    return {row["person_id"]: (row["pay"], row["lines"]) for row in rows}


def differences_of(before: Manifest, after: Manifest) -> tuple[Difference, ...]:
    """What two manifests name differently, in words."""
    same_plan = before["plan_hash"] == after["plan_hash"]
    return tuple(
        Difference(what, words(before, after))
        for what, (keys, words) in _INGREDIENTS.items()
        if any(
            (before.get(key) or None) != (after.get(key) or None)
            for key in keys
            if same_plan or key != "program"  # another plan is another program of the same engine
        )
    )


def _plan(before: Manifest, after: Manifest) -> Label:
    if before["plan"] != after["plan"]:
        names = f"{before['plan']} → {after['plan']}"
        return Label(f"方案不同：{names}", f"another plan: {names}")
    return Label(f"方案 {after['plan']} 的内容改了", f"the plan {after['plan']} was changed")


def _snapshot(before: Manifest, after: Manifest) -> Label:
    if "snapshot_id" not in before or "snapshot_id" not in after:
        return Label("数据不同", "other facts")
    numbers = f"{before['snapshot_id']} → {after['snapshot_id']}"
    return Label(f"数据不同：快照 {numbers}", f"other facts: snapshot {numbers}")


def _engine(before: Manifest, after: Manifest) -> Label:
    versions = [
        f"{one['engine']} ({one['program']}, {one.get('executed_by', '')})" for one in (before, after)
    ]
    return Label(f"计算程序不同：{' → '.join(versions)}", f"another program: {' → '.join(versions)}")


def _earlier(before: Manifest, after: Manifest) -> Label:
    names = ", ".join(one for one in after["earlier_runs"] if one not in before["earlier_runs"]) or "–"
    return Label(f"所依据的以前各期核算不同：{names}", f"other runs of earlier periods: {names}")


def _additions(_before: Manifest, _after: Manifest) -> Label:
    return Label("奖金与调整不同", "other bonuses and adjustments")


_INGREDIENTS: dict[Ingredient, tuple[tuple[str, ...], Callable[[Manifest, Manifest], Label]]] = {
    "plan": (("plan_hash",), _plan),
    "snapshot": (("snapshot",), _snapshot),
    "engine": (("engine", "program", "executed_by"), _engine),
    "earlier": (("earlier_runs",), _earlier),
    "additions": (("additions",), _additions),
}
