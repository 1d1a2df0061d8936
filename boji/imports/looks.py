"""A look at a file in the form in which it is kept: JSON with the names and types of `boji.intake.looking`.

Owns that form. Words are made of it when it is shown, in the reader's language.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from boji.intake.issues import ImportRefused, Issue
from boji.intake.looking import HeaderUse, HeadRow, Look, Unknown, Use
from boji.intake.quarantine import ReasonCount
from boji.intake.record import CANONICAL


@dataclass(frozen=True)
class ProposedUse:
    """What a header of an unknown table may be: a column, by a reading; how sure, between 0 and 1."""

    header: str
    column: str
    reading: str
    confidence: float


@dataclass(frozen=True)
class UnknownTable:
    """A table whose format nobody knows, with the likeliest mapping; `table` is empty where there is none."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    table: str = ""
    confidence: float = 0
    uses: tuple[ProposedUse, ...] = ()


@dataclass(frozen=True)
class KeptLook:
    """A `Look` as it is kept."""

    look: Look
    unknown: UnknownTable | None

    @property
    def may_be_imported(self) -> bool:
        return bool(self.look.format) and not self.look.issues

    @property
    def is_export(self) -> bool:
        return bool(self.look.format) and self.look.format != CANONICAL


def as_json(look: Look) -> dict[str, Any]:
    plain = {
        name: getattr(look, name)
        for name in ("name", "format", "sheets", "rows", "accepted", "quarantined", "ignored", "known_as")
    }
    return plain | {
        "tables": dict(look.tables),
        "exported_at": look.exported_at.isoformat() if look.exported_at else None,
        "first_day": look.first_day.isoformat() if look.first_day else None,
        "last_day": look.last_day.isoformat() if look.last_day else None,
        "reasons": [[one.outcome, one.issue.as_json(), one.rows] for one in look.reasons],
        "headers": [
            [one.title, [list(vars(use).values()) for use in one.uses], one.is_personal]
            for one in look.headers
        ],
        "head": [[one.row, one.sheet, one.outcome, one.cells] for one in look.head],
        "notes": [one.as_json() for one in look.notes],
        "issues": [one.as_json() for one in look.issues],
        "unknown": _unknown_json(look.unknown) if look.unknown else None,
    }


def refused(name: str, refusal: ImportRefused) -> dict[str, Any]:
    """What is kept of a file that cannot be read at all."""
    return as_json(Look(name, issues=refusal.issues))


def kept(stored: dict[str, Any]) -> KeptLook:
    exported = stored["exported_at"]
    look = Look(
        **{name: stored[name] for name in ("name", "format", "rows", "accepted", "quarantined", "ignored")},
        sheets=tuple(stored["sheets"]),
        known_as=stored["known_as"],
        tables=stored["tables"],
        exported_at=dt.datetime.fromisoformat(exported) if exported else None,
        first_day=_day(stored["first_day"]),
        last_day=_day(stored["last_day"]),
        reasons=tuple(
            ReasonCount(outcome, Issue(**issue), rows) for outcome, issue, rows in stored["reasons"]
        ),
        headers=tuple(
            HeaderUse(title, tuple(Use(*use) for use in uses), is_personal=personal)
            for title, uses, personal in stored["headers"]
        ),
        head=tuple(
            HeadRow(row, sheet, outcome, tuple(cells)) for row, sheet, outcome, cells in stored["head"]
        ),
        notes=tuple(Issue(**one) for one in stored["notes"]),
        issues=tuple(Issue(**one) for one in stored["issues"]),
    )
    return KeptLook(look, _unknown(stored["unknown"]) if stored["unknown"] else None)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _unknown_json(unknown: Unknown) -> dict[str, Any]:
    found = unknown.proposal
    columns = found.columns if found else ()
    return {
        "headers": unknown.headers,
        "rows": unknown.rows,
        "table": found.table if found else "",
        "confidence": found.confidence if found else 0,
        "uses": [[one.header, one.column, one.reading.value, one.confidence] for one in columns],
    }


def _unknown(stored: dict[str, Any]) -> UnknownTable:
    return UnknownTable(
        tuple(stored["headers"]),
        tuple(map(tuple, stored["rows"])),
        stored["table"],
        stored["confidence"],
        tuple(ProposedUse(*use) for use in stored["uses"]),
    )
