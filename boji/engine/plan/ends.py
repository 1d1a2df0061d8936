"""Tables of rising ends that close with `above`: tiers and bands. Owns their order, ends alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.plan.fields import Fields
from boji.engine.plan.label import Label
from boji.engine.plan.source import Node, ScalarNode

ABOVE = "above"


@dataclass(frozen=True)
class EndRow:
    """`[10万, …]`: the upper end (None for `above`), as written, and what it leads to."""

    end: Fraction | None
    text: str
    value: Node


def read_ends(fields: Fields, key: str, read: Callable[[str], Fraction]) -> list[EndRow]:
    """The rows in order. Ends rise, so there is no overlap; `above` closes them, so there is no gap."""
    rows: list[EndRow] = []
    previous: Fraction | None = None
    pairs = fields.pairs(key)
    for number, (node, value) in enumerate(pairs, 1):
        text = node.text.strip() if isinstance(node, ScalarNode) else ""
        if text == ABOVE:
            if number < len(pairs):
                fields.reading.wrong(
                    node,
                    Label("above 只能写在最后一档", "above stands last, once"),
                    Label("把这一行移到最后", "Move this row to the end"),
                )
            rows.append(EndRow(None, ABOVE, value))
            continue
        before = fields.reading.noted
        end = fields.reading.literal(node, read, Fraction(0))
        if previous is not None and end <= previous and fields.reading.noted == before:
            fields.reading.wrong(
                node,
                Label(f"“{text}”没有高于前一档", f"“{text}” is not above the row before"),
                Label("各档的上限从低到高写，不能重叠", "Ends rise from row to row: tables have no overlap"),
            )
        previous = end
        rows.append(EndRow(end, text, value))
    if rows and all(row.end is not None for row in rows):
        fields.reading.wrong(
            pairs[-1][0],
            Label(
                "最后一档不是 above，更高的值没有着落",
                "the last row is not above: higher values fall into a gap",
            ),
            Label("最后加一行 [above, …]", "Add a last row [above, …]"),
        )
    return rows
