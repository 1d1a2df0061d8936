"""The board of a pay period: everything that stands between its run and pay day, and what to do about each.

Owns the form of an entry, the order of the parts that look for entries, and what is asked of them: what must
be mended before the run is checked, what may pass with a reason that is kept, and what is good to know. The
parts of pay itself are in `board_parts`; other apps add theirs by the setting BOJI_BOARD_PARTS.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from boji.engine.plan.label import Label
from boji.engine.run import Run
from boji.payouts.models import PayPeriod
from boji.platform.roles import Right
from boji.workspace import Workspace


class Weight(StrEnum):
    """What an entry asks for."""

    MEND = "mend"  # before the run is checked
    WAIVE = "waive"  # mended, or let pass with a reason
    LOOK = "look"  # somebody should look at it; no reason is asked
    KNOW = "know"  # good to know


@dataclass(frozen=True)
class Link:
    """A page where something can be done: name of its address with arguments and query, and the words.

    Those without the `right` are told whom to ask: `otherwise`.
    """

    page: str
    label: Label
    arguments: tuple[str, ...] = ()
    query: str = ""
    right: Right | None = None
    otherwise: Label | None = None

    @property
    def url(self) -> str:
        return reverse(self.page, args=self.arguments) + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True)
class Entry:
    """One thing on the board. `people` are the first names, `examples` single cases."""

    code: str
    weight: Weight
    title: Label
    mend: Label
    number: int = 1
    people: tuple[str, ...] = ()
    cause: Label | None = None
    examples: tuple[Label, ...] = ()
    link: Link | None = None


@dataclass(frozen=True)
class Look:
    """What a part looks at; without a run nothing is calculated yet."""

    workspace: Workspace
    pay_period: PayPeriod
    run: Run | None
    today: dt.date


Part = Callable[[Look], list[Entry]]


@dataclass(frozen=True)
class Board:
    entries: tuple[Entry, ...]

    def of(self, *weights: Weight) -> list[Entry]:
        return [entry for entry in self.entries if entry.weight in weights]

    @property
    def to_mend(self) -> list[Entry]:
        return self.of(Weight.MEND)

    @property
    def to_waive(self) -> list[Entry]:
        return self.of(Weight.WAIVE)

    @property
    def to_see(self) -> list[Entry]:
        return self.of(Weight.LOOK, Weight.KNOW)


def board(look: Look, own_parts: tuple[Part, ...]) -> Board:
    """The entries of all parts, those that must be mended first."""
    parts = [*own_parts, *(import_string(name) for name in settings.BOJI_BOARD_PARTS)]
    entries = [entry for part in parts for entry in part(look)]
    order = list(Weight)
    return Board(tuple(sorted(entries, key=lambda entry: order.index(entry.weight))))


@dataclass(frozen=True)
class Waiver:
    """An entry that was let pass: what it was then, and why."""

    code: str
    number: int
    title: Label
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "number": self.number,
            "title": [self.title.zh, self.title.en],
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Waiver:
        return cls(kept["code"], kept["number"], Label(*kept["title"]), kept["reason"])


def waivers(found: Board, reasons: Mapping[str, str]) -> tuple[list[Waiver], list[Entry]]:
    """What is let pass with its reason, and what still lacks one."""
    given = [
        Waiver(entry.code, entry.number, entry.title, reason)
        for entry in found.to_waive
        if (reason := reasons.get(entry.code, "").strip())
    ]
    named = {one.code for one in given}
    return given, [entry for entry in found.to_waive if entry.code not in named]
