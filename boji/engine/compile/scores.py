"""Scores: items, dimensions, deductions, composite, grade and rank, for people and for teams.

Owns the order in which a score is made and where it is rounded (four decimals, each value once). How an
actual becomes points is the scoring method's own. Kept scores count in ten-thousandths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import (
    Ratio,
    add,
    choose,
    compare,
    constant,
    divide,
    half_up,
    integer,
    multiply,
    subtract,
    text_literal,
)
from boji.engine.compile.figures import Figures, keep
from boji.engine.compile.people import attribute_scope
from boji.engine.compile.window import Window, date, values
from boji.engine.formulas import holds
from boji.engine.periods import Period
from boji.engine.plan.model import Item, Plan, Scorecard, Target
from boji.engine.program import Relation
from boji.engine.scoring.members import Members

SCORE_DECIMALS = 4
TARGET_DECIMALS = 6
_ATTRIBUTES = "role, tier, team, base_pay"


@dataclass(frozen=True)
class Metrics:
    """The kept metrics of people and of teams."""

    person: Figures
    team: Figures


def score_periods(window: Window) -> tuple[Period, ...]:
    """The run's own period, and its quarter where a composite needs it."""
    quarter = window.period.quarter
    return (
        (window.period, quarter)
        if quarter in window.periods and quarter != window.period
        else (window.period,)
    )


def score_relations(plan: Plan, window: Window, metrics: Metrics) -> list[Relation]:
    """`scorecard_<n>` with every item, `scores` by person and period, `results` of the run's period;
    for team scorecards `team_results` likewise."""
    periods = score_periods(window)
    relations = [_appraised(plan, periods)]
    personal = [card for card in plan.scorecards if not card.of_team]
    teams = [card for card in plan.scorecards if card.of_team]
    relations += [scorecard(plan, window, card, metrics) for card in personal]
    relations.append(_scores(plan, personal, "scores", "person_id"))
    relations.append(_results(plan, window, personal, "results", "scores", "person_id"))
    if teams:
        relations.append(_appraised_teams())
        relations += [scorecard(plan, window, card, metrics) for card in teams]
        relations.append(_scores(plan, teams, "team_scores", "team"))
        relations.append(_results(plan, window, teams, "team_results", "team_scores", "team"))
    return relations


def scorecard_relation(plan: Plan, card: Scorecard) -> str:
    return f"scorecard_{plan.scorecards.index(card) + 1}"


def _appraised(plan: Plan, periods: Sequence[Period]) -> Relation:
    """People with the stint of the period's last day, and the first scorecard that applies to it."""
    days = values((text_literal(period.label), date(period.last_day)) for period in periods)
    card = card_of_person(plan, "s")
    return Relation(
        "appraised",
        f"""
        SELECT s.person_id, p.period, s.name, s.role, s.tier, s.team, s.base_pay, {card} AS scorecard
        FROM stints AS s JOIN ({days}) AS p(period, day) ON s.starts_on <= p.day AND s.ends_on > p.day
        """,
        key=("person_id", "period"),
        kept=True,
    )


def card_of_person(plan: Plan, relation: str) -> str:
    """The number of the first scorecard that applies to a row with a person's attributes, as SQL."""
    whens = " ".join(
        f"WHEN {holds(card.applies, attribute_scope(relation))} THEN {number}"
        for number, card in enumerate(plan.scorecards, 1)
        if not card.of_team
    )
    return f"CASE {whens} END" if whens else "CAST(NULL AS INTEGER)"


def _appraised_teams() -> Relation:
    return Relation(
        "appraised_teams",
        "SELECT DISTINCT team, period, CAST(NULL AS VARCHAR) AS role, CAST(NULL AS VARCHAR) AS tier,"
        " CAST(NULL AS BIGINT) AS base_pay FROM appraised WHERE team IS NOT NULL",
        key=("team", "period"),
    )


def scorecard(plan: Plan, window: Window, card: Scorecard, metrics: Metrics) -> Relation:
    """`scorecard_<n>`: every item, dimension and the score, by subject and period."""
    key = "team" if card.of_team else "person_id"
    parts = " UNION ALL ".join(
        _scorecard_rows(plan, window, card, period, metrics) for period in score_periods(window)
    )
    return Relation(scorecard_relation(plan, card), parts, key=(key, "period"), kept=True)


