"""Random histories of a company: its facts come in steps, and months are locked in between.

One draw of bytes decides a history: which rows come late, first with another value, or by mistake and are
taken back; which month is locked when, and which is opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, Literal

from boji.engine.facts import TABLES, Kind
from tests.oracle.strategies import Tape

Row = dict[str, Any]
Facts = dict[str, list[Row]]

STEPS = 3  # of facts: one before the first month is computed, and one after each of two months
# Once in how many rows something is wrong with one at first; pay stands on the first ones.
_WRONG = {"order_lines": 3, "refunds": 2, "shifts": 3, "people": 4, "sessions": 4, "costs": 3}
_SELDOM = 6
_AMOUNTS = (Decimal("0.01"), Decimal(100), Decimal("1000.50"), Decimal("33.33"))


@dataclass(frozen=True)
class Brought:
    """Rows that come in one step; `by_mistake` are taken back in the step after."""

    facts: Facts = field(default_factory=dict)
    by_mistake: Facts = field(default_factory=dict)


def drawn_steps(tape: Tape, last: Facts) -> list[Brought]:
    """The ways of a company's rows into the workspace: after the last step all are as in `last`."""
    steps = [Brought() for _ in range(STEPS)]
    for name, rows in last.items():
        for row in rows:
            for step, kind, brought in _ways(tape, name, row, last):
                getattr(steps[step], kind).setdefault(name, []).append(brought)
    for row in _late_refunds(tape, last):
        steps[1 + tape.below(STEPS - 1)].facts.setdefault("refunds", []).append(row)
    return steps


def _late_refunds(tape: Tape, last: Facts) -> list[Row]:
    lines = [line for line in last["order_lines"] if line["paid_amount"] and line["paid_at"]]
    return [
        {
            "refund_id": f"late {number}",
            "line_id": line["line_id"],
            "refunded_at": line["paid_at"] + timedelta(days=20),
            "amount": max((line["paid_amount"] / tape.pick((1, 3))).quantize(_AMOUNTS[0]), _AMOUNTS[0]),
        }
        for number, line in enumerate(tape.some(lines, 6))
    ]


def _ways(
    tape: Tape, name: str, row: Row, last: Facts
) -> Iterator[tuple[int, Literal["facts", "by_mistake"], Row]]:
    """In which steps a row comes, and as what."""
    late = 1 + tape.below(STEPS - 1)
    if tape.below(_WRONG.get(name, _SELDOM)) != 1:
        yield 0, "facts", row
        return
    match tape.below(4):
        case 0:
            yield late, "facts", row
        case 1 if name in ("order_lines", "refunds"):
            yield 0, "facts", row
            key = TABLES[name].key[0]
            yield tape.below(STEPS - 1), "by_mistake", {**row, key: f"{row[key]} again"}
        case _:
            yield 0, "facts", _otherwise(tape, name, row, last)
            yield late, "facts", row


def _otherwise(tape: Tape, name: str, row: Row, last: Facts) -> Row:
    """The row as it was wrongly reported at first: another value in one column, or a longer shift."""
    if name == "shifts":
        return {**row, "ends_at": row["ends_at"] + timedelta(minutes=tape.pick((30, 1, 600)))}
    table = TABLES[name]
    columns = [one for one in table.columns if one.name not in table.key and row.get(one.name) is not None]
    if not columns:
        return row
    column = tape.pick(columns)
    value = row[column.name]
    others = sorted({str(other[column.name]) for other in last[name] if other[column.name] is not None})
    match column.kind:
        case Kind.MONEY:
            value += tape.pick(_AMOUNTS)
        case Kind.COUNT:
            value += tape.pick((1, 50))
        case Kind.MEASURE:
            value += Decimal(1)
        case Kind.FLAG:
            value = not value
        case Kind.INSTANT | Kind.DAY:
            value += timedelta(days=tape.pick((1, 14)))
        case Kind.TEXT:
            value = tape.pick(others)
    return {**row, column.name: value}
