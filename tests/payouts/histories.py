"""Random histories of a company: its facts come in steps, and months are locked in between.

One draw of bytes decides a history: which rows come late, first with another value, or by mistake and are
taken back; which month is locked when, and which is opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
_SOMETIME = datetime(2026, 5, 1, tzinfo=UTC)
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


def one_change(tape: Tape, now: Facts) -> Facts:
    """One row that comes or changes: often one that moves pay, else another value anywhere."""
    lines = now["order_lines"]
    match tape.below(4) if lines else 3:
        case 0:
            line = tape.pick(lines)
            when = (line["paid_at"] or _SOMETIME) + timedelta(days=20)
            amount = tape.pick(_AMOUNTS)
            return {"refunds": [_refund(f"one {tape.below(256)}", line, when, amount)]}
        case 1:
            line = tape.pick(lines)
            return {"order_lines": [line | {"paid_amount": (line["paid_amount"] or 0) + tape.pick(_AMOUNTS)}]}
        case 2:
            line, other = tape.pick(lines), tape.pick(lines)
            moved = {name: other[name] for name in ("session_id", "person_id", "paid_at")}
            return {"order_lines": [line | moved]}
    name = tape.pick(sorted(name for name, rows in now.items() if rows))
    return {name: [_otherwise(tape, name, tape.pick(now[name]), now)]}


def _refund(refund_id: str, line: Row, when: datetime, amount: Decimal) -> Row:
    return {"refund_id": refund_id, "line_id": line["line_id"], "refunded_at": when, "amount": amount}


def _late_refunds(tape: Tape, last: Facts) -> list[Row]:
    lines = [line for line in last["order_lines"] if line["paid_amount"] and line["paid_at"]]
    return [
        _refund(
            f"late {number}",
            line,
            line["paid_at"] + timedelta(days=20),
            max((line["paid_amount"] / tape.pick((1, 3))).quantize(_AMOUNTS[0]), _AMOUNTS[0]),
        )
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
