"""The month's end, estimated while the month runs.

Owns the rule: figures that add up over days go on as they did so far, by the share of business days passed;
a base by the days on which its schemes apply to the person, other figures by the days on which the person is
with the company. Rates, means and the make-up of a base (campaign days, products) stay as they are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.results.texts import money_words, unit_words
from boji.engine.what_if.answer import WhatIf
from boji.engine.what_if.case import Case
from boji.engine.what_if.handles import Handle, half_up
from boji.engine.what_if.levers import label_of, unit_of


@dataclass(frozen=True)
class MonthEnd:
    """The statement as estimated; `as_of` is the last business day whose figures are in, `text` says how."""

    statement: WhatIf
    as_of: dt.date
    days_passed: int
    days: int
    text: str

    @property
    def given(self) -> Mapping[str, Fraction]:
        """The figures as projected; only those that differ from now."""
        return self.statement.given


def projected(case: Case, as_of: dt.date) -> dict[str, Fraction]:
    """The figures that go on, at the month's end."""
    found = {}
    for handle in case.handles:
        if handle.value is not None and (value := _at_the_end(case, handle, as_of)) not in (
            None,
            handle.value,
        ):
            found[handle.name] = value
    return found


def _at_the_end(case: Case, handle: Handle, as_of: dt.date) -> Fraction | None:
    """None for what does not add up, and where no day has passed yet."""
    assert handle.value is not None
    if not _adds_up(case, handle):
        return None
    days = _days(case, handle)
    passed = sum(day <= as_of.toordinal() for day in days)
    if not passed:
        return None
    value = half_up(handle.value * len(days) / passed / handle.grain) * handle.grain
    return min(value, Fraction(len(days))) if unit_of(case.present, handle) == "days" else value


def _adds_up(case: Case, handle: Handle) -> bool:
    return bool(handle.schemes) or (
        handle.figure is not None and case.present.plan.metrics[handle.figure[0]].additive
    )


def _days(case: Case, handle: Handle) -> frozenset[int]:
    if not handle.schemes:
        return case.present.own_days
    return frozenset(day for number in handle.schemes for day in case.present.days[number])


def days_passed(case: Case, as_of: dt.date) -> tuple[int, int]:
    """Of the month's business days: how many have passed, and all."""
    days = list(case.present.month.days)
    return sum(day <= as_of for day in days), len(days)


def estimate_words(case: Case, statement: WhatIf, as_of: dt.date, language: str) -> str:
    """How the estimate was made, and what it comes to."""
    passed, days = days_passed(case, as_of)
    pay, chinese = money_words(statement.pay_fen), language == "zh"
    if passed == days:
        if chinese:
            return f"这个月的 {days} 个业务日都已过去：应发 {pay}"
        return f"All {days} business days of the month have passed: pay {pay}"
    if not statement.given:
        if chinese:
            return f"已过去 {passed}/{days} 个业务日，没有可以推算的数字：按现有数字应发 {pay}"
        return (
            f"{passed} of {days} business days have passed, nothing can be projected: pay {pay} as it stands"
        )
    moved = ("；" if chinese else "; ").join(
        _moved_words(case, case.handle(name), value, language) for name, value in statement.given.items()
    )
    if chinese:
        return f"按已过去的 {passed}/{days} 个业务日推算到月底：{moved}。比率和构成按现在的算，应发预计 {pay}"
    return (
        f"Projected from {passed} of {days} business days: {moved}. Rates and shares stay as they are;"
        f" pay would be {pay}"
    )


def _moved_words(case: Case, handle: Handle, value: Fraction, language: str) -> str:
    unit = unit_of(case.present, handle)
    now = unit_words(unit, handle.value or Fraction(0), language)
    return f"{label_of(case.present, handle, language)} {now} → {unit_words(unit, value, language)}"
