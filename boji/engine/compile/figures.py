"""Figures as kept columns: how an exact fraction stands in a relation, and how it is read again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, product, quoted


@dataclass(frozen=True)
class Figure:
    """Where a figure is kept: `factor * column`, or `factor * column / denominator`."""

    column: str
    denominator: str | None
    factor: Fraction

    def ratio(self, relation: str) -> Ratio:
        """The figure as a column of that relation."""
        under = f"{relation}.{quoted(self.denominator)}" if self.denominator else "1"
        return Ratio(f"{relation}.{quoted(self.column)}", under, self.factor)


Figures = dict[str, Figure]


def column_name(text: str) -> str:
    """The text as a column's name. Engines take `A` and `a` for the same column, so a text with capitals
    carries a digest of itself.

    >>> column_name("gmv"), column_name("GMV")
    ('gmv', 'GMV e36fc1')
    """
    if text == text.lower():
        return text
    return f"{text} {hashlib.sha256(text.encode()).hexdigest()[:6]}"


def keep(name: str, ratio: Ratio) -> tuple[Figure, str]:
    """The figure under that name, and the SELECT items that keep it."""
    name = column_name(name)
    if ratio.denominator == "1":
        return Figure(name, None, ratio.factor), f"{product(ratio.numerator)} AS {quoted(name)}"
    figure = Figure(f"{name}_num", f"{name}_den", ratio.factor)
    items = (
        f"{product(ratio.numerator)} AS {quoted(f'{name}_num')},"
        f" {product(ratio.denominator)} AS {quoted(f'{name}_den')}"
    )
    return figure, items
