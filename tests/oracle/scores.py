"""Scorecards of people and teams, deductions, composite, grades, ranks, and the outcomes they propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .credit import Stint
from .formula import Value
from .metrics import Metrics, Scope, is_additive, parse_once
from .values import Period, decimal, half_up, months_of, number, previous, quarter_of

Plan = Mapping[str, Any]


@dataclass
class Score:
    """One result; `person` is the team's name for a team. Figures are kept with four decimals."""

    person: str
    scorecard: str
    role: str | None
    tier: str | None
    items: dict[str, Fraction | None] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    period_score: Fraction | None = None
    score: Fraction | None = None
    grade: str | None = None
    rank: int | None = None

    def as_dict(self) -> dict[str, Any]:
        def shown(value: Fraction | None) -> Decimal | None:
            return None if value is None else decimal(value, 4)

        return {
            "scorecard": self.scorecard,
            "items": {metric: shown(value) for metric, value in self.items.items()},
            "score": shown(self.score),
            "period_score": shown(self.period_score),
            "grade": self.grade,
            "rank": self.rank,
            "missing": self.missing,
        }


def _target(item: Plan, attributes: Mapping[str, Value]) -> Fraction | None:
    target = item["target"]
    if isinstance(target, Mapping):
        for attribute in ("person_id", "tier", "team", "role"):
            if attributes.get(attribute) in target:
                return number(target[attributes[attribute]])
        return None
    return number(target)


def _clamped(value: Fraction, item: Plan) -> Fraction:
    if "cap" in item:
        value = min(value, number(item["cap"]))
    return max(value, number(item.get("floor", "0")))


def item_score(
    item: Plan, actual: Fraction, scale: Fraction, attributes: Mapping[str, Value]
) -> Fraction | None:
    """The score of one item before rounding; `scale` multiplies every reference value."""
    method = item["score"]
    if method == "rating":
        return max(Fraction(0), min(actual, Fraction(100)))
    if method in ("attainment", "inverse"):
        target = _target(item, attributes)
        if target is None:
            return None
        target *= scale
        if method == "attainment":
            return None if target == 0 else _clamped(actual / target * 100, item)
        if actual == 0:
            return number(item.get("cap", "100"))
        return _clamped(target / actual * 100, item)
    if method == "linear":
        (x0, s0), (x1, s1) = sorted(
            (number(point[0]) * scale, number(point[1])) for point in (item["from"], item["to"])
        )
        if actual <= x0:
            return s0
        if actual >= x1:
            return s1
        return s0 + (actual - x0) * (s1 - s0) / (x1 - x0)
    if method == "bands":
        for end, points in item["bands"]:
            if end == "above" or actual <= number(end) * scale:
                return number(points)
        return None
    assert method == "in_range", method
    low, high = (number(end) * scale for end in item["range"])
    outside = max(low - actual, actual - high, Fraction(0))
    return max(Fraction(0), 100 * (1 - outside / (number(item["distance"]) * scale)))


def _members_score(item: Plan, members: Sequence[tuple[Score, Scope]]) -> Fraction | None:
    if not members or any(score.score is None for score, _ in members):
        return None
    weighted, together = Fraction(0), Fraction(0)
    for score, scope in members:
        weight = scope.figure(item["by"]) if "by" in item else Fraction(1)
        if weight is None or score.score is None:
            return None
        weighted += weight * score.score
        together += weight
    return None if together == 0 else weighted / together


