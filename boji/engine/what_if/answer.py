"""The answer to "what if": the whole statement under other figures, beside the one as computed.

Owns how the two are laid beside each other. What a line says and why it differs is
`boji.engine.what_if.reasons`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from boji.engine.results.statement import line_label, line_rate, scheme_name
from boji.engine.results.texts import money_text, number_text, rate_text
from boji.engine.run import Run
from boji.engine.what_if.case import Case
from boji.engine.what_if.handles import Given
from boji.engine.what_if.present import Row
from boji.engine.what_if.reasons import Reasons
from boji.engine.what_if.trial import Trial

_KEY = ("kind", "scheme", "unit", "campaigns", "gates", "session_id", "place", "day")


@dataclass(frozen=True)
class Line:
    """A line of the statement under the given figures. Money in fen.

    `before_fen` is its amount on the statement as computed, None for a line that is not there. `why` is a
    sentence where base, rate or amount differ, else empty.
    """

    kind: str
    scheme: str | None
    label: str
    base_fen: int | None
    rate: Fraction | None
    amount_fen: int
    before_fen: int | None
    why: str = ""

    @property
    def changed(self) -> bool:
        return bool(self.why)

    def as_json(self) -> dict[str, Any]:
        """As a line of a statement, with what it was and why it differs."""
        return {
            "kind": self.kind,
            "scheme": self.scheme,
            "label": self.label,
            "base": None if self.base_fen is None else money_text(self.base_fen),
            "rate": None if self.rate is None else rate_text(self.rate),
            "amount": money_text(self.amount_fen),
            "before": None if self.before_fen is None else money_text(self.before_fen),
            "why": self.why,
        }


@dataclass(frozen=True)
class WhatIf:
    """A statement under given figures.

    `gone` are lines of the statement as computed that it has no longer: their amount is 0. So over all lines
    what each comes to less what it came to before adds up to the difference.
    """

    person_id: str
    name: str
    period: str
    given: Mapping[str, Fraction]
    lines: tuple[Line, ...]
    gone: tuple[Line, ...]
    pay_before_fen: int

    @property
    def pay_fen(self) -> int:
        return sum(line.amount_fen for line in self.lines)

    @property
    def difference_fen(self) -> int:
        return self.pay_fen - self.pay_before_fen

    @property
    def why(self) -> tuple[str, ...]:
        """Every reason once, in the order of the lines."""
        return tuple(dict.fromkeys(line.why for line in (*self.lines, *self.gone) if line.why))

    def as_json(self) -> dict[str, Any]:
        return {
            "person_id": self.person_id,
            "period": self.period,
            "given": {name: number_text(value) for name, value in self.given.items()},
            "lines": [line.as_json() for line in self.lines],
            "gone": [line.as_json() for line in self.gone],
            "pay": money_text(self.pay_fen),
            "before": money_text(self.pay_before_fen),
            "difference": money_text(self.difference_fen),
            "why": list(self.why),
        }


def answer(case: Case, given: Given, trial: Trial, language: str) -> WhatIf:
    """The trial beside the statement as computed."""
    present = case.present
    before = {_key(row): row for row in present.lines}
    reasons = Reasons(case, trial, language)
    lines = []
    for row in trial.lines:
        old = before.pop(_key(row), None)
        same = old is not None and _figures(old) == _figures(row)
        lines.append(_line(case.run, row, old, "" if same else reasons.of(row, old), language))
    gone = [
        replace(_line(case.run, row, row, reasons.of(None, row), language), amount_fen=0)
        for row in before.values()
    ]
    return WhatIf(
        present.person_id,
        present.name,
        present.month.label,
        dict(given),
        tuple(lines),
        tuple(gone),
        present.pay,
    )


def _key(row: Row) -> tuple[object, ...]:
    return tuple(row[name] for name in _KEY)


def _figures(row: Row) -> tuple[object, ...]:
    """What a change of makes a line another."""
    return row["base_fen"], rate_of(row), row["amount"]


def rate_of(row: Row) -> Fraction | None:
    return None if row["rate_num"] is None else line_rate(row)


def _line(run: Run, row: Row, old: Row | None, why: str, language: str) -> Line:
    return Line(
        row["kind"],
        scheme_name(run, row),
        line_label(run, row, language),
        row["base_fen"],
        rate_of(row),
        row["amount"],
        None if old is None else old["amount"],
        why,
    )
