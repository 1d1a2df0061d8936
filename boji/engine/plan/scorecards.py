"""Reading of `scorecards` and `grades`. Owns their checks; what a method needs is the method's own."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from boji.engine.plan.fields import Fields, fields_of
from boji.engine.plan.formula import Kind
from boji.engine.plan.issues import nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.model import Deduction, Dimension, Grade, Item, Metric, Scorecard, Target
from boji.engine.plan.names import Use
from boji.engine.plan.reading import Reading
from boji.engine.plan.source import MapNode, Node, ScalarNode
from boji.engine.plan.units import KIND_WORDS, percent_words
from boji.engine.plan.values import read_figure, read_plain_number
from boji.engine.plan.vocabulary import label_of
from boji.engine.scoring import METHODS
from boji.engine.scoring.members import Members

_MEMBERS_LABEL = Label("成员得分", "Members' scores")


def read_scorecards(fields: Fields, metrics: Mapping[str, Metric]) -> tuple[Scorecard, ...]:
    """All scorecards, in the order of the file."""
    if not fields.has("scorecards"):
        return ()
    cards = []
    for name, node in fields.entries("scorecards"):
        card = fields_of(fields.reading, node)
        if card is not None:
            cards.append(_read_scorecard(name.text, card, metrics))
    return tuple(cards)


def _read_scorecard(name: str, fields: Fields, metrics: Mapping[str, Metric]) -> Scorecard:
    of_team = fields.choice("of", ("person", "team"), "person") == "team"
    card = Scorecard(
        name=name,
        label=fields.label_or("label", label_of(name)),
        applies=fields.formula("for", Use.TEAM if of_team else Use.PERSON).formula,
        of_team=of_team,
        dimensions=tuple(_read_dimension(row, of_team, metrics) for row in fields.rows("dimensions")),
        deductions=_read_deductions(fields),
        missing=fields.choice("missing", ("block", "reweight", "zero")),
        month_share=fields.ratio_or("month", None),
        quarter_share=fields.ratio_or("quarter", None),
    )
    if fields.finish():
        _check_sums(fields, card)
    return card


def _check_sums(fields: Fields, card: Scorecard) -> None:
    total = sum((item.weight for item in card.items), Fraction(0))
    if total != 1:
        _note_sum(fields, "dimensions", Label("各项权重", "the weights"), total)
    if (card.month_share is None) != (card.quarter_share is None):
        present = "month" if card.quarter_share is None else "quarter"
        fields.wrong(
            present,
            Label("month 和 quarter 要一起写", "month and quarter stand together"),
            Label("例如 month: 80% 和 quarter: 20%", "As in month: 80% and quarter: 20%"),
        )
    elif card.month_share is not None and card.quarter_share is not None:
        both = card.month_share + card.quarter_share
        if both != 1:
            _note_sum(fields, "month", Label("month 与 quarter", "month and quarter"), both)


def _note_sum(fields: Fields, key: str, what: Label, total: Fraction) -> None:
    off = percent_words(abs(1 - total))
    more = total > 1
    fields.wrong(
        key,
        Label(
            f"{what.zh}合计 {percent_words(total)}，应为 100%",
            f"{what.en} add up to {percent_words(total)}, not 100%",
        ),
        Label(f"{'减少' if more else '增加'} {off}", f"{'Take away' if more else 'Add'} {off}"),
    )


def _read_dimension(fields: Fields, of_team: bool, metrics: Mapping[str, Metric]) -> Dimension:
    label = fields.label("label")
    items = tuple(_read_item(row, of_team, metrics) for row in fields.rows("items"))
    fields.finish()
    return Dimension(label, items)


def _read_item(fields: Fields, of_team: bool, metrics: Mapping[str, Metric]) -> Item:
    method = METHODS.get(fields.choice("score", METHODS), Members)
    weight = fields.ratio("weight")
    if fields.sound and weight <= 0:
        fields.wrong("weight", Label("权重要大于 0", "the weight must be above 0"))
    if method is Members:
        return _read_members_item(fields, of_team, weight, metrics)
    name, prefixed = read_metric_name(fields, "metric", team_allowed=not of_team)
    metric = metrics.get(name)
    label = fields.label_or("label", metric.label if metric else Label(name, name))
    kind = fields.reading.metrics.get(name)
    target = read_target(fields, kind) if method.needs_target else None
    item = Item(name, prefixed or of_team, label, weight, target, method.read(fields, kind))
    fields.finish()
    return item


def _read_members_item(
    fields: Fields, of_team: bool, weight: Fraction, metrics: Mapping[str, Metric]
) -> Item:
    if not of_team:
        fields.wrong(
            "score",
            Label("members 只用于团队考核表", "members is for scorecards of teams only"),
            Label("在考核表里写 of: team", "Write of: team in the scorecard"),
        )
    label = fields.label_or("label", _MEMBERS_LABEL)
    members = Members.read(fields, Kind.NUMBER)
    by = metrics.get(members.weighted_by or "")
    if by is not None and not by.additive:
        fields.wrong("by", Label("权重要能逐日相加的指标", "weights are metrics that add up over days"))
    item = Item(None, True, label, weight, None, members)
    fields.finish()
    return item


def read_metric_name(fields: Fields, key: str, *, team_allowed: bool = False) -> tuple[str, bool]:
    """A metric's name under a key, and whether it is the team's; "" after an issue."""
    node = fields.get(key)
    if node is None:
        return "", False
    return metric_name(fields.reading, node, team_allowed=team_allowed)


def metric_name(reading: Reading, node: Node, *, team_allowed: bool) -> tuple[str, bool]:
    text = node.text if isinstance(node, ScalarNode) else ""
    team = team_allowed and text.startswith("team.")
    name = text.removeprefix("team.") if team else text
    if name in reading.metrics:
        return name, team
    reading.wrong(
        node,
        Label(f"没有指标“{text}”", f"there is no metric “{text}”"),
        Label("内置指标见指标目录；自有指标写在 metrics: 下", "Own metrics are defined under metrics:"),
        nearest_word(name, reading.metrics),
    )
    return "", team


def read_target(fields: Fields, kind: Kind | None) -> Target:
    """One target, or one for each tier, role, team or person."""
    node = fields.get("target")
    if isinstance(node, MapNode):
        if not node.entries:
            fields.wrong("target", Label("没有写目标", "no target is written"))
        by_key = tuple((key.text, _target_value(fields, value, kind)) for key, value in node.entries)
        return Target(by_key=by_key)
    return Target(_target_value(fields, node, kind)) if node is not None else Target()


def _target_value(fields: Fields, node: Node, kind: Kind | None) -> Fraction:
    before = fields.reading.noted
    value = fields.reading.literal(node, lambda text: read_figure(text, kind), Fraction(1))
    if value <= 0 and fields.reading.noted == before:
        fields.reading.wrong(node, Label("目标要大于 0", "the target must be above 0"))
    return value


def _read_deductions(fields: Fields) -> tuple[Deduction, ...]:
    return tuple(_read_deduction(row) for row in fields.rows("deduct")) if fields.has("deduct") else ()


def _read_deduction(fields: Fields) -> Deduction:
    label = fields.label("label")
    each, _ = read_metric_name(fields, "each")
    kind = fields.reading.metrics.get(each)
    if kind is not None and kind is not Kind.COUNT:
        words = KIND_WORDS[kind]
        fields.wrong(
            "each",
            Label(
                f"按次扣分要计数的指标，而 {each} 是{words.zh}",
                f"a deduction counts, and {each} is {words.en}",
            ),
            Label("例如 each: violations", "As in each: violations"),
        )
    deduction = Deduction(label, each, fields.ratio("by"), fields.number_or("floor", None) or Fraction(0))
    fields.finish()
    return deduction


def read_grades(fields: Fields) -> tuple[Grade, ...]:
    """The grades, best first; the last one begins at 0 and so catches every score."""
    if not fields.has("grades"):
        return ()
    grades: list[Grade] = []
    for row in fields.rows("grades"):
        name = row.text("name")
        grade = Grade(
            name,
            row.label_or("label", Label(name, name)),
            row.literal("from", read_plain_number, Fraction(0)),
        )
        if row.finish():
            _check_grade(row, grade, grades)
        grades.append(grade)
    if grades and fields.sound and grades[-1].floor != 0:
        row = fields.rows("grades")[-1]
        row.wrong(
            "from",
            Label(
                "最低等级没有从 0 开始，更低的分没有等级",
                "the last grade does not begin at 0: lower scores have none",
            ),
            Label("写 from: 0", "Write from: 0"),
        )
    return tuple(grades)


def _check_grade(row: Fields, grade: Grade, before: list[Grade]) -> None:
    if before and grade.floor >= before[-1].floor:
        row.wrong(
            "from",
            Label("等级要从高到低写", "grades stand from high to low"),
            Label(f"要低于 {before[-1].name} 的起点", f"It must be below where {before[-1].name} begins"),
        )
    if any(grade.name == other.name for other in before):
        row.wrong("name", Label(f"等级“{grade.name}”写了两次", f"grade “{grade.name}” is written twice"))
