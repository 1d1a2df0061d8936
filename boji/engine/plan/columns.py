"""Fact columns as formulas see them: their kinds, and the columns that no file stores.

Owns the step from stored kinds (`boji.engine.facts`) to kinds of the formula language.
"""

from __future__ import annotations

from boji.engine.facts import REFUNDED, TABLES, Column, Owner, Table
from boji.engine.facts import Kind as Stored
from boji.engine.plan.formula import Kind

_KINDS = {
    Stored.TEXT: Kind.TEXT,
    Stored.MONEY: Kind.MONEY,
    Stored.COUNT: Kind.COUNT,
    Stored.MEASURE: Kind.NUMBER,
    Stored.INSTANT: Kind.INSTANT,
    Stored.DAY: Kind.DAY,
    Stored.FLAG: Kind.FLAG,
}

# In no file: a person's time on air is made while facts are credited, a line's refunds are kept by the lake.
_MADE = {"sessions": {"minutes": Kind.DURATION}, "order_lines": {REFUNDED.name: Kind.MONEY}}


def _kind(column: Column) -> Kind:
    if column.kind is Stored.MEASURE and column.name.endswith(("minutes", "seconds")):
        return Kind.DURATION
    return _KINDS[column.kind]


def is_dated(table: Table) -> bool:
    """Whether its rows have a business day; a rating's period is a label, no day."""
    return table.at is not None and table.column(table.at).kind is not Stored.TEXT


def _columns(table: Table) -> dict[str, Kind]:
    stored = {column.name: _kind(column) for column in table.columns}
    day = {"business_day": Kind.DAY} if is_dated(table) else {}
    return stored | day | _MADE.get(table.name, {})


# Tables whose rows are credited to somebody: only these can be added up for a person.
COLUMNS: dict[str, dict[str, Kind]] = {
    table.name: _columns(table) for table in TABLES.values() if table.owner is not Owner.NOBODY
}

# What a pool's condition can ask of a session: what its row holds.
SESSION_ATTRIBUTES: dict[str, Kind] = {
    column.name: _kind(column) for column in TABLES["sessions"].columns if column.kind is not Stored.INSTANT
}

PERSON_ATTRIBUTES: dict[str, Kind] = {
    "role": Kind.TEXT,
    "tier": Kind.TEXT,
    "team": Kind.TEXT,
    "person_id": Kind.TEXT,
    "base_pay": Kind.MONEY,
}


def choices_of(table: str, column: str) -> tuple[str, ...]:
    """The texts that a column can hold, where they are a closed list."""
    known = {stored.name: stored.choices for stored in TABLES[table].columns}
    return known.get(column, ())
