"""The oracle: one slow, plain run of a plan over facts, written from docs/plan-language.md alone.

It shares no code with the engine. A month gives everything; a quarter or a week gives metrics, scores
and outcomes. The gates of a line are the product gates of its segment and the person gates that hold,
in the order of the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .credit import build_world
from .metrics import Metrics, Scope, metric_formulas
from .pay import Payroll
from .scores import people_scores, proposals, team_scores
from .values import period_of


@dataclass
class OracleResult:
    """What a run of the period must give. Money is yuan, debts are fen."""

    metrics: dict[tuple[str, str], Fraction | None] = field(default_factory=dict)
    team_metrics: dict[tuple[str, str], Fraction | None] = field(default_factory=dict)
    scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    team_scores: dict[str, dict[str, Any]] = field(default_factory=dict)
    statements: dict[str, dict[str, Any]] = field(default_factory=dict)
    uncredited: dict[str, str] = field(default_factory=dict)
    uncredited_paid: dict[str, Fraction] = field(default_factory=dict)
    proposals: list[dict[str, str]] = field(default_factory=list)


def run(
    plan: Mapping[str, Any],
    facts: Mapping[str, Sequence[Mapping[str, Any]]],
    period: str,
    *,
    timezone: str = "Asia/Shanghai",
    history: Sequence[Mapping[str, Any]] = (),
    debts: Mapping[tuple[str, str], int] | None = None,
) -> OracleResult:
    """Run a plan (read with every scalar a string) over facts for one period."""
    when = period_of(period)
    world = build_world(facts, plan, timezone)
    formulas = metric_formulas(plan)
    metrics = Metrics(world, formulas)
    result = OracleResult()
    for person in sorted(world.stints):
        scope = metrics.person(person, when)
        for name in formulas:
            result.metrics[person, name] = _figure(scope, name)
    for team in world.teams:
        scope = metrics.team(team, when)
        for name in formulas:
            result.team_metrics[team, name] = _figure(scope, name)
    scores = people_scores(plan, metrics, when)
    result.scores = {score.person: score.as_dict() for score in scores}
    of_teams = team_scores(plan, metrics, when, scores)
    result.team_scores = {score.person: score.as_dict() for score in of_teams}
    result.proposals = proposals(plan, metrics, when, scores, history)
    result.uncredited = {line: reason for line, (day, reason) in world.uncredited.items() if day in when}
    for line in world.tables["order_lines"]:
        if line["line_id"] in result.uncredited:
            paid = line["paid_amount"]
            result.uncredited_paid[str(line["line_id"])] = paid if isinstance(paid, Fraction) else Fraction(0)
    if when.kind == "month":
        payroll = Payroll(plan, metrics, when)
        for person in sorted(world.stints):
            statement = payroll.statement(person, debts or {})
            if statement.lines or statement.debts:
                result.statements[person] = statement.as_dict()
    return result


def _figure(scope: Scope, name: str) -> Fraction | None:
    value = scope.name(name)
    assert value is None or isinstance(value, Fraction), name
    return value
