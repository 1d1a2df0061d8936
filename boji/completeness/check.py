"""A check and what it finds.

Owns their form and how they read. A check is a query and its words: what is wrong, why that happens, what
to do, and how one example reads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from boji.completeness.lens import Lens
from boji.engine.plan.label import Label
from boji.engine.results.texts import money_text, money_words

AMOUNT = "amount_"
PROPOSED = "proposed"


class Severity(Enum):
    """How much a finding matters; the first is the worst."""

    PROBLEM = "problem"  # figures or pay are wrong until it is mended
    WARNING = "warning"  # probably wrong: somebody should look
    NOTE = "note"  # good to know before figures are compared or paid

    def text(self, language: str) -> str:
        return _SEVERITY[self].text(language)


class Place(Enum):
    """Where what a check finds is mended."""

    FILES = "files"  # a corrected or missing file is imported
    ROWS = "rows"  # rows in quarantine are
    HISTORY = "history"  # an import is undone
    PEOPLE = "people"  # the people, or whose accounts are


_SEVERITY = {
    Severity.PROBLEM: Label("要处理", "to mend"),
    Severity.WARNING: Label("请核对", "to check"),
    Severity.NOTE: Label("提示", "to know"),
}


@dataclass(frozen=True)
class Check:
    """One check.

    `rows` gives a query with one row for each thing found, most important first, or None where there is
    nothing to judge by. Its columns fill `example`; `amount_` (fen) is added up for `{amount}`. `enrich`
    is a query over the table `examples`, the first of these rows, that adds to them (a proposal is
    `proposed`). `needs` are tables without which the check says nothing. `command` does at the command line
    what `mend` says.
    """

    name: str
    severity: Severity
    title: Label
    cause: Label
    mend: Label
    example: Label
    rows: str | Callable[[Lens], str | None]
    needs: tuple[str, ...] = ()
    place: Place = Place.FILES
    command: Label | None = None
    proposal: Label | None = None
    enrich: str | None = None

    def query(self, lens: Lens) -> str | None:
        """Its query on the facts of a lens; None where there is nothing to judge by."""
        if not all(lens.has(table) for table in self.needs):
            return None
        return self.rows if isinstance(self.rows, str) else self.rows(lens)


@dataclass(frozen=True)
class Finding:
    """What a check found: how many, how much, and the first examples."""

    check: Check
    count: int
    amount_fen: int | None
    examples: tuple[Mapping[str, Any], ...]
    zone: ZoneInfo

    def title(self, language: str) -> str:
        """In one line: what, how many, how much."""
        return self._filled(self.check.title, language)

    def mend(self, language: str) -> str:
        """What to do about it."""
        return self._filled(self.check.mend, language)

    def _filled(self, label: Label, language: str) -> str:
        first = _cells(self.examples[0], language, self.zone)
        totals = {"count": f"{self.count:,}", "amount": money_words(self.amount_fen or 0)}
        return label.text(language).format_map({**first, **totals})

    def examples_text(self, language: str) -> list[str]:
        """Each example with its place and, where there is one, the proposal."""
        return [self._example(row, language) for row in self.examples]

    def _example(self, row: Mapping[str, Any], language: str) -> str:
        cells = _cells(row, language, self.zone)
        text = self.check.example.text(language).format_map(cells)
        if self.check.proposal is not None and row.get(PROPOSED) is not None:
            text += " → " + self.check.proposal.text(language).format_map(cells)
        return text

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "check": self.check.name,
            "severity": self.check.severity.value,
            "count": self.count,
            "amount": None if self.amount_fen is None else money_text(self.amount_fen),
            "title": self.title(language),
            "cause": self.check.cause.text(language),
            "mend": self.mend(language),
            "examples": [
                {"text": text, **{name: _plain(name, value) for name, value in row.items()}}
                for text, row in zip(self.examples_text(language), self.examples, strict=True)
            ],
        }


def _plain(name: str, value: Any) -> Any:
    if value is not None and (name == AMOUNT or name.endswith("_fen")):
        return money_text(int(value))
    return value.isoformat() if isinstance(value, dt.date) else value


def _cells(row: Mapping[str, Any], language: str, zone: ZoneInfo) -> dict[str, str]:
    return {name: _shown(name, value, language, zone) for name, value in row.items()}


def _shown(name: str, value: Any, language: str, zone: ZoneInfo) -> str:
    if value is None:
        return "（空）" if language == "zh" else "(empty)"
    if isinstance(value, dt.datetime):
        return f"{value.astimezone(zone):%m-%d %H:%M:%S}".removesuffix(":00")
    if name == AMOUNT or name.endswith("_fen"):
        return money_words(int(value))
    return f"{value:,}" if isinstance(value, int) else str(value)
