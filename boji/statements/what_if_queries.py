"""What a person would earn if: the levers as sliders, what an address asks for, and the engine's answer.

Owns the way between an address and exact values: percentages are written as 6.1, amounts in yuan. Every
figure of an answer is `boji.engine.what_if`'s; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from urllib.parse import urlencode

from boji.engine import what_if as engine
from boji.engine.execute import FiguresOverflow
from boji.engine.plan.units import UNITS
from boji.engine.results.statement import NoSuchPerson
from boji.engine.results.texts import number_text
from boji.platform.access import NotFound
from boji.platform.formats import fen_of_text
from boji.statements.explained import Subject
from boji.statements.session_names import session_names, with_names

MOST = Decimal(10) ** 12  # no figure of a month is larger; larger ones are taken for slips
PAY, WITH = "pay", "with"  # the words of the reverse question in an address


@dataclass(frozen=True)
class Mark:
    """A threshold of a slider; `asks` is what an address says to go just beyond it.

    On the slider it stands at `place`, between 0 and 1, as `short`; going there sets
    `value`, in steps of `step`.
    """

    label: str
    reached: bool
    asks: str
    short: str
    place: str
    value: str
    step: str


@dataclass(frozen=True)
class Slider:
    """A lever in the units in which an address and a slider write it."""

    name: str
    label: str
    now: str  # in words
    low: str
    high: str
    step: str
    value: str
    decimals: int
    suffix: str
    given: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Asked:
    """What an address asks for: values of levers, and an amount to reach with one of them."""

    given: Mapping[str, Fraction]
    pay: int | None
    lever: str
    pay_text: str = ""
    fault: bool = False  # an amount was written that is none

    @property
    def is_empty(self) -> bool:
        return not self.given


@dataclass(frozen=True)
class Answer:
    """The statement under the values given beside the one as computed, and the reverse question."""

    subject: Subject
    sliders: tuple[Slider, ...]
    statement: engine.WhatIf
    asked: Asked
    needed: engine.Needed | None
    needed_asks: str
    asks: str  # the query string of an address that gives this answer again

    @property
    def lines(self) -> tuple[engine.Line, ...]:
        return (*self.statement.lines, *self.statement.gone)


@dataclass(frozen=True)
class Step:
    """A next step in words, with what an address says to try it."""

    text: str
    gain: int
    asks: str


def asked_of(levers: tuple[engine.Lever, ...], query: Mapping[str, str]) -> Asked:
    """What a query string asks; a slider that was left where it stood asks for nothing."""
    given = {
        lever.name: value
        for lever in levers
        if (value := _exact(lever, query.get(lever.name, ""))) is not None and value != _resting(lever)
    }
    text = query.get(PAY, "").strip().replace(",", "").replace("，", "").removeprefix("¥")
    pay = _number(text)
    names = [lever.name for lever in levers]
    chosen = query.get(WITH, "")
    return Asked(
        given,
        pay=None if pay is None else fen_of_text(f"{pay:.2f}"),
        lever=chosen if chosen in names else next(iter(names), ""),
        pay_text=text,
        fault=bool(text) and pay is None,
    )


def answer_to(subject: Subject, query: Mapping[str, str]) -> Answer:
    """The whole answer to an address. Raises NotFound where the run pays nothing or knows no such person."""
    run, person, language = subject.opened(), subject.person_id, subject.language
    try:
        levers = engine.levers(run, person, language)
        asked = asked_of(levers, query)
        statement = engine.what_if(run, person, asked.given, language)
    except (engine.PaysNothing, NoSuchPerson, FiguresOverflow) as absent:
        raise NotFound(person) from absent
    needed = None
    if asked.pay is not None and asked.lever:
        needed = engine.needed(run, person, asked.pay, asked.lever, language)
    return Answer(
        subject,
        tuple(_slider(lever, asked.given.get(lever.name), language) for lever in levers),
        statement,
        asked,
        needed,
        _asks(levers, {needed.lever.name: needed.value}) if needed and needed.value is not None else "",
        "&".join(part for part in (_asks(levers, asked.given), _asks_amount(asked)) if part),
    )


def named_lines(answer: Answer) -> list[tuple[str, engine.Line]]:
    """The lines with the names of their sessions."""
    subject = answer.subject
    names = session_names(subject.opened(), subject.person_id, subject.language)
    return [(with_names(line.label, names), line) for line in answer.lines]


def next_steps(subject: Subject) -> list[Step]:
    """What the next tier, point or gate needs and brings, best first; none where nothing can be moved."""
    run, person, language = subject.opened(), subject.person_id, subject.language
    try:
        levers = engine.levers(run, person, language)
        found = engine.next_steps(run, person, language)
    except (engine.PaysNothing, NoSuchPerson) as absent:
        raise NotFound(person) from absent
    return [Step(step.text, step.gain_fen, _asks(levers, step.given)) for step in found]


def _slider(lever: engine.Lever, given: Fraction | None, language: str) -> Slider:
    value = _resting(lever) if given is None else given
    low, high = min(lever.low, value), max(lever.high, value)
    step = lever.step if _on_grid(lever, value) else lever.grain
    return Slider(
        name=lever.name,
        label=lever.label,
        now=lever.words(lever.value, language),
        low=_written(lever, low),
        high=_written(lever, high),
        step=_written(lever, step),
        value=_written(lever, value),
        decimals=len(_written(lever, step).partition(".")[2]),
        suffix=_suffix(lever, language),
        given=given is not None,
        marks=tuple(_mark(lever, mark, (low, high), language) for mark in lever.marks),
    )


def _mark(lever: engine.Lever, mark: engine.Mark, ends: tuple[Fraction, Fraction], language: str) -> Mark:
    low, high = ends
    place = (mark.value - low) / (high - low) if high > low else Fraction(0)
    step = lever.step if _on_grid(lever, mark.beyond) else lever.grain
    return Mark(
        mark.label,
        mark.reached,
        _asks((lever,), {lever.name: mark.beyond}),
        short=_short(lever, mark.value, language),
        place=f"{int(place * 10_000) / 10_000:.4f}",
        value=_written(lever, mark.beyond),
        step=_written(lever, step),
    )


def _short(lever: engine.Lever, value: Fraction, language: str) -> str:
    """A threshold as it stands on a slider: ¥200,000, 35%."""
    text = _written(lever, value)
    if lever.unit == "yuan":
        return f"¥{Decimal(text):,}"
    return text + _suffix(lever, language)


def _suffix(lever: engine.Lever, language: str) -> str:
    word = UNITS[lever.unit].label.text(language) if lever.unit in UNITS else ""
    return word if lever.unit == "percent" or language == "zh" or not word else f" {word}"


def _on_grid(lever: engine.Lever, value: Fraction) -> bool:
    """Whether the slider's own steps reach the value."""
    return ((value - lever.low) / lever.step).denominator == 1