def _period_score(
    result: Score,
    card: Plan,
    scope: Scope,
    period: Period,
    members: Sequence[tuple[Score, Scope]] = (),
) -> None:
    """Fill in items, missing and the period's score."""
    missing_rule = card.get("missing", "block")
    weighted, together = Fraction(0), Fraction(0)
    for dimension in card["dimensions"]:
        for item in dimension["items"]:
            if item["score"] == "members":
                name, points = str(item.get("metric", "members")), _members_score(item, members)
            else:
                name = item["metric"]
                actual = scope.figure(name)
                additive = is_additive(parse_once(name), scope.formulas)
                scale = period.month_equivalents if additive else Fraction(1)
                points = None if actual is None else item_score(item, actual, scale, scope.attributes)
            if points is None:
                result.missing.add(name)
                if missing_rule != "zero":
                    result.items[name] = None
                    continue
                points = Fraction(0)
            points = half_up(points, 4)
            result.items[name] = points
            weighted += number(item["weight"]) * points
            together += number(item["weight"])
    if together == 0 or (missing_rule == "block" and result.missing):
        return
    score = half_up(weighted / together, 4)
    for deduction in card.get("deduct") or ():
        count = scope.figure(deduction["each"]) or Fraction(0)
        floor = min(number(deduction.get("floor", "0")), score)
        score = max(score * (1 - number(deduction["by"]) * count), floor)
    result.period_score = half_up(score, 4)


def grade_of(plan: Plan, score: Fraction | None) -> str | None:
    """The best grade that the score reaches."""
    if score is None:
        return None
    return next((g["name"] for g in plan.get("grades") or () if score >= number(g["from"])), None)


def _finish(plan: Plan, results: Sequence[Score]) -> None:
    for result in results:
        result.grade = grade_of(plan, result.score)
        if result.score is not None:
            group = [
                other.score
                for other in results
                if (other.scorecard, other.role, other.tier) == (result.scorecard, result.role, result.tier)
                and other.score is not None
            ]
            result.rank = 1 + sum(1 for score in group if score > result.score)


def _is_quarters_last_month(period: Period) -> bool:
    return period.kind == "month" and months_of(quarter_of(period))[-1] == period


def _composite(card: Plan, month: Fraction | None, quarter: Fraction | None) -> Fraction | None:
    if month is None or quarter is None:
        return None
    return half_up(number(card["month"]) * month + number(card["quarter"]) * quarter, 4)


def people_scores(plan: Plan, metrics: Metrics, period: Period) -> list[Score]:
    """The results of everybody with a stint on the period's last day and a scorecard for it."""
    results = []
    for person in sorted(metrics.world.stints):
        stint = metrics.world.stint_on(person, period.last)
        if stint is None:
            continue
        scope = metrics.person(person, period)
        found = _scorecard(plan, scope, "person")
        if found is None:
            continue
        name, card = found
        result = Score(person, name, stint.role, stint.tier)
        _period_score(result, card, scope, period)
        result.score = result.period_score
        if "month" in card and "quarter" in card and _is_quarters_last_month(period):
            quarter = Score(person, name, stint.role, stint.tier)
            _period_score(quarter, card, metrics.person(person, quarter_of(period)), quarter_of(period))
            result.score = _composite(card, result.period_score, quarter.period_score)
        results.append(result)
    _finish(plan, results)
    return results


def _scorecard(plan: Plan, scope: Scope, of: str) -> tuple[str, Plan] | None:
    for name, card in (plan.get("scorecards") or {}).items():
        if card.get("of", "person") == of and ("for" not in card or scope.holds(card["for"])):
            return name, card
    return None


def team_scores(plan: Plan, metrics: Metrics, period: Period, people: Sequence[Score]) -> list[Score]:
    """The results of the teams that have people on the period's last day."""
    last_day: dict[str, list[str]] = {}
    for person in sorted(metrics.world.stints):
        team = metrics.world.team_on(person, period.last)
        if team is not None:
            last_day.setdefault(team, []).append(person)
    results = []
    for team in sorted(last_day):
        scope = metrics.team(team, period)
        found = _scorecard(plan, scope, "team")
        if found is None:
            continue
        name, card = found

        def members(scores: Sequence[Score], of: Period, team: str = team) -> list[tuple[Score, Scope]]:
            return [(s, metrics.person(s.person, of)) for s in scores if s.person in last_day[team]]

        result = Score(team, name, None, None)
        _period_score(result, card, scope, period, members(people, period))
        result.score = result.period_score
        if "month" in card and "quarter" in card and _is_quarters_last_month(period):
            whole = quarter_of(period)
            quarter = Score(team, name, None, None)
            scores = people_scores(plan, metrics, whole)
            _period_score(quarter, card, metrics.team(team, whole), whole, members(scores, whole))
            result.score = _composite(card, result.period_score, quarter.period_score)
        results.append(result)
    _finish(plan, results)
    return results


