"""What would I earn if, and what do I need for an amount: a statement under other figures.

Owns the questions; the answers are computed by the run's own program from the bases on (`trial`), so that
what is promised here is what would be paid. Everything that is not given stays as the run has it: rates stay
when a base moves, and so do pools, base pay, earlier months of a quarter and what earlier draws left; a base
keeps its shares of campaign days and gated products. With nothing given the answer is the statement, line by
line.

A run is asked about by many at once: what was read and planned is kept as long as the run is in use, and all
of this may be called from several threads.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from boji.engine.results.texts import metric_text, money_text, money_words
from boji.engine.run import Run
from boji.engine.what_if.answer import Line, WhatIf, answer
from boji.engine.what_if.case import Case, case_of
from boji.engine.what_if.handles import Given, Handle
from boji.engine.what_if.levers import Lever, Mark, before_chinese, lever
from boji.engine.what_if.month_end import MonthEnd, days_passed, estimate_words, projected
from boji.engine.what_if.refusals import PaysNothing, UnknownLever
from boji.engine.what_if.search import search
from boji.engine.what_if.steps import Need, NextStep, next_steps_of


def levers(run: Run, person_id: str, language: str = "zh") -> tuple[Lever, ...]:
    """The figures that decide the person's pay in the run's month: bases first, then what conditions look at.

    None where the person falls under no scheme. Raises PaysNothing and NoSuchPerson.
    """
    case = case_of(run, person_id)
    return tuple(_lever(case, handle, language) for handle in case.handles)


def what_if(run: Run, person_id: str, given: Given, language: str = "zh") -> WhatIf:
    """The whole statement with the figures given (lever names to exact values) in place of the run's.

    Bases are taken in their smallest unit, mostly fen. Raises PaysNothing, NoSuchPerson, UnknownLever, and
    FiguresOverflow for figures beyond 128 bits.
    """
    case = case_of(run, person_id)
    return _answer(case, given, language)


@dataclass(frozen=True)
class Needed:
    """What one figure has to come to for an amount. `value` None: it cannot be reached with this lever, and
    `statement` is the best that it brings; else the statement at that value."""

    lever: Lever
    pay_fen: int
    value: Fraction | None
    statement: WhatIf
    text: str

    def as_json(self) -> dict[str, Any]:
        return {
            "lever": self.lever.name,
            "pay": money_text(self.pay_fen),
            "value": metric_text(self.value),
            "statement": self.statement.as_json(),
            "text": self.text,
        }


def needed(run: Run, person_id: str, pay_fen: int, lever_name: str, language: str = "zh") -> Needed:
    """The smallest value of a lever at which the pay reaches the amount; of one that is better low, the
    largest.

    In steps of the lever's grain. Raises as `what_if` does.
    """
    case = case_of(run, person_id)
    one = _lever(case, case.handle(lever_name), language)
    found = search(case, case.handle(lever_name), one, pay_fen)
    statement = _answer(case, {lever_name: found.best}, language)
    assert statement.pay_fen == found.pay_fen, "the search and the answer are one program"
    return Needed(
        one, pay_fen, found.value, statement, _needed_words(one, pay_fen, found.value, statement, language)
    )


def next_steps(run: Run, person_id: str, language: str = "zh") -> tuple[NextStep, ...]:
    """What the next tier, row, point or gate needs from here and would bring, best first; each tried."""
    return next_steps_of(case_of(run, person_id), language)


def month_end_estimate(run: Run, person_id: str, as_of: dt.date, language: str = "zh") -> MonthEnd:
    """The statement at the end of a month that still runs; `as_of` is the last business day it has."""
    case = case_of(run, person_id)
    statement = _answer(case, projected(case, as_of), language)
    passed, days = days_passed(case, as_of)
    return MonthEnd(statement, as_of, passed, days, estimate_words(case, statement, as_of, language))


def _answer(case: Case, given: Given, language: str) -> WhatIf:
    return answer(case, given, case.statements([given])[0], language)


def _lever(case: Case, handle: Handle, language: str) -> Lever:
    return lever(case.present, handle, case.thresholds, language)


def _needed_words(one: Lever, pay_fen: int, value: Fraction | None, statement: WhatIf, language: str) -> str:
    chinese, low = language == "zh", one.better == "lower"
    label = before_chinese(one.label) if chinese else one.label
    wanted, best, pays = (money_words(fen) for fen in (pay_fen, statement.pay_fen, statement.pay_before_fen))
    at = one.words(statement.given[one.name] if value is None else value, language)
    now = one.words(one.value, language)
    if value is None:
        if chinese:
            return f"只靠{label}到不了应发 {wanted}：最多 {best}（{at} 时）"
        return f"{label} alone does not bring the pay to {wanted}: at most {best}, at {at}"
    if statement.pay_before_fen >= pay_fen:
        if chinese:
            enough = f"不超过 {at} 就行" if low else f"有 {at} 就够"
            return f"现在应发 {pays}，已经有 {wanted}；{label}{enough}（现在 {now}）"
        enough = f"at most {at} is enough" if low else f"{at} is enough"
        return f"Pay is {pays} and has reached {wanted}; {label}: {enough} (now {now})"
    if chinese:
        return f"应发要到 {wanted}，{label}{'要降到' if low else '要到'} {at}（现在 {now}）：应发 {best}"
    return (
        f"For a pay of {wanted}, {label} has to come {'down ' if low else ''}to {at} (now {now}): pay {best}"
    )


__all__ = [
    "Given",
    "Lever",
    "Line",
    "Mark",
    "MonthEnd",
    "Need",
    "Needed",
    "NextStep",
    "PaysNothing",
    "UnknownLever",
    "WhatIf",
    "levers",
    "month_end_estimate",
    "needed",
    "next_steps",
    "what_if",
]
