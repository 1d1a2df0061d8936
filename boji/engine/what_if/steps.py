"""The next steps: what the next tier, row, point or gate needs from here, and what it would bring.

Owns which steps are worth saying. Each is tried by the program, and only what it confirms is said: the tier
is reached, the point earned, and the pay is higher.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from boji.engine.rates import TierTable
from boji.engine.results.texts import (
    metric_text,
    money_text,
    money_words,
    number_text,
    percent_words,
    unit_words,
)
from boji.engine.what_if.case import Case
from boji.engine.what_if.handles import Given, Handle
from boji.engine.what_if.levers import before_chinese, label_of, place_rate, points_words, unit_of
from boji.engine.what_if.present import FigureKey
from boji.engine.what_if.thresholds import (
    Alternative,
    Cause,
    by_figure,
    conditions,
    first_value,
    outside,
    tier_starts,
    ways_to,
)
from boji.engine.what_if.trial import Trial


@dataclass(frozen=True)
class Need:
    """What one figure has to come to; `now` None: it is missing."""

    lever: str
    label: str
    now: Fraction | None
    to: Fraction

    def as_json(self) -> dict[str, Any]:
        return {
            "lever": self.lever,
            "label": self.label,
            "now": metric_text(self.now),
            "to": metric_text(self.to),
        }


@dataclass(frozen=True)
class NextStep:
    """One thing within reach. `kind` is tier, row, point or gate; the needs together are enough."""

    kind: str
    scheme: str | None  # None for a gate, which concerns all schemes
    needs: tuple[Need, ...]
    gain_fen: int
    pay_fen: int
    text: str

    @property
    def given(self) -> dict[str, Fraction]:
        """What `what_if` takes to show the whole statement."""
        return {need.lever: need.to for need in self.needs}

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "scheme": self.scheme,
            "needs": [need.as_json() for need in self.needs],
            "gain": money_text(self.gain_fen),
            "pay": money_text(self.pay_fen),
            "text": self.text,
        }


Aim = tuple[str, int, int]


@dataclass(frozen=True)
class _Try:
    """Figures that should bring about a tier, row or point, or end a gate.

    Of the tries of one aim the first that pays is enough.
    """

    aim: Aim
    cause: Cause
    given: Given


def next_steps_of(case: Case, language: str) -> tuple[NextStep, ...]:
    """Those that bring more, best first."""
    tries = list(_tries(case))
    trials = case.statements([one.given for one in tries]) if tries else []
    found: dict[Aim, NextStep] = {}
    for one, trial in zip(tries, trials, strict=True):
        if one.aim not in found and _confirmed(one, trial) and _pay(trial) > case.present.pay:
            found[one.aim] = _step(case, one, trial, language)
    return tuple(sorted(found.values(), key=lambda step: (-step.gain_fen, len(step.needs))))


def _tries(case: Case) -> Iterator[_Try]:
    present, movable = case.present, by_figure(case.handles)
    for handle in case.handles:
        for number in handle.schemes:
            for place, _, first in tier_starts(present, handle, number):
                if place > int(present.now(number)["tier"]):
                    yield _Try(("tier", number, 0), Cause("tier", number, place), {handle.name: first})
    for cause, condition, team in reversed(list(conditions(present))):  # of rows, the nearest stands last
        if not _is_wanted(case, cause):
            continue
        hold = cause.kind != "gate"  # points only add, and gates only take away
        ways = [_given(case, movable, way) for way in ways_to(condition, present, team, hold=hold)]
        aim = (cause.kind, cause.scheme, 0 if cause.kind == "row" else cause.place)
        for given in sorted((way for way in ways if way), key=len):
            yield _Try(aim, cause, given)


def _is_wanted(case: Case, cause: Cause) -> bool:
    """Whether it is a better row, a point not earned yet, or a gate that holds."""
    present = case.present
    if cause.kind == "row":
        tier = int(present.now(cause.scheme)["tier"])
        return not tier or cause.place < tier
    if cause.kind == "point":
        return not _has(present.now(cause.scheme)["points"], cause.place)
    return any(_has(present.now(number)["person_gates"], cause.place) for number in present.schemes)


def _has(bits: int, place: int) -> bool:
    return bool(int(bits) >> place & 1)


def _given(case: Case, movable: Mapping[FigureKey, Handle], way: Alternative) -> dict[str, Fraction] | None:
    """The least that makes all comparisons hold; None where a figure cannot be moved or they contradict."""
    values, given = dict(case.present.values), {}
    for need in way:
        if need.met_by(values[need.figure]):
            continue
        if (handle := movable.get(need.figure)) is None:
            return None
        beside = outside(case.present, handle)
        given[handle.name] = first_value(need.sign, need.number - beside, handle.grain)
        values[need.figure] = given[handle.name] + beside
    return given if all(need.met_by(values[need.figure]) for need in way) else None


def _confirmed(one: _Try, trial: Trial) -> bool:
    """Whether the program found what was aimed at."""
    cause, months = one.cause, trial.months
    match cause.kind:
        case "tier":
            return int(months[cause.scheme]["tier"]) >= cause.place
        case "row":
            return 0 < int(months[cause.scheme]["tier"]) <= cause.place
        case "point":
            return _has(months[cause.scheme]["points"], cause.place)
    return not any(_has(row["person_gates"], cause.place) for row in months.values())


def _pay(trial: Trial) -> int:
    return sum(line["amount"] for line in trial.lines)


# Words


def _step(case: Case, one: _Try, trial: Trial, language: str) -> NextStep:
    present, pay = case.present, _pay(trial)
    needs = [
        Need(name, label_of(present, case.handle(name), language), case.handle(name).value, to)
        for name, to in one.given.items()
    ]
    gain, (comma, joint) = pay - present.pay, ("，", "、") if language == "zh" else (": ", " and ")
    said = joint.join(_need_words(case, need, language) for need in needs)
    pays = f"应发 +{money_words(gain)}" if language == "zh" else f"pay +{money_words(gain)}"
    text = f"{said}{comma}{_aim_words(case, one, language)}{'，' if language == 'zh' else ', '}{pays}"
    scheme = present.scheme(one.cause.scheme).name if one.cause.scheme else None
    return NextStep(one.cause.kind, scheme, tuple(needs), gain, pay, text)


def _need_words(case: Case, need: Need, language: str) -> str:
    """`GMV 再多 ¥16,000.01`; `互动率再高 0.61 个百分点（到 6.01%）`."""
    unit = unit_of(case.present, case.handle(need.lever))
    chinese, to = language == "zh", unit_words(unit, need.to, language)
    label = before_chinese(need.label) if chinese else need.label
    if need.now is None:
        return f"{label}达到 {to}" if chinese else f"{label} of {to}"
    by, up = abs(need.to - need.now), need.to > need.now
    if unit == "percent":
        points = number_text(by * 100, 2)
        if chinese:
            return f"{label}再{'高' if up else '低'} {points} 个百分点（到 {to}）"
        return f"{label} {points} percentage points {'higher' if up else 'lower'} (to {to})"
    distance = unit_words(unit, by, language)
    if chinese:
        return f"{label}再{'多' if up else '少'} {distance}"
    return f"{label} {distance} {'more' if up else 'less'}"


def _aim_words(case: Case, one: _Try, language: str) -> str:
    """`进入 2.5% 档`, `达到第 2 档 14%`, `得到“互动率系数”+0.5 个百分点`, `不再触发“高退货”`."""
    present, cause, chinese = case.present, one.cause, language == "zh"
    if cause.kind == "gate":
        label = present.plan.gates[cause.place].label.text(language)
        return f"不再触发“{label}”" if chinese else f"“{label}” no longer applies"
    scheme = present.scheme(cause.scheme)
    whose = scheme.label.text(language) if len(present.schemes) > 1 else ""
    if cause.kind == "point":
        point = scheme.points[cause.place]
        label, points = point.label.text(language), points_words(point.add, language)
        return f"得到{whose}“{label}”{points}" if chinese else f"{whose} “{label}” {points} earned".strip()
    rate = percent_words(place_rate(scheme.rate, cause.place), 6)
    if cause.kind == "row":
        if chinese:
            return f"达到{whose}第 {cause.place} 档 {rate}"
        return f"{whose} row {cause.place}, {rate}".strip()
    assert isinstance(scheme.rate, TierTable)
    if chinese:
        return f"进入{whose} {rate} {'一段' if scheme.rate.each_band else '档'}"
    return f"{whose} the {rate} {'band' if scheme.rate.each_band else 'tier'}".strip()
