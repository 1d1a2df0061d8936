"""Single values of a plan file: a scalar read as a literal, a word, a formula.

Owns how what is wrong is noted: a reader never raises, it notes an issue and returns a stand-in, so
that one reading finds all errors of a file. A plan with issues is never handed out, so no stand-in
ever leaves this package. Mappings are `boji.engine.plan.fields`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from boji.engine.plan.formula import Flag, Formula, Kind, Span
from boji.engine.plan.issues import Issues, listed, nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.names import ROLES, Names, Use
from boji.engine.plan.parse import FormulaError, parse
from boji.engine.plan.source import Node, ScalarNode
from boji.engine.plan.typecheck import Checker
from boji.engine.plan.units import KIND_WORDS
from boji.engine.plan.values import LiteralError, read_ratio

T = TypeVar("T")

NOWHERE = Span(1, 1)


@dataclass(frozen=True)
class Written:
    """A formula and its text."""

    formula: Formula
    text: str


@dataclass
class Reading:
    """What readers of one file share: its issues, the metrics and the roles that may be named."""

    issues: Issues
    metrics: dict[str, Kind | None] = field(default_factory=dict)
    roles: tuple[str, ...] = ROLES
    better: dict[str, str] = field(default_factory=dict)  # of each metric: higher, lower or neither

    follow_ups: int = 0  # what is wrong only because something else is, and so is not noted

    @property
    def noted(self) -> int:
        """How much was found wrong so far; two values that differ have something wrong between them."""
        return len(self.issues) + self.follow_ups

    def wrong(
        self, node: Node, problem: Label, mend: Label | None = None, nearest: str | None = None
    ) -> None:
        self.issues.add(node.place, problem, mend, nearest)

    def literal(self, node: Node, read: Callable[[str], T], stand_in: T) -> T:
        """The scalar as a literal."""
        if not isinstance(node, ScalarNode):
            self.wrong(node, Label("这里要一个值", "a single value is wanted here"))
            return stand_in
        if not node.raw:
            self.wrong(node, Label("这里没有写值", "no value is written here"))
            return stand_in
        try:
            return read(node.text.strip())
        except LiteralError as error:
            self.wrong(node, error.problem, error.mend)
            return stand_in

    def choice(self, node: Node, choices: Iterable[str]) -> str:
        """One of the words that can stand here; the first where none of them does."""
        known = list(choices)
        text = node.text if isinstance(node, ScalarNode) else ""
        if text in known:
            return text
        self.wrong(
            node,
            Label(f"这里不能是“{text}”", f"“{text}” cannot stand here"),
            Label(f"可用的：{listed(known)}", f"Use one of: {listed(known)}"),
            nearest_word(text, known),
        )
        return known[0] if known else ""

    def formula(self, node: Node, use: Use, kind: Kind | None) -> Written:
        """The formula that a scalar holds; `kind` is what it must yield."""
        stand_in = Written(Flag(True, NOWHERE), "")
        if not isinstance(node, ScalarNode):
            self.wrong(node, Label("这里要一个公式", "a formula is wanted here"))
            return stand_in

        def report(offset: int, problem: Label, mend: Label | None, nearest: str | None) -> None:
            self.issues.add(node.place_of(offset), problem, mend, nearest)

        def report_at(span: Span, problem: Label, mend: Label | None, nearest: str | None) -> None:
            self.issues.add((span.line, span.column), problem, mend, nearest)

        try:
            tree = parse(node.text)
        except FormulaError as error:
            report(error.offset, error.problem, error.mend, None)
            return stand_in
        checker = Checker(Names(use, self.metrics, self.roles, report_at), report, node.place_of)
        formula = checker.condition(tree) if kind is Kind.FLAG else checker.check(tree)
        if formula is None:
            self.follow_ups += 1
            return stand_in
        if kind is not None and formula.kind not in (kind, Kind.NUMBER if kind is Kind.MONEY else kind):
            wanted, got = KIND_WORDS[kind], KIND_WORDS[formula.kind]
            self.wrong(
                node,
                Label(
                    f"这里要{wanted.zh}，而公式是{got.zh}",
                    f"{wanted.en} is wanted here, the formula is {got.en}",
                ),
            )
            return stand_in
        return Written(formula, node.text.strip())


def share(reading: Reading, node: Node) -> Fraction:
    """A share or rate from 0 to 100%, with six decimals."""
    value = reading.literal(node, read_ratio, Fraction(0))
    if not 0 <= value <= 1:
        reading.wrong(node, Label("比率要在 0% 到 100% 之间", "a rate lies between 0% and 100%"))
    return value