def _scorecard_rows(plan: Plan, window: Window, card: Scorecard, period: Period, metrics: Metrics) -> str:
    """One row for each subject: targets and points of the items, dimensions, score before and after
    deductions. Each layer reads columns of the one below, so that no figure is written out twice."""
    own = metrics.team if card.of_team else metrics.person
    numbered = list(enumerate(card.items, 1))
    rest = iter(numbered)
    groups = [[next(rest) for _ in dimension.items] for dimension in card.dimensions]
    read, points, items = "", "", ""
    for number, item in numbered:
        actual, actual_sql = keep(f"actual_{number}", _actual(card, item, number, own, metrics))
        target, target_sql = None, ""
        if (written := target_of(card, item)) is not None:
            target, target_sql = keep(f"goal_{number}", written)
        read += f", {actual_sql}" + (f", {target_sql}" if target_sql else "")
        goal = target.ratio("a") if target else None
        scored = item.method.points(actual.ratio("a"), goal, scale_of(plan, item, period))
        reached, points_sql = keep(f"points_{number}", scored)
        points += f", {points_sql}"
        shown = half_up(target.ratio("p"), TARGET_DECIMALS) if target else "NULL"
        score = half_up(reached.ratio("p"), SCORE_DECIMALS)
        items += f", CAST({shown} AS BIGINT) AS target_{number}, CAST({score} AS BIGINT) AS item_{number}"
    counts = "".join(
        f", {half_up(own[deduction.each].ratio('m'), 0)} AS count_{number}"
        for number, deduction in enumerate(card.deductions, 1)
    )
    subject = "person_id, period, role, tier, team, base_pay, scorecard"
    if card.of_team:
        subject = "team, period, role, tier, base_pay, scorecard"
    counted = "".join(f", count_{number}" for number, _ in enumerate(card.deductions, 1))
    scored_items = f"""
      SELECT {subject}{counted}{items}
      FROM (
        SELECT a.*{points}
        FROM (SELECT a.*{counts}{read} FROM {_subjects(plan, window, card, period, metrics)}) AS a) AS p"""
    means, rounded = "", ""
    names = [*(f"dimension_{number}" for number, _ in enumerate(groups, 1)), "before_deductions"]
    for name, group in zip(names, [*groups, numbered], strict=True):
        mean, mean_sql = keep(f"mean {name}", _weighted(card, group))
        means += f", {mean_sql}"
        rounded += f", CAST({half_up(mean.ratio('w'), SCORE_DECIMALS)} AS BIGINT) AS {name}"
    missing = " + ".join(
        f"CASE WHEN i.item_{number} IS NULL THEN {1 << (number - 1)} ELSE 0 END" for number, _ in numbered
    )
    kept = subject + counted + "".join(f", target_{number}, item_{number}" for number, _ in numbered)
    weighted = f"""
      SELECT {kept}, missing{rounded}
      FROM (SELECT i.*, {missing} AS missing{means} FROM ({scored_items}) AS i) AS w"""
    return _deducted(card, weighted, f"{kept}, missing, {', '.join(names)}")


def _subjects(plan: Plan, window: Window, card: Scorecard, period: Period, metrics: Metrics) -> str:
    """The FROM clause: subjects of the scorecard with their metrics, team's metrics, members' means."""
    label = text_literal(period.label)
    number = plan.scorecards.index(card) + 1
    if not card.of_team:
        team = (
            "LEFT JOIN team_metrics AS t ON t.team = a.team AND t.period = a.period" if metrics.team else ""
        )
        return f"""
          (SELECT person_id, period, {_ATTRIBUTES}, scorecard FROM appraised
           WHERE scorecard = {number} AND period = {label}) AS a
          JOIN person_metrics AS m ON m.person_id = a.person_id AND m.period = a.period {team}"""
    applies = holds(card.applies, attribute_scope("t"))
    own = "LEFT JOIN team_metrics AS m ON m.team = a.team AND m.period = a.period" if metrics.team else ""
    members = "".join(
        _members_join(item, number, window, metrics) for number, item in enumerate(card.items, 1)
    )
    return f"""
      (SELECT t.team, t.period, t.role, t.tier, t.base_pay, {number} AS scorecard FROM appraised_teams AS t
       WHERE {applies} AND t.period = {label}) AS a
      {own} {members}"""


