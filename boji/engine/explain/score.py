"""A score explained: composite, dimensions, items with target and actual, deductions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from boji.engine.compile.scores import TARGET_DECIMALS, scorecard_relation
from boji.engine.explain.metric import metric_node
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.periods import Period
from boji.engine.plan.model import Deduction, Item, Label, Scorecard
from boji.engine.results.scorecard import incomplete_items, notes, results_of
from boji.engine.results.texts import percent_words, score_text, score_words, unit_words


def score_node(reader: Reader) -> Node:
    """The run's result of the person: month and quarter, each down to its items."""
    results = results_of(reader.run, reader.person_id)
    if not results or results[0]["scorecard"] is None:
        text = reader.say(
            "{name}：{period} 的最后一天没有适用的考核表",
            "{name}: no scorecard applies on the last day of {period}",
            name=reader.name,
            period=reader.run.period.label,
        )
        return Node("score", None, text)
    result = results[0]
    card = reader.plan.scorecards[result["scorecard"] - 1]
    text = reader.say(
        "{name} {period} 得分 {score}{grade}",
        "{name}, {period}: score {score}{grade}",
        name=reader.name,
        period=reader.run.period.label,
        score=score_words(result["score"], reader.language),
        grade=_grade_words(reader, result),
    )
    parts = [_period_node(reader, card, reader.run.period.label)]
    if result["is_composite"]:
        assert card.month_share is not None
        assert card.quarter_share is not None
        text += reader.say(
            " = 月度 {month} × {month_share} + 季度 {quarter} × {quarter_share}",
            " = month {month} × {month_share} + quarter {quarter} × {quarter_share}",
            month=score_words(result["period_score"], reader.language),
            month_share=percent_words(card.month_share),
            quarter=score_words(result["quarter_score"], reader.language),
            quarter_share=percent_words(card.quarter_share),
        )
        parts.append(_period_node(reader, card, reader.run.period.quarter.label))
    remarks = [
        *incomplete_items(reader.run, result, reader.language, card),
        *notes(reader.run, card, reader.language),
    ]
    parts += [Node("note", None, remark) for remark in remarks]
    return Node("score", score_text(result["score"]), text, tuple(parts))


def _grade_words(reader: Reader, result: dict[str, Any]) -> str:
    if result["grade"] is None:
        return ""
    grade = next(grade for grade in reader.plan.grades if grade.name == result["grade"])
    return reader.say(
        "，{grade}，同组 {peers} 人中第 {place}",
        ", {grade}, number {place} of {peers} in the group",
        grade=grade.label.text(reader.language),
        peers=result["peers"],
        place=result["place"],
    )


def _period_node(reader: Reader, card: Scorecard, period: str) -> Node:
    rows = reader.rows(scorecard_relation(reader.plan, card), "period")
    row = next(row for row in rows if row["period"] == period)
    number = 0
    parts = []
    for place, dimension in enumerate(card.dimensions, 1):
        items = []
        for item in dimension.items:
            number += 1
            items.append(_item_node(reader, card, item, row, number, period))
        text = reader.say(
            "{label} {score}（占 {weight}）",
            "{label} {score} (weighs {weight})",
            label=dimension.label.text(reader.language),
            score=score_words(row[f"dimension_{place}"], reader.language),
            weight=percent_words(sum((item.weight for item in dimension.items), Fraction(0))),
        )
        parts.append(Node("dimension", score_text(row[f"dimension_{place}"]), text, tuple(items)))
    parts += [
        _deduction_node(reader, deduction, int(row[f"count_{place}"] or 0), period)
        for place, deduction in enumerate(card.deductions, 1)
    ]
    text = reader.say(
        "{period} 得分 {score}",
        "{period}: score {score}",
        period=period,
        score=score_words(row["score"], reader.language),
    )
    if card.deductions:
        text += reader.say(
            "（各项加权 {before}，再扣分）",
            " (items by weight {before}, then deductions)",
            before=score_words(row["before_deductions"], reader.language),
        )
    return Node(f"score {period}", score_text(row["score"]), text, tuple(parts))


_MISSING = {
    "block": Label("没有数据，总分无法计算", "no data, so the score cannot be told"),
    "reweight": Label("没有数据，权重由其他项分担", "no data, the other items share its weight"),
    "zero": Label("没有数据，按 0 分计", "no data, counts as 0 points"),
}


def _item_node(
    reader: Reader, card: Scorecard, item: Item, row: dict[str, Any], number: int, period: str
) -> Node:
    """One item: actual against target by its method, with the metric below."""
    score = row[f"item_{number}"]
    said = {
        "label": item.label.text(reader.language),
        "weight": percent_words(item.weight),
        "score": score_words(score, reader.language),
        "missing": _MISSING[card.missing].text(reader.language),
    }
    if item.metric is None:
        return Node("members", score_text(score), str(said["label"]))
    metric = reader.plan.metrics[item.metric]
    team = row["team"] if item.of_team else None
    below = metric_node(reader, item.metric, period, team)
    values, figures = reader.metric_row(period, team)
    actual = reader.value(figures[item.metric], values)
    if actual is None:
        text = reader.say("{label}（占 {weight}）：{missing}", "{label} (weighs {weight}): {missing}", **said)
        return Node(f"item {item.metric}", None, text, (below,))
    target = row[f"target_{number}"]
    scale = Period.parse(period).length_in_months if metric.additive else Fraction(1)
    if target is None and item.target is not None:
        asked = reader.say("，没有适用于此人的目标", ", no target fits the person")
    elif target is not None:
        words = unit_words(metric.unit, Fraction(int(target), 10**TARGET_DECIMALS) * scale, reader.language)
        asked = reader.say("，目标 {target}", ", target {target}", target=words)
    else:
        asked = ""
    text = reader.say(
        "{label} {score} 分（占 {weight}）：实际 {actual}{asked}；{method}",
        "{label} {score} (weighs {weight}): actual {actual}{asked}; {method}",
        actual=reader.metric_words(metric, actual),
        asked=asked,
        method=item.method.words(
            reader.language, lambda value: unit_words(metric.unit, value * scale, reader.language)
        ),
        **said,
    )
    return Node(f"item {item.metric}", score_text(score), text, (below,))


def _deduction_node(reader: Reader, deduction: Deduction, count: int, period: str) -> Node:
    text = reader.say(
        "{label}：{count} 次，每次扣 {by}",
        "{label}: {count}, each takes {by} off",
        label=deduction.label.text(reader.language),
        count=count,
        by=percent_words(deduction.by),
    )
    return Node(
        "deduction", str(count), text, (metric_node(reader, deduction.each, period),) if count else ()
    )
