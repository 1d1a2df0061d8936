"""Reading of `outcomes`: proposals by rule. Owns their checks, the legal ones included."""

from __future__ import annotations

from collections.abc import Sequence

from boji.engine.plan.fields import Fields
from boji.engine.plan.formula import Kind
from boji.engine.plan.label import Label
from boji.engine.plan.model import Grade, Outcome, Streak
from boji.engine.plan.names import Use

GROUPS = ("role", "tier", "team")
LAWFUL_NOTICE_DAYS = 30  # an exit is never effective earlier after written notice (O04)


def read_outcomes(fields: Fields, grades: Sequence[Grade]) -> tuple[Outcome, ...]:
    """All outcomes, in the order of the file."""
    if not fields.has("outcomes"):
        return ()
    outcomes: list[Outcome] = []
    for row in fields.rows("outcomes"):
        outcome = _read_outcome(row, grades)
        if outcome.name and any(outcome.name == other.name for other in outcomes):
            row.wrong("name", Label(f"“{outcome.name}”写了两次", f"“{outcome.name}” is written twice"))
        outcomes.append(outcome)
    return tuple(outcomes)


def _read_outcome(fields: Fields, grades: Sequence[Grade]) -> Outcome:
    name = fields.text("name")
    when = fields.formula("when", Use.OUTCOME) if fields.has("when") else None
    grant = fields.formula("grant", Use.GRANT, Kind.MONEY) if fields.has("grant") else None
    outcome = Outcome(
        name=name,
        label=fields.label_or("label", Label(name, name)),
        each=fields.choice("each", ("week", "month", "quarter")),
        group=_read_group(fields),
        when=when.formula if when else None,
        when_text=when.text if when else "",
        top=fields.ratio_or("top", None),
        bottom=fields.ratio_or("bottom", None),
        streak=_read_streak(fields, grades),
        grant=grant.formula if grant else None,
        grant_text=grant.text if grant else "",
        sets=_read_sets(fields),
        notice_days=fields.count("notice_days") if fields.has("notice_days") else None,
    )
    if fields.finish():
        _check(fields, outcome)
    return outcome


def _check(fields: Fields, outcome: Outcome) -> None:
    if outcome.top is None and outcome.bottom is None and outcome.streak is None and outcome.when is None:
        fields.wrong(
            "name",
            Label("没有写条件", "no condition is written"),
            Label("写 when、top、bottom 或 streak", "Write when, top, bottom or streak"),
        )
    if outcome.top is not None and outcome.bottom is not None:
        fields.wrong("bottom", Label("top 和 bottom 不能同时写", "top and bottom do not stand together"))
    for key, part in (("top", outcome.top), ("bottom", outcome.bottom)):
        if part == 0:
            fields.wrong(key, Label("份额要大于 0%", "the share must be above 0%"))
    if outcome.streak is not None and outcome.each != "month":
        fields.wrong("each", Label("连续月数要按月（each: month）", "a streak of months needs each: month"))
    if outcome.notice_days is not None and outcome.notice_days < LAWFUL_NOTICE_DAYS:
        fields.wrong(
            "notice_days",
            Label("书面通知不足 30 天不合法", "less than 30 days of written notice is not lawful"),
            Label("写 30 或更多", "Write 30 or more"),
        )


def _read_group(fields: Fields) -> tuple[str, ...]:
    if not fields.has("of"):
        return ()
    return tuple(fields.reading.choice(node, GROUPS) for node in fields.items("of"))


def _read_streak(fields: Fields, grades: Sequence[Grade]) -> Streak | None:
    inner = fields.fields("streak") if fields.has("streak") else None
    if inner is None:
        return None
    names = [grade.name for grade in grades]
    streak = Streak(
        grade=inner.choice("grade", names),
        months=inner.count("months"),
        unless_improved=inner.choice("unless", ("improved",), "") == "improved",
    )
    inner.finish()
    return streak


def _read_sets(fields: Fields) -> tuple[tuple[str, str], ...]:
    if not fields.has("set"):
        return ()
    sets = []
    for key, node in fields.entries("set"):
        attribute = fields.reading.choice(key, GROUPS)
        if attribute == "role":
            sets.append((attribute, fields.reading.choice(node, fields.reading.roles)))
        else:
            sets.append((attribute, fields.reading.literal(node, str, "")))
    return tuple(sets)