def _members_join(item: Item, number: int, window: Window, metrics: Metrics) -> str:
    """The members' mean score as numerator and denominator, missing where a member has no score.

    In the run's own period a member's score is the result, composite where there is one.
    """
    if not isinstance(item.method, Members):
        return ""
    weight = "1"
    weights = ""
    if item.method.weighted_by is not None:
        ratio = metrics.person[item.method.weighted_by].ratio("w")
        assert ratio.denominator == "1", "a weight is additive; the plan reader lets no other through"
        weight = ratio.numerator
        weights = "JOIN person_metrics AS w ON w.person_id = s.person_id AND w.period = s.period"
    return f"""
      LEFT JOIN (
        SELECT s.team, s.period,
          CASE WHEN count(s.score * {weight}) = count(*)
            THEN CAST(sum(s.score * {weight}) AS HUGEINT) END AS total,
          CAST(sum({weight}) AS HUGEINT) AS weights
        FROM (SELECT person_id, team, {text_literal(window.period.label)} AS period, score FROM results
              UNION ALL SELECT person_id, team, period, score FROM scores
              WHERE period <> {text_literal(window.period.label)}) AS s {weights}
        WHERE s.team IS NOT NULL GROUP BY s.team, s.period) AS members_{number}
        ON members_{number}.team = a.team AND members_{number}.period = a.period"""


def target_of(card: Scorecard, item: Item) -> Ratio | None:
    """The target of the row's subject: the first of person_id, tier, team, role that is a key."""
    if item.target is None:
        return None
    if item.target.value is not None:
        return constant(item.target.value)
    return _target_by_key(item.target, ("team",) if card.of_team else ("person_id", "tier", "team", "role"))


def _target_by_key(target: Target, attributes: Sequence[str]) -> Ratio:
    cases = [
        (f"a.{attribute} = {text_literal(key)}", constant(amount))
        for attribute in attributes
        for key, amount in target.by_key
    ]
    return choose(cases)


def _actual(card: Scorecard, item: Item, number: int, own: Figures, metrics: Metrics) -> Ratio:
    """The figure that an item scores: a metric, or the mean of the members' scores."""
    if item.metric is None:
        mean = f"members_{number}"
        return divide(
            Ratio(f"{mean}.total", factor=Fraction(1, 10**SCORE_DECIMALS)), Ratio(f"{mean}.weights")
        )
    of_own_team = item.of_team and not card.of_team
    return metrics.team[item.metric].ratio("t") if of_own_team else own[item.metric].ratio("m")


def scale_of(plan: Plan, item: Item, period: Period) -> Fraction:
    """By how much reference values, which hold for a month, are larger in this period."""
    additive = item.metric is not None and plan.metrics[item.metric].additive
    return period.length_in_months if additive else Fraction(1)


def _weighted(card: Scorecard, items: Sequence[tuple[int, Item]]) -> Ratio:
    """Σ weight × item / Σ weight of the items that count; missing as the scorecard's policy says."""
    total, weights = constant(0), constant(0)
    for number, item in items:
        points = integer(f"i.item_{number}", scale=SCORE_DECIMALS)
        if card.missing != "block":
            points = integer(f"coalesce(i.item_{number}, 0)", scale=SCORE_DECIMALS)
        total = add(total, multiply(points, constant(item.weight)))
        counts = constant(item.weight)
        if card.missing == "reweight":
            counts = choose([(f"i.item_{number} IS NOT NULL", constant(item.weight))], constant(0))
        weights = add(weights, counts)
    return divide(total, weights)