def _resting(lever: engine.Lever) -> Fraction:
    """Where a slider stands for the figure as it is: the nearest of its steps."""
    value = lever.low if lever.value is None else lever.value
    steps = (value - lever.low) / lever.step
    return lever.low + int(steps + Fraction(1, 2)) * lever.step


def _times(lever: engine.Lever) -> int:
    """Ratios are written as percentages."""
    return 100 if lever.unit == "percent" else 1


def _written(lever: engine.Lever, value: Fraction) -> str:
    return number_text(value * _times(lever))


def _asks(levers: tuple[engine.Lever, ...], given: Mapping[str, Fraction | None]) -> str:
    known = {lever.name: lever for lever in levers}
    return urlencode(
        {name: _written(known[name], value) for name, value in given.items() if value is not None}
    )


def _asks_amount(asked: Asked) -> str:
    return urlencode({PAY: asked.pay_text, WITH: asked.lever}) if asked.pay_text else ""


def _exact(lever: engine.Lever, text: str) -> Fraction | None:
    number = _number(text)
    return None if number is None else Fraction(number) / _times(lever)


def _number(text: str) -> Decimal | None:
    """A plain number that a month can have; None for anything else."""
    try:
        number = Decimal(text.strip().rstrip("%"))
    except InvalidOperation:
        return None
    plain = number.is_finite() and abs(number) <= MOST and -number.as_tuple().exponent <= 12  # type: ignore[operator]
    return number if plain else None
