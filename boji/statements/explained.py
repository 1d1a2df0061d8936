"""An explanation opened step by step: which node stands at a place, and what is shown below it.

Owns the addresses of nodes and keeping trees for those who open one step after the other. A place is the
figure and the numbers of the parts on the way, as `pay/0/1`; order lines have no numbers, so that a place
is the same whether they were read or not. The sentences are those of `boji.engine.explain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from boji.engine.explain import Node, NoSuchFigure, explain
from boji.engine.explain.node import OrderLine
from boji.engine.periods import Period
from boji.engine.results.statement import NoSuchPerson
from boji.engine.run import Run
from boji.payouts.opened import opened_run
from boji.platform.access import NotFound
from boji.platform.formats import fen_of_text
from boji.statements.session_names import SessionName, session_names, with_names
from boji.workspace import Workspace

ALL_LINES = 10**9
LINES_ON_A_PAGE = 50


@dataclass(frozen=True)
class Subject:
    """Whose figures of which run, for which reader; names a tree for good, since runs never change."""

    workspace: Workspace
    period: Period
    run: str
    person_id: str
    language: str

    def opened(self) -> Run:
        return opened_run(self.workspace, self.period, self.run)


@dataclass(frozen=True)
class Step:
    """A part of an explanation as a row that can be opened."""

    place: str
    text: str
    opens: bool

    @property
    def anchor(self) -> str:
        """The id of the region that it opens."""
        return anchor_of(self.place)


@dataclass(frozen=True)
class ListedLine:
    """An order line with what it counts here, in fen; None where that is no amount."""

    line: OrderLine
    product: str
    counts: int | None


@dataclass(frozen=True)
class Lines:
    """One page of the order lines (or other facts, as sentences) of a sum, and what all of them come to."""

    listed: tuple[ListedLine, ...]
    sentences: tuple[str, ...]
    first: int
    number: int
    total: int | None
    previous: int | None
    next: int | None

    @property
    def last(self) -> int:
        return self.first + len(self.listed) + len(self.sentences) - 1


@dataclass(frozen=True)
class Opened:
    """What stands below a place. `text` is its own sentence, said where there is nothing below."""

    place: str
    figure: str  # as the explanation names it: line 2, base
    text: str
    steps: tuple[Step, ...]
    lines: Lines | None

    @property
    def is_line(self) -> bool:
        """Whether it is a line of the statement itself."""
        return self.place.count("/") == 1

    @property
    def anchor(self) -> str:
        return anchor_of(self.place)


def anchor_of(place: str) -> str:
    return f"why-{place.replace('/', '-')}"


def opened_at(subject: Subject, figure: str, place: str, page: int = 1) -> Opened:
    """The node at a place with its parts; places begin with the figure. Raises NotFound."""
    named, *numbers = place.split("/")
    if named != figure:
        raise NotFound(place)
    node = _node(subject, figure, numbers, with_lines=False)
    if _may_have_lines(node):
        node = _node(subject, figure, numbers, with_lines=True)
    names = session_names_of(subject)
    steps = tuple(_step(f"{place}/{number}", part, names) for number, part in enumerate(inputs(node)))
    return Opened(place, node.figure, with_names(node.text, names), steps, _lines(subject, node, page))


def inputs(node: Node) -> list[Node]:
    """The parts that are figures themselves, without the facts of a sum."""
    return [part for part in node.parts if not part.is_fact]


def tree(subject: Subject, figure: str, *, with_lines: bool = False) -> Node:
    """The whole explanation of a figure. Raises NotFound where the run knows no such person or figure."""
    try:
        return (_tree_with_lines if with_lines else _tree)(subject, figure)
    except (NoSuchFigure, NoSuchPerson) as absent:
        raise NotFound(figure) from absent


@lru_cache(maxsize=256)
def _tree(subject: Subject, figure: str) -> Node:
    return explain(subject.opened(), subject.person_id, figure, subject.language)


@lru_cache(maxsize=16)
def _tree_with_lines(subject: Subject, figure: str) -> Node:
    return explain(subject.opened(), subject.person_id, figure, subject.language, order_lines=ALL_LINES)


def _node(subject: Subject, figure: str, numbers: list[str], *, with_lines: bool) -> Node:
    node = tree(subject, figure, with_lines=with_lines)
    for number in numbers:
        parts = inputs(node)
        if not number.isdecimal() or int(number) >= len(parts):
            raise NotFound(number)
        node = parts[int(number)]
    return node


def _step(place: str, node: Node, names: tuple[SessionName, ...]) -> Step:
    return Step(place, with_names(node.text, names), bool(node.parts) or _may_have_lines(node))


@lru_cache(maxsize=256)
def session_names_of(subject: Subject) -> tuple[SessionName, ...]:
    """How the sessions are called that the explanation speaks of."""
    return session_names(subject.opened(), subject.person_id, subject.language)


def _may_have_lines(node: Node) -> bool:
    """Facts stand under the bases of commission and pools; they are read when somebody looks."""
    return node.figure == "base"


def _lines(subject: Subject, node: Node, page: int) -> Lines | None:
    facts = [part for part in node.parts if part.is_fact]
    if not facts:
        return None
    start = max(page - 1, 0) * LINES_ON_A_PAGE
    shown = facts[start : start + LINES_ON_A_PAGE]
    names = product_names(subject.opened(), shown)
    return Lines(
        listed=tuple(
            ListedLine(one.order_line, names.get(one.order_line.product_id or "", ""), _counts(one))
            for one in shown
            if one.order_line
        ),
        sentences=tuple(one.text for one in shown if one.order_line is None),
        first=start + 1,
        number=len(facts),
        total=fen_of_text(node.value) if node.value is not None else None,
        previous=page - 1 if page > 1 else None,
        next=page + 1 if start + LINES_ON_A_PAGE < len(facts) else None,
    )


def _counts(node: Node) -> int | None:
    """Part of a fen can be one's share of a line; those are said in the sentence only."""
    whole, _, decimals = (node.value or "").partition(".")
    return fen_of_text(f"{whole}.{decimals}") if whole and len(decimals) <= 2 else None


def product_names(run: Run, facts: list[Node]) -> dict[str, str]:
    """The names of the products that order lines name."""
    wanted = sorted(
        {one.order_line.product_id for one in facts if one.order_line and one.order_line.product_id}
    )
    if not wanted:
        return {}
    rows = run.rows("SELECT product_id, name FROM fact_products WHERE list_contains(?, product_id)", wanted)
    return {row["product_id"]: row["name"] or "" for row in rows}