def _deducted(card: Scorecard, source: str, columns: str) -> str:
    """The source with `score`: max(score × (1 − by × count), min(floor, score)) for each deduction in
    turn, rounded once."""
    score = integer("d.before_deductions", scale=SCORE_DECIMALS)
    for number, deduction in enumerate(card.deductions, 1):
        count = integer(f"coalesce(d.count_{number}, 0)")
        floor = constant(deduction.floor)
        lowest = choose([(compare("<", score, floor), score)], floor)
        cut = multiply(score, subtract(constant(1), multiply(constant(deduction.by), count)))
        left, left_sql = keep(f"left_{number}", choose([(compare("<", cut, lowest), lowest)], cut))
        source = f"SELECT d.*, {left_sql} FROM ({source}) AS d"
        score = left.ratio("d")
    known = choose([("d.before_deductions IS NOT NULL", score)])
    return f"SELECT {columns}, CAST({half_up(known, SCORE_DECIMALS)} AS BIGINT) AS score FROM ({source}) AS d"


def _scores(plan: Plan, cards: Sequence[Scorecard], name: str, key: str) -> Relation:
    """One row for each subject and period, whatever its scorecard."""
    columns = f"{key}, period, role, tier, team, scorecard, before_deductions, score, missing"
    if key == "team":
        columns = columns.replace("tier, team,", "tier,")
    sources = [f"SELECT {columns} FROM {scorecard_relation(plan, card)}" for card in cards]
    if not sources:
        sources = [
            f"""SELECT {key}, period, role, tier, team, scorecard, CAST(NULL AS BIGINT) AS before_deductions,
              CAST(NULL AS BIGINT) AS score, 0 AS missing FROM appraised WHERE FALSE"""
        ]
    return Relation(name, " UNION ALL ".join(sources), key=(key, "period"), kept=True)


def _results(
    plan: Plan, window: Window, cards: Sequence[Scorecard], name: str, scores: str, key: str
) -> Relation:
    """The run's result for each subject: composite, grade, and rank in its peer group."""
    period, quarter = window.period, window.period.quarter
    composite = [
        (f"m.scorecard = {plan.scorecards.index(card) + 1}", _composite(card))
        for card in cards
        if card.quarter_share is not None and period.ends_its_quarter
    ]
    own_score = integer("m.score", scale=SCORE_DECIMALS)
    score = half_up(choose(composite, own_score), SCORE_DECIMALS) if composite else "m.score"
    quarter_join = f"""
      LEFT JOIN {scores} AS q ON q.{key} = m.{key} AND q.period = {text_literal(quarter.label)}"""
    grades = " ".join(
        f"WHEN {compare('>=', integer('r.score', scale=SCORE_DECIMALS), constant(grade.floor))}"
        f" THEN {text_literal(grade.name)}"
        for grade in plan.grades
    )
    grade = f"CASE {grades} END" if grades else "CAST(NULL AS VARCHAR)"
    group = "r.scorecard, r.role, r.tier, CASE WHEN r.score IS NULL THEN 1 ELSE 0 END"
    is_composite = "FALSE"
    if composite:
        is_composite = " OR ".join(test for test, _ in composite)
    return Relation(
        name,
        f"""
        SELECT r.*, {grade} AS grade,
          CASE WHEN r.score IS NOT NULL
            THEN rank() OVER (PARTITION BY {group} ORDER BY r.score DESC) END AS place,
          CASE WHEN r.score IS NOT NULL THEN count(*) OVER (PARTITION BY {group}) END AS peers
        FROM (
          SELECT m.{key}, m.role, m.tier, {"m.team, " if key != "team" else ""}m.scorecard, m.missing,
            m.score AS period_score, q.score AS quarter_score, ({is_composite}) AS is_composite,
            CAST({score} AS BIGINT) AS score
          FROM {scores} AS m {quarter_join}
          WHERE m.period = {text_literal(period.label)}) AS r
        """,
        key=(key,),
        kept=True,
    )


def _composite(card: Scorecard) -> Ratio:
    assert card.month_share is not None
    assert card.quarter_share is not None
    month = integer("m.score", scale=SCORE_DECIMALS)
    quarter = integer("q.score", scale=SCORE_DECIMALS)
    return add(multiply(month, constant(card.month_share)), multiply(quarter, constant(card.quarter_share)))
