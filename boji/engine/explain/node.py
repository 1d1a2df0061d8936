"""The form of an explanation: a tree of sentences, each about one figure.

Owns the tree and its forms as text and JSON. What the sentences say is made by the other files here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class OrderLine:
    """An order line as a row of a table; amounts in fen, `credited` and `refunded` the person's part."""

    line_id: str
    at: dt.datetime  # paid, in the plan's zone
    product_id: str | None
    paid: int
    credited: int
    refunded: int


@dataclass(frozen=True)
class Node:
    """One figure, said in a sentence, with the parts that made it.

    `figure` names it (a statement line, a metric, an aggregate), `value` is its exact value as programs
    read it, None where it is missing. `is_fact` says that it is the last level, a row of facts;
    `order_line` is there where that row is an order line.
    """

    figure: str
    value: str | None
    text: str
    parts: tuple[Node, ...] = ()
    is_fact: bool = False
    order_line: OrderLine | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "figure": self.figure,
            "value": self.value,
            "text": self.text,
            "parts": [part.as_json() for part in self.parts],
        }

    def as_lines(self, depth: int = 0) -> Iterator[str]:
        """The tree as indented lines of text."""
        mark = "" if depth == 0 else "▸ "
        yield f"{'  ' * depth}{mark}{self.text}"
        for part in self.parts:
            yield from part.as_lines(depth + 1)