def proposals(
    plan: Plan,
    metrics: Metrics,
    period: Period,
    scores: Sequence[Score],
    history: Sequence[Mapping[str, Any]],
) -> list[dict[str, str]]:
    """What the outcomes propose, in the order of the file, then of people."""
    proposed = []
    scored = [(score, score.score) for score in scores if score.score is not None]
    for outcome in plan.get("outcomes") or ():
        if outcome["each"] != period.kind:
            continue
        for result, score in scored:
            if _proposes(outcome, metrics, period, result, score, scored, history):
                proposal = {"outcome": str(outcome["name"]), "person_id": result.person}
                if "grant" in outcome:
                    proposal["grant"] = str(_grant(plan, metrics, period, result, outcome["grant"]))
                proposed.append(proposal)
    return proposed


def _grant(plan: Plan, metrics: Metrics, period: Period, result: Score, formula: str) -> Decimal | None:
    """Yuan; `base_pay` is the row's, else that of the schemes which the stint matches."""
    stint = metrics.world.stint_on(result.person, period.last)
    assert stint is not None
    attributes = dict(stint.attributes)
    if stint.base_pay is None:
        schemes = (plan.get("commission") or {}).values()
        of_stint = Scope(metrics.formulas, [], attributes=stint.attributes)
        attributes["base_pay"] = sum(
            (number(s.get("base_pay", "0")) for s in schemes if "for" not in s or of_stint.holds(s["for"])),
            Fraction(0),
        )
    amount = Scope(metrics.formulas, [], attributes=attributes).figure(formula)
    return None if amount is None else decimal(amount, 2)


def _proposes(
    outcome: Plan,
    metrics: Metrics,
    period: Period,
    result: Score,
    score: Fraction,
    scored: Sequence[tuple[Score, Fraction]],
    history: Sequence[Mapping[str, Any]],
) -> bool:
    def key(person: str) -> tuple[Value, ...]:
        stint: Stint | None = metrics.world.stint_on(person, period.last)
        assert stint is not None
        return tuple(stint.attributes[attribute] for attribute in outcome.get("of") or ())

    if "when" in outcome and not metrics.person(result.person, period).holds(outcome["when"]):
        return False
    group = [other for peer, other in scored if key(peer.person) == key(result.person)]
    if "top" in outcome:
        places = -(-number(outcome["top"]) * len(group) // 1)
        if not sum(1 for other in group if other > score) < places:
            return False
    if "bottom" in outcome:
        places = number(outcome["bottom"]) * len(group) // 1
        if not sum(1 for other in group if other <= score) <= places:
            return False
    if "streak" in outcome:
        return _streak(outcome["streak"], period, result, score, history)
    return True


def _streak(
    streak: Plan, period: Period, result: Score, score: Fraction, history: Sequence[Mapping[str, Any]]
) -> bool:
    def past(label: str) -> Mapping[str, Any] | None:
        return next(
            (row for row in history if row["period"] == label and row["person_id"] == result.person), None
        )

    if result.grade != streak["grade"]:
        return False
    before = period
    for _ in range(int(streak["months"]) - 1):
        before = previous(before)
        row = past(before.label)
        if row is None or row["grade"] != streak["grade"]:
            return False
    if streak.get("unless") == "improved":
        row = past(previous(period).label)
        if row is not None and row["score"] is not None and score > Fraction(row["score"]):
            return False
    return True
