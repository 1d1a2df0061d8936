"""Outcomes and worked examples as sentences. Owns their wording; rules of pay are `sentences`."""

from __future__ import annotations

from fractions import Fraction

from boji.engine.plan import vocabulary
from boji.engine.plan.formula import Formula
from boji.engine.plan.model import Example, Outcome, Streak
from boji.engine.plan.phrases import attribute_words
from boji.engine.plan.sentences import Teller
from boji.engine.plan.units import decimal_words, money_words, percent_words


def streak(teller: Teller, streak: Streak | None) -> str:
    if streak is None:
        return teller.pick("无", "none")
    grade = next(
        (one.label.text(teller.language) for one in teller.plan.grades if one.name == streak.grade),
        streak.grade,
    )
    said = teller.pick(f"连续 {streak.months} 个月{grade}", f"{grade} {streak.months} months in a row")
    if streak.unless_improved:
        said += teller.pick("，且最近一次没有进步", ", and the last score is no better than the one before")
    return said


def group(teller: Teller, group: tuple[str, ...]) -> str:
    if not group:
        return teller.pick("全体", "everybody")
    names = [vocabulary.said(vocabulary.ATTRIBUTES, name, teller.language) for name in group]
    return teller.pick("同" + "、同".join(names), "people of the same " + " and ".join(names))


def sets(teller: Teller, sets: tuple[tuple[str, str], ...]) -> str:
    said = [
        (
            vocabulary.said(vocabulary.ATTRIBUTES, key, teller.language),
            attribute_words(key, value, teller.language),
        )
        for key, value in sets
    ]
    becomes = teller.pick("变为", " becomes ")
    return teller.pick("，", ", ").join(f"{name}{becomes}{value}" for name, value in said)


def grant(teller: Teller, formula: Formula | None) -> str:
    if formula is None:
        return teller.pick("无", "none")
    said = teller.formula(formula)
    constant = _constant(formula)
    return said if constant is None else money_words(constant, teller.language)


def outcome_conditions(teller: Teller, outcome: Outcome) -> str:
    said = []
    if outcome.when is not None:
        said.append(teller.formula(outcome.when))
    among = group(teller, outcome.group)
    if outcome.top is not None:
        share = percent_words(outcome.top)
        said.append(teller.pick(f"在{among}中得分排前 {share}", f"in the top {share} of {among}"))
    if outcome.bottom is not None:
        share = percent_words(outcome.bottom)
        said.append(teller.pick(f"在{among}中得分排后 {share}", f"in the bottom {share} of {among}"))
    if outcome.streak is not None:
        said.append(streak(teller, outcome.streak))
    return teller.pick("，且", " and ").join(said)


def result(teller: Teller, name: str, value: Fraction) -> str:
    return f"{result_name(teller, name)} {result_value(teller, name, value)}"


def result_name(teller: Teller, name: str) -> str:
    """What an example expects, or a role of a pool, in words."""
    label = {
        "base": ("计提基数", "base"),
        "rate": ("提成比例", "rate"),
        "commission": ("提成", "commission"),
        "pay": ("应发", "pay"),
        "pool": ("奖金池", "pool"),
        "score": ("得分", "score"),
    }.get(name)
    return teller.pick(*label) if label else vocabulary.said(vocabulary.ROLES, name, teller.language)


def result_value(teller: Teller, name: str, value: Fraction) -> str:
    if name == "rate":
        return percent_words(value)
    return decimal_words(value) if name == "score" else money_words(value, teller.language)


def given(teller: Teller, name: str, value: Fraction | str) -> str:
    if name == "quarter_mean":
        label = teller.pick("季度月均", "the quarter's mean month")
    elif name in vocabulary.ATTRIBUTES:
        label = vocabulary.said(vocabulary.ATTRIBUTES, name, teller.language)
    else:
        metric = teller.plan.metrics[name.removeprefix("team.")]
        label = teller.pick("团队", "the team's ") * name.startswith("team.") + metric.label.text(
            teller.language
        )
    if isinstance(value, str):
        return f"{label} {attribute_words(name, value, teller.language)}"
    if name in ("quarter_mean", "base_pay"):
        return f"{label} {money_words(value, teller.language)}"
    return f"{label} {teller.figure(value, name.removeprefix('team.'))}"


def example(teller: Teller, example: Example) -> str:
    parts = []
    if example.on is not None:
        parts.append(str(example.on))
    if example.months_in_scheme is not None:
        parts.append(
            teller.pick(f"入职第 {example.months_in_scheme} 个月", f"month {example.months_in_scheme}")
        )
    parts += [given(teller, name, value) for name, value in example.given]
    comma = teller.pick("，", ", ")
    results = comma.join(result(teller, name, value) for name, value in example.expect)
    return f"{comma.join(parts)} → {results}"


def _constant(formula: Formula) -> Fraction | None:
    value = getattr(formula, "value", None)
    return value if isinstance(value, Fraction) else None
