"""Scorecards of a run: items with actual, target and points, dimensions, deductions, grade and rank.

Owns their JSON form and the words for what is missing. The figures are the run's own.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from boji.engine.compile.scores import TARGET_DECIMALS, scorecard_relation
from boji.engine.periods import Period
from boji.engine.plan.model import Item, Label, Plan, Scorecard
from boji.engine.results.texts import figure_value, metric_text, number_text, score_text
from boji.engine.run import Run


def run_facts(run: Run) -> dict[str, Any]:
    """Which plan, facts and engine a figure comes from."""
    return {key: run.manifest.get(key) for key in ("plan", "plan_hash", "snapshot", "engine")}


def grade_words(plan: Plan, grade: str, language: str) -> str:
    return next(one for one in plan.grades if one.name == grade).label.text(language)


def results_of(run: Run, person_id: str | None = None) -> list[dict[str, Any]]:
    only, key = ("WHERE person_id = ?", (person_id,)) if person_id is not None else ("", ())
    return run.rows(f"SELECT * FROM results {only} ORDER BY person_id", *key)


def scorecards(run: Run, language: str = "zh", person_id: str | None = None) -> list[dict[str, Any]]:
    """The scorecards of the run's period, by person_id; people without a scorecard are not there."""
    results = {row["person_id"]: row for row in results_of(run, person_id)}
    actuals = Actuals(run, run.period, person_id)
    found = [
        _scorecard(run, card, row, results[row["person_id"]], actuals, language)
        for card in run.plan.scorecards
        if not card.of_team
        for row in _rows(run, card, person_id)
    ]
    return sorted(found, key=lambda card: str(card["person_id"]))


def team_scorecards(run: Run, language: str = "zh") -> list[dict[str, Any]]:
    """The scorecards of teams in the run's period, by scorecard and team."""
    cards = [card for card in run.plan.scorecards if card.of_team]
    if not cards:
        return []
    results = {row["team"]: row for row in run.rows("SELECT * FROM team_results")}
    actuals = Actuals(run, run.period)
    return [
        _scorecard(run, card, row, results[row["team"]], actuals, language)
        for card in cards
        for row in _rows(run, card)
    ]


class Actuals:
    """The actual figures behind items in one period, read once for everybody or for one person."""

    def __init__(self, run: Run, period: Period, person_id: str | None = None) -> None:
        self._run = run
        only, key = (" AND person_id = ?", (person_id,)) if person_id is not None else ("", ())
        people = run.rows(f"SELECT * FROM person_metrics WHERE period = ?{only}", period.label, *key)
        self._people = {row["person_id"]: row for row in people}
        self._teams: dict[str, dict[str, Any]] = {}
        if run.compiled.metrics.team:
            teams = run.rows("SELECT * FROM team_metrics WHERE period = ?", period.label)
            self._teams = {row["team"]: row for row in teams}

    def value(self, card: Scorecard, item: Item, row: dict[str, Any]) -> Fraction | None:
        """The actual of an item for the subject of a scorecard's row."""
        if item.metric is None:
            return None
        metrics = self._run.compiled.metrics
        if item.of_team or card.of_team:
            source, figure = self._teams.get(row["team"]), metrics.team[item.metric]
        else:
            source, figure = self._people.get(row["person_id"]), metrics.person[item.metric]
        return figure_value(figure, source) if source else None


def _rows(run: Run, card: Scorecard, person_id: str | None = None) -> list[dict[str, Any]]:
    relation = scorecard_relation(run.plan, card)
    only, key = (" AND person_id = ?", (person_id,)) if person_id is not None else ("", ())
    return run.rows(f"SELECT * FROM {relation} WHERE period = ?{only} ORDER BY 1", run.period.label, *key)


