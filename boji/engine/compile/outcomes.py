"""Outcomes: who is proposed for what by rule. A proposal until a person decides it.

Owns places in a group, streaks over earlier periods and grants. Reads `results` of the run's period and
`history`, the results of earlier periods' runs: (period, person_id): grade, score.
"""

from __future__ import annotations

from boji.engine.arithmetic import compare, half_up, integer, text_literal
from boji.engine.compile.commission import MONEY_DECIMALS
from boji.engine.compile.metrics import metric_names, metric_scope
from boji.engine.compile.people import attribute_scope
from boji.engine.compile.scores import SCORE_DECIMALS, Metrics
from boji.engine.compile.window import Window
from boji.engine.formulas import Scope, holds, value
from boji.engine.periods import Period
from boji.engine.plan.model import Outcome, Plan
from boji.engine.program import Relation


def outcome_relations(plan: Plan, window: Window, metrics: Metrics) -> list[Relation]:
    """`proposals`: one row for each outcome and person proposed, with the evidence."""
    due = [
        (number, outcome)
        for number, outcome in enumerate(plan.outcomes, 1)
        if outcome.each == window.period.kind
    ]
    parts = [_rows(plan, window.period, number, outcome, metrics) for number, outcome in due]
    nobody = """
      SELECT CAST(NULL AS INTEGER) AS outcome, r.person_id, r.role, r.tier, r.team, r.score, r.grade,
        r.score AS previous_score, CAST(NULL AS BIGINT) AS place, CAST(NULL AS BIGINT) AS people,
        CAST(NULL AS BIGINT) AS grant_fen
      FROM results AS r WHERE FALSE"""
    return [
        Relation("proposals", " UNION ALL ".join(parts or [nobody]), key=("outcome", "person_id"), kept=True)
    ]


def _rows(plan: Plan, period: Period, number: int, outcome: Outcome, metrics: Metrics) -> str:
    group = ", ".join(f"r.{attribute}" for attribute in outcome.group)
    over = f"PARTITION BY {group}" if group else ""
    streak_joins, streak = _streak(period, outcome)
    tests = [test for test in (_top(outcome), _bottom(outcome), streak, _when(outcome, metrics)) if test]
    schemes = " + ".join(
        f"CASE WHEN {holds(scheme.applies, attribute_scope('a'))} THEN {scheme.base_pay_fen} ELSE 0 END"
        for scheme in plan.schemes
        if scheme.base_pay_fen
    )
    grant = "CAST(NULL AS BIGINT)"
    if outcome.grant is not None:
        grant = f"CAST({half_up(value(outcome.grant, attribute_scope('g')), MONEY_DECIMALS)} AS BIGINT)"
    metrics_join = ""
    if outcome.when is not None and metric_names([outcome.when]):
        metrics_join = f"""JOIN person_metrics AS m
          ON m.person_id = r.person_id AND m.period = {text_literal(period.label)}"""
    return f"""
      SELECT {number} AS outcome, g.person_id, g.role, g.tier, g.team, g.score, g.grade, g.previous_score,
        g.place, g.people, {grant} AS grant_fen
      FROM (
        SELECT r.*, {"h1.score" if streak_joins else "CAST(NULL AS BIGINT)"} AS previous_score
        FROM (
          SELECT r.person_id, r.role, r.tier, r.team, r.score, r.grade,
            coalesce(a.base_pay, {schemes or "0"}) AS base_pay,
            rank() OVER ({over} ORDER BY r.score DESC) AS place, count(*) OVER ({over}) AS people
          FROM results AS r
          JOIN appraised AS a ON a.person_id = r.person_id AND a.period = {text_literal(period.label)}
          WHERE r.score IS NOT NULL) AS r
        {metrics_join} {streak_joins}
        WHERE {" AND ".join(tests) or "TRUE"}) AS g"""


def _top(outcome: Outcome) -> str:
    """Fewer than ceil(share × n) have a higher score."""
    if outcome.top is None:
        return ""
    part, whole = outcome.top.numerator, outcome.top.denominator
    return f"r.place <= ({part} * r.people + {whole - 1}) // {whole}"


def _bottom(outcome: Outcome) -> str:
    """At most floor(share × n) have a score that is not higher, themselves included."""
    if outcome.bottom is None:
        return ""
    part, whole = outcome.bottom.numerator, outcome.bottom.denominator
    return f"r.people - r.place + 1 <= {part} * r.people // {whole}"


def _when(outcome: Outcome, metrics: Metrics) -> str:
    if outcome.when is None:
        return ""
    scope = Scope(metric=metric_scope(metrics.person, "m").metric, attribute=attribute_scope("r").attribute)
    return holds(outcome.when, scope)


def _streak(period: Period, outcome: Outcome) -> tuple[str, str]:
    """Joins of the earlier periods' results, and the condition over them and this period's."""
    if outcome.streak is None:
        return "", ""
    grade = text_literal(outcome.streak.grade)
    joins, tests = "", [f"r.grade = {grade}"]
    earlier = period
    for number in range(1, max(outcome.streak.months, 2)):
        earlier = earlier.before
        needed = number < outcome.streak.months
        joins += f""" {"JOIN" if needed else "LEFT JOIN"} history AS h{number}
          ON h{number}.person_id = r.person_id AND h{number}.period = {text_literal(earlier.label)}"""
        if needed:
            tests.append(f"h{number}.grade = {grade}")
    if outcome.streak.unless_improved:
        now, before = (integer(f"{row}.score", scale=SCORE_DECIMALS) for row in ("r", "h1"))
        tests.append(f"NOT coalesce({compare('>', now, before)}, FALSE)")
    return joins, " AND ".join(tests)
