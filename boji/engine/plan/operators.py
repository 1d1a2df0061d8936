"""Checks of operators: which kinds may be added, multiplied, compared or chosen between.

Owns the words for what does not fit; which kinds fit is `boji.engine.plan.kinds`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import lark

from boji.engine.plan.columns import choices_of
from boji.engine.plan.formula import (
    ARITHMETIC,
    Attribute,
    FactColumn,
    Formula,
    Kind,
    MetricName,
    Number,
    Text,
)
from boji.engine.plan.issues import listed, nearest_word
from boji.engine.plan.kinds import joined, product, quotient
from boji.engine.plan.label import Label
from boji.engine.plan.parse import Tree
from boji.engine.plan.units import KIND_WORDS
from boji.engine.plan.values import mend_percentage

if TYPE_CHECKING:
    from boji.engine.plan.typecheck import Checker


def arithmetic(checker: Checker, operator: lark.Token, left: Formula, right: Formula) -> Kind | None:
    assert operator in ARITHMETIC
    if operator == "/" and checker.table is not None and not isinstance(right, Number):
        checker.wrong(
            operator,
            Label("汇总里面只能除以一个数", "inside an aggregate only a literal can divide"),
            Label("先分别求和再相除：sum(a) / sum(b)", "Divide sums: sum(a) / sum(b)"),
        )
        return None
    if operator == "*":
        kind = product(left.kind, right.kind)
    elif operator == "/":
        kind = quotient(left.kind, right.kind)
    else:
        return _joined(checker, operator, left, right)
    if kind is None:
        checker.wrong(
            operator,
            Label(
                f"{zh(left)}不能{'乘以' if operator == '*' else '除以'}{zh(right)}",
                f"{en(left)} cannot be {'multiplied' if operator == '*' else 'divided'} by {en(right)}",
            ),
        )
    return kind


def _joined(checker: Checker, operator: lark.Token, left: Formula, right: Formula) -> Kind | None:
    kind = joined(left, right)
    if kind is None:
        checker.wrong(
            operator,
            Label(
                f"{zh(left)}和{zh(right)}不能用“{operator}”放在一起",
                f"{en(left)} and {en(right)} do not go together under “{operator}”",
            ),
            _mend_mismatch(left, right),
        )
    return kind


def comparison(checker: Checker, operator: lark.Token, left: Formula, right: Formula) -> bool:
    if _joined(checker, operator, left, right) is None:
        return False
    if left.kind in (Kind.TEXT, Kind.FLAG) and operator not in ("==", "!="):
        checker.wrong(
            operator,
            Label(f"{zh(left)}只能用 == 和 != 比较", f"{en(left)} is compared by == and != only"),
        )
        return False
    return _text_is_known(checker, left, right) and _text_is_known(checker, right, left)


def _text_is_known(checker: Checker, named: Formula, literal: Formula) -> bool:
    """Whether a text that is compared with a closed list is on it."""
    if not isinstance(literal, Text) or literal.kind is not Kind.TEXT:
        return True
    if isinstance(named, FactColumn):
        choices = choices_of(named.table, named.name)
    else:
        choices = checker.names.texts_of(named)
    if not choices or literal.value in choices:
        return True
    checker.names.report_at(
        literal.span,
        Label(f"没有“{literal.value}”", f"“{literal.value}” does not exist"),
        Label(f"可用的：{listed(choices)}", f"Known: {listed(choices)}"),
        nearest_word(literal.value, choices),
    )
    return False


def common(checker: Checker, tree: Tree, parts: tuple[Formula, ...]) -> Kind | None:
    """The kind that parts of which one is chosen have in common."""
    first = max(parts, key=lambda part: part.kind is not Kind.NUMBER)
    for part in parts:
        if joined(first, part) is None:
            problem = Label(f"{zh(first)}和{zh(part)}不能混用", f"{en(first)} and {en(part)} do not mix")
            checker.wrong(tree, problem, _mend_mismatch(first, part))
            return None
    return first.kind


def _mend_mismatch(left: Formula, right: Formula) -> Label | None:
    for literal, other in ((left, right), (right, left)):
        if isinstance(literal, Number) and literal.kind is Kind.NUMBER and other.kind is Kind.RATIO:
            return mend_percentage(literal.text)
        if isinstance(literal, Text) and literal.kind is Kind.TEXT and other.kind is Kind.DAY:
            return Label("日期不加引号：2026-06-01", "Dates have no quotes: 2026-06-01")
    return None


def zh(formula: Formula) -> str:
    """`gmv（金额）`: what it is called, where it has a name, and its kind."""
    name, kind = _name_of(formula), KIND_WORDS[formula.kind].zh
    return f"{name}（{kind}）" if name else kind


def en(formula: Formula) -> str:
    name, kind = _name_of(formula), KIND_WORDS[formula.kind].en
    return f"{name} ({kind})" if name else kind


def _name_of(formula: Formula) -> str:
    if isinstance(formula, MetricName | Attribute | FactColumn):
        return formula.name
    return formula.text if isinstance(formula, Number) else ""
