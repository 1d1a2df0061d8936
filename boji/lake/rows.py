"""Python rows as an Arrow table in the stored types, for facts that are small and in memory.

Owns that translation: yuan to fen, aware instants to UTC. Files go through `boji.intake`, which says
more about what is wrong; here a wrong row is a mistake of the calling program.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from arro3.core import Array, DataType, Table

from boji.engine.facts import TABLES, Column, Kind

_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_FIRST_DAY = dt.date(1970, 1, 1)


def storage_table(table_name: str, rows: Iterable[Mapping[str, Any]]) -> Table:
    """Rows of a fact table as an Arrow table in its stored types; missing columns are empty.

    Money and measures are `Decimal` or `int` (yuan), instants aware datetimes. TypeError or ValueError
    names the column and the value that do not fit.
    """
    table = TABLES[table_name]
    listed = list(rows)
    unknown = {name for row in listed for name in row} - set(table.column_names)
    if unknown:
        raise ValueError(f"{table_name} has no column {', '.join(sorted(unknown))}")
    return Table.from_pydict({column.name: _array(column, listed) for column in table.columns})


def _array(column: Column, rows: list[Mapping[str, Any]]) -> Array:
    """The column in its stored type; arro3 builds instants and days from Python integers only."""
    convert = _PLAIN[column.kind]
    values = [_converted(column, row.get(column.name), convert) for row in rows]
    if column.kind is Kind.TEXT:
        return Array(values, type=DataType.utf8())
    if column.kind is Kind.FLAG:
        return Array(values, type=DataType.bool())
    integers = Array(values, type=DataType.int64())
    if column.kind is Kind.INSTANT:
        return integers.cast(DataType.timestamp("us", tz="UTC"))
    return integers.cast(DataType.date32()) if column.kind is Kind.DAY else integers


def _converted(column: Column, value: Any, convert: Callable[[Column, Any], Any]) -> Any:
    if value is None:
        if column.required:
            raise ValueError(f"{column.name} is required")
        return None
    return convert(column, value)


def _checked(kind: type) -> Callable[[Column, Any], Any]:
    def check(column: Column, value: Any) -> Any:
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise TypeError(f"{column.name} takes {kind.__name__}, not {value!r}")
        return value

    return check


def _scaled(column: Column, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"{column.name} takes Decimal or int, not {value!r}")
    scaled = Decimal(value).scaleb(column.kind.scale)
    if not scaled.is_finite() or scaled != int(scaled):
        raise ValueError(f"{column.name} takes {column.kind.scale} decimals, not {value!r}")
    return int(scaled)


def _microseconds(column: Column, value: Any) -> int:
    if not isinstance(value, dt.datetime) or value.tzinfo is None:
        raise TypeError(f"{column.name} takes an aware datetime, not {value!r}")
    return (value - _EPOCH) // dt.timedelta(microseconds=1)


def _days(column: Column, value: Any) -> int:
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise TypeError(f"{column.name} takes a date, not {value!r}")
    return (value - _FIRST_DAY).days


_PLAIN: dict[Kind, Callable[[Column, Any], Any]] = {
    Kind.TEXT: _checked(str),
    Kind.MONEY: _scaled,
    Kind.COUNT: _checked(int),
    Kind.MEASURE: _scaled,
    Kind.INSTANT: _microseconds,
    Kind.DAY: _days,
    Kind.FLAG: _checked(bool),
}
