"""Additions: statement lines that do not come from the month's own facts.

People decide them (a bonus), or a locked month leaves them behind (an adjustment). Owns their form, their
order, and how a run is given and keeps them. Who makes them is not the engine's business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

from boji.engine.execute import Execution
from boji.engine.plan.label import Label

AdditionKind = Literal["bonus", "adjustment"]
KINDS: tuple[AdditionKind, ...] = ("bonus", "adjustment")

_COLUMNS = {
    "number": "INTEGER", "person_id": "VARCHAR", "kind": "VARCHAR", "fen": "BIGINT", "about": "VARCHAR",
    "source": "VARCHAR", "label_zh": "VARCHAR", "label_en": "VARCHAR", "due_fen": "BIGINT",
    "causes": "VARCHAR",
}  # fmt: skip


@dataclass(frozen=True)
class FactKey:
    """One row of a canonical table: the cells of its key as text."""

    table: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Cause:
    """Why an addition is what it is, in a sentence, and the facts that the sentence is about.

    `fen` is what it adds to the line; causes that have one add up to the line.
    """

    zh: str
    en: str
    fen: int | None = None
    facts: tuple[FactKey, ...] = ()

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Addition:
    """One line of a person's statement, in fen, which may be below zero.

    `about` is the period that it concerns; `source` names for ever what it comes from: the run of the locked
    month, or the decision. `due_fen` is what a period that is adjusted comes to as known now.
    """

    person_id: str
    kind: AdditionKind
    fen: int
    about: str
    source: str
    label: Label
    causes: tuple[Cause, ...] = ()
    due_fen: int | None = None

    @classmethod
    def of_row(cls, row: dict[str, Any]) -> Self:
        """The addition that a row of a run's relation `additions` keeps."""
        causes = tuple(
            Cause(one["zh"], one["en"], one["fen"], tuple(_fact(fact) for fact in one["facts"]))
            for one in json.loads(row["causes"])
        )
        return cls(
            row["person_id"], row["kind"], row["fen"], row["about"], row["source"],
            Label(row["label_zh"], row["label_en"]), causes, row["due_fen"],
        )  # fmt: skip


def _fact(stored: dict[str, Any]) -> FactKey:
    return FactKey(stored["table"], tuple(stored["key"]))


def in_order(additions: Iterable[Addition]) -> list[Addition]:
    """By person; bonuses before adjustments, each by the period that they concern, then by source."""
    ordered = sorted(additions, key=_identity)
    assert len({_identity(one) for one in ordered}) == len(ordered), "paid twice: the same addition"
    return ordered


def _identity(one: Addition) -> tuple[str, int, str, str]:
    return one.person_id, KINDS.index(one.kind), one.about, one.source


def digest_of(additions: Sequence[Addition]) -> str:
    """Names the additions of a run, whatever the order in which they were given; empty where it has none."""
    if not additions:
        return ""
    text = json.dumps([asdict(one) for one in in_order(additions)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def load_additions(execution: Execution, additions: Sequence[Addition]) -> None:
    """Give them to a run as the relation that `boji.engine.compile.statements` reads."""
    execution.load_rows(
        "given_additions",
        _COLUMNS,
        (
            (number, one.person_id, one.kind, one.fen, one.about, one.source, one.label.zh, one.label.en,
             one.due_fen, _causes_text(one))
            for number, one in enumerate(in_order(additions), 1)
        ),
    )  # fmt: skip


def _causes_text(one: Addition) -> str:
    return json.dumps([asdict(cause) for cause in one.causes], ensure_ascii=False, sort_keys=True)
