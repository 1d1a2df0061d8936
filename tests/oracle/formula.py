"""The formulas of plans: tokens, a recursive-descent parser, and three-valued exact evaluation.

What a name or an aggregate means is left to the caller (`Names`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from typing import Protocol

from .values import half_up, number

Value = Fraction | str | bool | date | datetime | None

AGGREGATES = {"sum", "count", "count_distinct", "mean", "min_of", "max_of", "first", "last", "before"}
FUNCTIONS = {"min", "max", "abs", "round", "coalesce", "minutes_between"}
_TOKEN = re.compile(
    r"\s*(?:(?P<date>\d{4}-\d{2}-\d{2})"
    r"|(?P<number>\d+(?:\.\d+)?(?:%|万|亿)?)"
    r"|(?P<text>\"[^\"]*\"|'[^']*')"
    r"|(?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)"
    r"|(?P<op><=|>=|==|!=|[-+*/<>(),]))"
)


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Name:
    path: str


@dataclass(frozen=True)
class Negate:
    operand: Node


@dataclass(frozen=True)
class Not:
    operand: Node


@dataclass(frozen=True)
class Binary:
    op: str
    left: Node
    right: Node


@dataclass(frozen=True)
class If:
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Aggregate:
    """`of` is None where whole rows are counted."""

    function: str
    table: str
    of: Node | None
    where: Node | None


Node = Literal | Name | Negate | Not | Binary | If | Call | Aggregate


class Names(Protocol):
    """Gives names and aggregates their values."""

    def name(self, path: str) -> Value: ...

    def aggregate(self, node: Aggregate) -> Value: ...


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[tuple[str, str]] = []
        position = 0
        end = len(text.rstrip())
        while position < end:
            match = _TOKEN.match(text, position)
            if match is None:
                raise ValueError(f"cannot read {text!r} at {position}")
            self.tokens.append((str(match.lastgroup), match.group(str(match.lastgroup))))
            position = match.end()
        self.tokens.append(("end", ""))
        self.at = 0

    def take(self, *words: str) -> str | None:
        """The next token if it is one of those words."""
        kind, word = self.tokens[self.at]
        if kind in ("name", "op") and word in words:
            self.at += 1
            return word
        return None

    def need(self, word: str) -> None:
        if self.take(word) is None:
            raise ValueError(f"{word!r} expected in {self.text!r}, found {self.tokens[self.at]}")

    def expression(self) -> Node:
        if self.take("if"):
            condition = self.expression()
            self.need("then")
            then = self.expression()
            self.need("else")
            return If(condition, then, self.expression())
        node = self.conjunction()
        while self.take("or"):
            node = Binary("or", node, self.conjunction())
        return node

    def conjunction(self) -> Node:
        node = self.negation()
        while self.take("and"):
            node = Binary("and", node, self.negation())
        return node

    def negation(self) -> Node:
        if self.take("not"):
            return Not(self.negation())
        return self.comparison()

    def comparison(self) -> Node:
        node = self.addition()
        if op := self.take("==", "!=", "<=", ">=", "<", ">"):
            node = Binary(op, node, self.addition())
        return node

    def addition(self) -> Node:
        node = self.product()
        while op := self.take("+", "-"):
            node = Binary(op, node, self.product())
        return node

    def product(self) -> Node:
        node = self.unary()
        while op := self.take("*", "/"):
            node = Binary(op, node, self.unary())
        return node

    def unary(self) -> Node:
        if self.take("-"):
            return Negate(self.unary())
        return self.primary()

    def primary(self) -> Node:
        if self.take("("):
            node = self.expression()
            self.need(")")
            return node
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Literal(number(word))
        if kind == "date":
            return Literal(date.fromisoformat(word))
        if kind == "text":
            return Literal(word[1:-1])
        if kind != "name":
            raise ValueError(f"unexpected {word!r} in {self.text!r}")
        if word in ("true", "false"):
            return Literal(word == "true")
        if not self.take("("):
            return Name(word)
        if word in AGGREGATES:
            return self.aggregate(word)
        if word not in FUNCTIONS:
            raise ValueError(f"unknown function {word!r} in {self.text!r}")
        arguments = [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        self.need(")")
        return Call(word, tuple(arguments))

    def aggregate(self, function: str) -> Node:
        of: Node | None = self.expression()
        assert of is not None
        if isinstance(of, Name) and "." not in of.path:
            table, of = of.path, None
        else:
            table = next(path.split(".")[0] for path in names_in(of) if "." in path)
        where = self.expression() if self.take("where") else None
        self.need(")")
        return Aggregate(function, table, of, where)


def parse(text: str) -> Node:
    """The tree of a formula; ValueError where it cannot be read."""
    parser = _Parser(text)
    node = parser.expression()
    if parser.tokens[parser.at][0] != "end":
        raise ValueError(f"cannot read all of {text!r}")
    return node


def names_in(node: Node) -> list[str]:
    """Every name outside aggregates' conditions, in order of writing."""
    if isinstance(node, Name):
        return [node.path]
    if isinstance(node, (Negate, Not)):
        return names_in(node.operand)
    if isinstance(node, Binary):
        return names_in(node.left) + names_in(node.right)
    if isinstance(node, If):
        return names_in(node.condition) + names_in(node.then) + names_in(node.otherwise)
    if isinstance(node, Call):
        return [path for argument in node.arguments for path in names_in(argument)]
    return []