def _scorecard(
    run: Run, card: Scorecard, row: dict[str, Any], result: dict[str, Any], actuals: Actuals, language: str
) -> dict[str, Any]:
    key = "team" if card.of_team else "person_id"
    number = 0
    dimensions = []
    for place, dimension in enumerate(card.dimensions, 1):
        items = []
        for item in dimension.items:
            number += 1
            items.append(_item(run, item, row, number, actuals.value(card, item, row), language))
        dimensions.append(
            {
                "label": dimension.label.text(language),
                "weight": number_text(sum((item.weight for item in dimension.items), Fraction(0))),
                "score": score_text(row[f"dimension_{place}"]),
                "items": items,
            }
        )
    return {
        key: row[key],
        "period": run.period.label,
        "scorecard": card.name,
        "dimensions": dimensions,
        "before_deductions": score_text(row["before_deductions"]),
        "deductions": [
            {
                "label": deduction.label.text(language),
                "metric": deduction.each,
                "count": int(row[f"count_{place}"] or 0),
                "by": number_text(deduction.by),
            }
            for place, deduction in enumerate(card.deductions, 1)
        ],
        "period_score": score_text(result["period_score"]),
        "quarter_score": score_text(result["quarter_score"]),
        "composite": bool(result["is_composite"]),
        "score": score_text(result["score"]),
        "grade": result["grade"],
        "rank": result["place"],
        "peers": result["peers"],
        "incomplete": incomplete_items(run, result, language, card),
        "notes": [*missing_notes(card, row, language), *notes(run, card, language)],
        "run": run_facts(run),
    }


def notes(run: Run, card: Scorecard, language: str) -> list[str]:
    """What the reader must know of the score: until the quarter is over the month counts alone."""
    if card.quarter_share is None or run.period.kind != "month" or run.period.ends_its_quarter:
        return []
    text = Label(
        "{quarter} 尚未结束，本月得分单独计算", "{quarter} is not over: the month counts alone"
    ).text(language)
    return [text.format(quarter=run.period.quarter.label)]


def missing_notes(card: Scorecard, row: dict[str, Any], language: str) -> list[str]:
    """The items without a figure of a score that is there nevertheless, and what became of them."""
    if card.missing == "block":
        return []
    text = {
        "reweight": Label(
            "{item}没有数据，权重由其他项分担", "{item}: no data, the other items share its weight"
        ),
        "zero": Label("{item}没有数据，按 0 分计", "{item}: no data, counts as 0 points"),
    }[card.missing].text(language)
    return [
        text.format(item=item.label.text(language))
        for number, item in enumerate(card.items)
        if int(row["missing"]) >> number & 1
    ]


def _item(
    run: Run, item: Item, row: dict[str, Any], number: int, actual: Fraction | None, language: str
) -> dict[str, Any]:
    """One item; a target of an additive metric is that of the period, not of a month."""
    target = row[f"target_{number}"]
    additive = item.metric is not None and run.plan.metrics[item.metric].additive
    scale = run.period.length_in_months if additive else Fraction(1)
    return {
        "metric": item.metric or "members",
        "label": item.label.text(language),
        "weight": number_text(item.weight),
        "method": item.method.name,
        "actual": metric_text(actual),
        "target": None if target is None else number_text(scale * Fraction(int(target), 10**TARGET_DECIMALS)),
        "score": score_text(row[f"item_{number}"]),
    }


def incomplete_items(
    run: Run, result: dict[str, Any], language: str, card: Scorecard | None = None
) -> list[str]:
    """What is missing of a score that is not there: the items without a figure, of month or quarter."""
    if result["score"] is not None or result["scorecard"] is None:
        return []
    card = card or run.plan.scorecards[result["scorecard"] - 1]
    key = "team" if card.of_team else "person_id"
    scores = "team_scores" if card.of_team else "scores"
    words = []
    for row in run.rows(f"SELECT period, missing, score FROM {scores} WHERE {key} = ?", result[key]):
        if row["score"] is not None:
            continue
        for number, item in enumerate(card.items):
            if int(row["missing"]) >> number & 1:
                missing = Label("{period} {item}：没有数据", "{item}: no data in {period}").text(language)
                words.append(missing.format(period=row["period"], item=item.label.text(language)))
    return words
