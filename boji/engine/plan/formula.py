"""The formula language as a typed tree. Owns the nodes and their kinds; `parse` makes them from text.

A formula says what a figure is, never how it is computed: `boji.engine.arithmetic` turns the tree
into exact integer SQL. Literals keep their exact value as a Fraction: `5%` is 1/20, `10万` is 100000.
Two formulas are equal where they say the same, wherever they stand and however a literal is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction


class Kind(Enum):
    """What a formula yields; two kinds that differ are never added or compared.

    A bare NUMBER goes with money, count and duration; RATIO with a bare number only from 0 to 1.
    """

    MONEY = "money"  # yuan
    RATIO = "ratio"  # 5% is 0.05
    COUNT = "count"
    DURATION = "duration"  # minutes, hours, seconds: as the metric's unit says
    NUMBER = "number"
    TEXT = "text"
    DAY = "day"
    FLAG = "flag"
    INSTANT = "instant"  # a column of a fact table; compared with its like, or in minutes_between


@dataclass(frozen=True)
class Span:
    """Where a node stands in its plan file; lines and columns count from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Number:
    """A literal: `5%`, `10万`, `60`, `0.5`. `text` is as written."""

    value: Fraction
    kind: Kind
    text: str = field(compare=False)
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Text:
    """A quoted text, `"anchor"`; with kind DAY a date as written, `2026-06-01`."""

    value: str
    span: Span = field(compare=False)
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Flag:
    """`true` or `false`."""

    value: bool
    span: Span = field(compare=False)
    kind: Kind = Kind.FLAG


@dataclass(frozen=True)
class MetricName:
    """A metric of the subject (`gmv`), or of the subject's team (`team.gmv`)."""

    name: str
    kind: Kind
    span: Span = field(compare=False)
    of_team: bool = False


@dataclass(frozen=True)
class Attribute:
    """An attribute of a person (`role`, `tier`, `team`, `base_pay`, `person_id`) or of a session
    (`session.kind`: then `of_session` is set)."""

    name: str
    kind: Kind
    span: Span = field(compare=False)
    of_session: bool = False


@dataclass(frozen=True)
class FactColumn:
    """A column of the fact table that the surrounding aggregate reads, such as `paid_amount`.

    Beside the stored columns of `boji.engine.facts`: `business_day` of every dated table, `minutes`
    of sessions (the person's time on air) and `refunded` of order_lines (the refunds of the line).
    """

    table: str
    name: str
    kind: Kind
    span: Span = field(compare=False)


class Aggregation(Enum):
    SUM = "sum"
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    MEAN = "mean"
    MIN = "min_of"
    MAX = "max_of"
    FIRST = "first"
    LAST = "last"
    BEFORE = "before"  # the value on the day before the period, added up over accounts


@dataclass(frozen=True)
class Aggregate:
    """`sum(order_lines.paid_amount where channel == "live")`; `value` is None for `count(table)`.

    `value` and `where` hold FactColumn, literals and operators, never metrics.
    """

    aggregation: Aggregation
    table: str
    value: Formula | None
    where: Formula | None
    kind: Kind
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Unary:
    """`-x` or `not x`."""

    operator: str
    operand: Formula
    kind: Kind
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Binary:
    """`+ - * /`, `== != < <= > >=`, `and or`."""

    operator: str
    left: Formula
    right: Formula
    kind: Kind
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Conditional:
    """`if condition then chosen else otherwise`."""

    condition: Formula
    chosen: Formula
    otherwise: Formula
    kind: Kind
    span: Span = field(compare=False)


@dataclass(frozen=True)
class Call:
    """`min max abs round coalesce` of formulas; the second argument of round is a Number.

    Inside an aggregate the arguments are columns. `minutes_between(asked_at, acted_at)` stands only
    there: two INSTANT columns, the time from the first to the second in minutes (DURATION), exact.
    """

    function: str
    arguments: tuple[Formula, ...]
    kind: Kind
    span: Span = field(compare=False)


Formula = (
    Number
    | Text
    | Flag
    | MetricName
    | Attribute
    | FactColumn
    | Aggregate
    | Unary
    | Binary
    | Conditional
    | Call
)

ARITHMETIC = ("+", "-", "*", "/")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
CONNECTIVES = ("and", "or")


def children(formula: Formula) -> tuple[Formula, ...]:
    """The direct parts of a formula, in reading order."""
    match formula:
        case Aggregate(value=value, where=where):
            return tuple(part for part in (value, where) if part is not None)
        case Unary(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case Conditional(condition=condition, chosen=chosen, otherwise=otherwise):
            return (condition, chosen, otherwise)
        case Call(arguments=arguments):
            return arguments
        case _:
            return ()


def walk(formula: Formula) -> Iterator[Formula]:
    """The formula and everything in it, parents first."""
    yield formula
    for child in children(formula):
        yield from walk(child)
