"""Formula text to syntax tree. Owns the grammar (formula.lark), its bounds and its syntax errors.

What the names mean and whether the kinds fit is `boji.engine.plan.typecheck`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Container
from pathlib import Path
from typing import cast

import lark

from boji.engine.plan.label import Label

MAX_CHARACTERS = 2_000
MAX_DEPTH = 100

Tree = lark.Tree[lark.Token]

_FULL_WIDTH = dict(
    zip("\uff08\uff09\uff0c\uff1e\uff1c\uff05\uff0b\uff0d\u2014\u00d7\u00f7", "(),><%+--*/", strict=True)
) | {"\uff1d": "==", "\u201c": '"', "\u201d": '"', "\u2265": ">=", "\u2264": "<=", "\u2260": "!="}


class FormulaError(ValueError):
    """The text is no formula; `offset` counts its characters from 0."""

    def __init__(self, offset: int, problem: Label, mend: Label | None = None) -> None:
        super().__init__(problem.en)
        self.offset = offset
        self.problem = problem
        self.mend = mend


@functools.cache
def _grammar() -> lark.Lark:
    text = Path(__file__).with_name("formula.lark").read_text(encoding="utf-8")
    return lark.Lark(text, parser="lalr", propagate_positions=True)


def parse(text: str) -> Tree:
    """The syntax tree of a formula; raises FormulaError."""
    if not text.strip():
        raise FormulaError(0, Label("公式是空的", "the formula is empty"))
    if len(text) > MAX_CHARACTERS:
        limit = Label(
            f"公式超过 {MAX_CHARACTERS} 个字符", f"the formula has more than {MAX_CHARACTERS} characters"
        )
        raise FormulaError(0, limit, Label("拆成几个指标", "Split it into several metrics"))
    try:
        parsed = _grammar().parse(text)
    except lark.UnexpectedCharacters as error:
        raise _bad_character(text, cast("int", error.pos_in_stream)) from error
    except lark.UnexpectedToken as error:
        raise _bad_token(text, error.token) from error
    _check_depth(parsed)
    return parsed


def _bad_character(text: str, offset: int) -> FormulaError:
    character = text[offset]
    problem = Label(f"公式中有不认识的字符“{character}”", f"unknown character “{character}” in the formula")
    if character in _FULL_WIDTH:
        right = _FULL_WIDTH[character]
        return FormulaError(offset, problem, Label(f"写 {right}", f"Write {right}"))
    if character == "=":
        return FormulaError(offset, problem, Label("相等写作 ==", "Equality is written =="))
    if character in "\"'":
        return FormulaError(offset, problem, Label("引号没有成对", "The quote is not closed"))
    if character in "&|!":
        mend = Label("写 and、or、not", "Write and, or, not")
        return FormulaError(offset, problem, mend)
    return FormulaError(offset, problem)


def _bad_token(text: str, token: lark.Token) -> FormulaError:
    offset = token.start_pos
    if token.type == "$END" or offset is None:
        return FormulaError(len(text), Label("公式没有写完", "the formula ends too early"))
    problem = Label(f"公式里这里不能是“{token}”", f"“{token}” cannot stand here in a formula")
    if token.type == "COMPARISON":
        mend = Label("连续比较写作 a < b and b < c", "A chain is written a < b and b < c")
        return FormulaError(offset, problem, mend)
    if token.type == "COMMA" and re.match(r"[0-9]{3}(?![0-9])", text[offset + 1 :]):
        mend = Label("数里不用千位分隔符", "Numbers have no thousands separators")
        return FormulaError(offset, problem, mend)
    if token.type == "NAME" and offset and text[offset - 1] in "0123456789%万亿":
        mend = Label(f"去掉“{token}”", f"Remove “{token}”: numbers carry no unit")
        return FormulaError(offset, problem, mend)
    return FormulaError(offset, problem)


def _check_depth(tree: Tree) -> None:
    """Bound what the recursive readers of the tree may meet."""
    level: list[Tree] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.children if isinstance(child, lark.Tree)]
        if not level:
            return
    problem = Label("公式嵌套太深", "the formula is nested too deeply")
    raise FormulaError(0, problem, Label("拆成几个指标", "Split it into several metrics"))


def names_outside(tree: Tree, calls: Container[str]) -> set[str]:
    """The bare names of the tree that are not inside such a call: what a metric may rest on."""
    names: set[str] = set()
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        first = str(node.children[0])
        if node.data == "name":
            names.add(first)
        if node.data != "call" or first not in calls:
            waiting.extend(child for child in node.children if isinstance(child, lark.Tree))
    return names