def evaluate(node: Node, names: Names) -> Value:
    """The value of a formula; None is missing."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Name):
        return names.name(node.path)
    if isinstance(node, Aggregate):
        return names.aggregate(node)
    if isinstance(node, Negate):
        value = evaluate(node.operand, names)
        return None if value is None else -_figure(value)
    if isinstance(node, Not):
        value = evaluate(node.operand, names)
        return None if value is None else not value
    if isinstance(node, If):
        return evaluate(node.then if evaluate(node.condition, names) is True else node.otherwise, names)
    if isinstance(node, Call):
        return _call(node, names)
    left, right = evaluate(node.left, names), evaluate(node.right, names)
    if node.op == "and":
        if left is False or right is False:
            return False
        return None if left is None or right is None else True
    if node.op == "or":
        if left is True or right is True:
            return True
        return None if left is None or right is None else False
    if left is None or right is None:
        return None
    if node.op in _ORDER:
        return _ORDER[node.op](left, right)
    return _arithmetic(node.op, left, right)


_ORDER: dict[str, Callable[[Value, Value], bool]] = {
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,  # type: ignore[operator]
    "<=": lambda a, b: a <= b,  # type: ignore[operator]
    ">": lambda a, b: a > b,  # type: ignore[operator]
    ">=": lambda a, b: a >= b,  # type: ignore[operator]
}


def _figure(value: Value) -> Fraction:
    if not isinstance(value, Fraction):
        raise TypeError(f"not a figure: {value!r}")
    return value


def _arithmetic(op: str, left: Value, right: Value) -> Fraction | None:
    a, b = _figure(left), _figure(right)
    if op == "+":
        return a + b
    if op == "-":
        return a - b
    if op == "*":
        return a * b
    return None if b == 0 else a / b


def _minutes_between(start: Value, end: Value) -> Fraction:
    assert isinstance(start, datetime)
    assert isinstance(end, datetime)
    gap = end - start
    return Fraction((gap.days * 86_400 + gap.seconds) * 10**6 + gap.microseconds, 60 * 10**6)


def _call(node: Call, names: Names) -> Value:
    values = [evaluate(argument, names) for argument in node.arguments]
    if node.function == "coalesce":
        return next((value for value in values if value is not None), None)
    if any(value is None for value in values):
        return None
    if node.function == "minutes_between":
        return _minutes_between(*values)
    figures = [_figure(value) for value in values]
    if node.function == "min":
        return min(figures)
    if node.function == "max":
        return max(figures)
    if node.function == "abs":
        return abs(figures[0])
    return half_up(figures[0], int(figures[1]) if len(figures) > 1 else 0)
