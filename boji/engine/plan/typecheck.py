"""Syntax tree to typed formula: every name known, every kind fitting. Owns the checks on trees.

Which names may stand where is `boji.engine.plan.names`; which kinds fit is `boji.engine.plan.kinds`.
A part that is wrong is reported once and yields None, and so does whatever contains it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import lark

from boji.engine.plan import aggregates, operators
from boji.engine.plan.columns import COLUMNS
from boji.engine.plan.formula import (
    COMPARISONS,
    Binary,
    Call,
    Conditional,
    FactColumn,
    Flag,
    Formula,
    Kind,
    Number,
    Span,
    Text,
    Unary,
)
from boji.engine.plan.issues import listed, nearest_word
from boji.engine.plan.kinds import FIGURES
from boji.engine.plan.label import Label
from boji.engine.plan.names import Names
from boji.engine.plan.parse import Tree
from boji.engine.plan.values import LiteralError, read_number

Report = Callable[[int, Label, Label | None, str | None], None]

CALLS = ("min", "max", "abs", "round", "coalesce")
ROW_CALLS = ("minutes_between",)


@dataclass
class Checker:
    """Checks one formula. `table` is set while inside an aggregate: bare names are then its columns."""

    names: Names
    report: Report
    place_of: Callable[[int], tuple[int, int]]
    table: str | None = None

    def check(self, tree: Tree) -> Formula | None:
        """The typed formula, or None with at least one report, unless a metric it names is itself broken."""
        check = getattr(self, f"_{tree.data}")
        checked: Formula | None = check(tree)
        return checked

    def condition(self, tree: Tree) -> Formula | None:
        """The typed formula where it is a condition."""
        formula = self.check(tree)
        if formula is not None and formula.kind is not Kind.FLAG:
            self.wrong(
                tree,
                Label(
                    f"这里要一个条件，而这是{operators.zh(formula)}",
                    f"a condition is wanted here, this is {operators.en(formula)}",
                ),
                Label("写成比较，例如 gmv >= 10万", "Compare it, as in gmv >= 10万"),
            )
            return None
        return formula

    # Places and reports

    def span(self, part: Tree | lark.Token) -> Span:
        return Span(*self.place_of(offset_of(part)))

    def wrong(
        self, part: Tree | lark.Token, problem: Label, mend: Label | None = None, nearest: str | None = None
    ) -> None:
        self.report(offset_of(part), problem, mend, nearest)

    # Leaves

    def _number(self, tree: Tree) -> Formula | None:
        token = _token(tree.children[0])
        try:
            value, kind = read_number(str(token))
        except LiteralError as error:
            self.wrong(token, error.problem, error.mend)
            return None
        return Number(value, kind, str(token), self.span(token))

    def _day(self, tree: Tree) -> Formula | None:
        token = _token(tree.children[0])
        try:
            dt.date.fromisoformat(token)
        except ValueError:
            self.wrong(token, Label(f"没有 {token} 这一天", f"there is no day {token}"))
            return None
        return Text(str(token), self.span(token), Kind.DAY)

    def _text(self, tree: Tree) -> Formula | None:
        token = _token(tree.children[0])
        return Text(token[1:-1], self.span(token))

    def _flag(self, tree: Tree) -> Formula | None:
        token = _token(tree.children[0])
        return Flag(token == "true", self.span(token))

    def _name(self, tree: Tree) -> Formula | None:
        token = _token(tree.children[0])
        if self.table is not None:
            return self.column(self.table, token, token)
        return self.names.bare(self, token)

    def _dotted(self, tree: Tree) -> Formula | None:
        first, second = (_token(child) for child in tree.children)
        if self.table is None:
            return self.names.dotted(self, first, second)
        if first != self.table:
            self.wrong(
                first,
                Label(
                    f"这个汇总读的是 {self.table}，不能用 {first}",
                    f"this aggregate reads {self.table}, not {first}",
                ),
                Label("一个汇总只读一张表", "An aggregate reads one table"),
            )
            return None
        return self.column(self.table, second, first)

    def column(self, table: str, name: lark.Token, start: lark.Token) -> Formula | None:
        """A column of a fact table, with the span of where its text starts."""
        columns = COLUMNS[table]
        if name not in columns:
            self.wrong(
                name,
                Label(f"{table} 没有列“{name}”", f"{table} has no column “{name}”"),
                Label(f"可用的列：{listed(columns, 40)}", f"Its columns: {listed(columns, 40)}"),
                nearest_word(name, columns),
            )
            return None
        return FactColumn(table, str(name), columns[name], self.span(start))

    # Operators

    def _unary(self, tree: Tree) -> Formula | None:
        operator = _token(tree.children[0])
        inner = _tree(tree.children[1])
        if operator == "not":
            condition = self.condition(inner)
            return condition and Unary("not", condition, Kind.FLAG, self.span(operator))
        operand = self.check(inner)
        if operand is None or not self._is_figure(operand, inner):
            return None
        if isinstance(operand, Number):
            sign = -1 if operator == "-" else 1
            text = f"{'-' if sign < 0 else ''}{operand.text}"
            return Number(sign * operand.value, operand.kind, text, self.span(operator))
        return operand if operator == "+" else Unary("-", operand, operand.kind, self.span(operator))

    def _binary(self, tree: Tree) -> Formula | None:
        first, operator, second = _tree(tree.children[0]), _token(tree.children[1]), _tree(tree.children[2])
        if operator in ("and", "or"):
            left, right = self.condition(first), self.condition(second)
            if left is None or right is None:
                return None
            return Binary(str(operator), left, right, Kind.FLAG, self.span(operator))
        left, right = self.check(first), self.check(second)
        if left is None or right is None:
            return None
        if operator in COMPARISONS:
            fits = operators.comparison(self, operator, left, right)
            return Binary(str(operator), left, right, Kind.FLAG, self.span(operator)) if fits else None
        if not self._is_figure(left, first) or not self._is_figure(right, second):
            return None
        kind = operators.arithmetic(self, operator, left, right)
        return kind and Binary(str(operator), left, right, kind, self.span(operator))

    def _is_figure(self, formula: Formula, part: Tree) -> bool:
        if formula.kind in FIGURES:
            return True
        self.wrong(
            part,
            Label(f"{operators.zh(formula)}不能计算", f"{operators.en(formula)} cannot be calculated with"),
        )
        return False

    def _conditional(self, tree: Tree) -> Formula | None:
        first, second, third = (_tree(child) for child in tree.children)
        condition = self.condition(first)
        chosen, otherwise = self.check(second), self.check(third)
        if condition is None or chosen is None or otherwise is None:
            return None
        kind = operators.common(self, tree, (chosen, otherwise))
        return kind and Conditional(condition, chosen, otherwise, kind, self.span(tree))

    # Calls

    def _call(self, tree: Tree) -> Formula | None:
        name = _token(tree.children[0])
        given, where = tree.children[1], tree.children[2]
        arguments = [_tree(child) for child in given.children] if isinstance(given, lark.Tree) else []
        if name in aggregates.WORDS:
            return aggregates.check(self, name, arguments, where if isinstance(where, lark.Tree) else None)
        if name not in CALLS + ROW_CALLS:
            known = (*CALLS, *ROW_CALLS, *aggregates.WORDS)
            self.wrong(
                name,
                Label(f"没有函数“{name}”", f"there is no function “{name}”"),
                Label(f"可用的函数：{listed(known, 40)}", f"Functions: {listed(known, 40)}"),
                nearest_word(name, known),
            )
            return None
        if isinstance(where, lark.Tree):
            self.wrong(where, Label(f"{name} 不能带 where", f"{name} takes no where"))
            return None
        if name in ROW_CALLS:
            return aggregates.check_minutes_between(self, name, arguments)
        return self._scalar_call(tree, name, arguments)

    def _scalar_call(self, tree: Tree, name: lark.Token, arguments: list[Tree]) -> Formula | None:
        fewest, most = {"abs": (1, 1), "round": (1, 2)}.get(name, (2, 20))
        if not fewest <= len(arguments) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest}–{most}"
            self.wrong(
                name,
                Label(f"{name} 要 {wanted} 个参数", f"{name} takes {wanted} arguments"),
            )
            return None
        checked = [self.check(argument) for argument in arguments]
        parts = tuple(part for part in checked if part is not None)
        if len(parts) < len(checked):
            return None
        if name == "round" and len(parts) == 2 and not _is_decimals(parts[1]):
            self.wrong(arguments[1], Label("round 的小数位是 0 到 6 的数", "round keeps 0 to 6 decimals"))
            return None
        chosen = parts[:1] if name == "round" else parts
        if not all(self._is_figure(part, at) for part, at in zip(chosen, arguments, strict=False)):
            return None
        kind = operators.common(self, tree, chosen)
        return kind and Call(str(name), parts, kind, self.span(tree))


def offset_of(part: Tree | lark.Token) -> int:
    """Where a part starts in the formula's text."""
    start = part.start_pos if isinstance(part, lark.Token) else part.meta.start_pos
    return start or 0


def _is_decimals(formula: Formula) -> bool:
    return isinstance(formula, Number) and formula.value in [Fraction(number) for number in range(7)]


def _token(child: Tree | lark.Token) -> lark.Token:
    assert isinstance(child, lark.Token)
    return child


def _tree(child: Tree | lark.Token) -> Tree:
    assert isinstance(child, lark.Tree)
    return child
