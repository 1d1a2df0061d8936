"""Explanations: any figure of a finished run as a tree of sentences, down to the order lines.

Everything said is read from the run's kept columns, the same that made the statement; nothing is computed
a second way. Adding a step to the engine means adding its sentence here.
"""

from __future__ import annotations

import difflib
from dataclasses import replace

from boji.engine.compile import pay_metrics
from boji.engine.explain.metric import metric_node
from boji.engine.explain.node import Node
from boji.engine.explain.pay import pay_node
from boji.engine.explain.reader import Reader
from boji.engine.explain.score import score_node
from boji.engine.run import Run

COMMISSION_KINDS = ("commission", "true_up", "guarantee", "pool", "cap", "draw")
# The totals of a statement: the kinds of lines that each adds up (None: all).
_PAY = {
    "pay": None,
    "commission": COMMISSION_KINDS,
    "base_pay": ("base_pay",),
    "bonus": ("bonus",),
    "adjustment": ("adjustment",),
}


class NoSuchFigure(LookupError):
    """A figure that the run does not have; `nearest` are names that it has."""

    def __init__(self, figure: str, known: list[str]) -> None:
        super().__init__(figure)
        self.figure = figure
        self.nearest = difflib.get_close_matches(figure, known, n=3) or known[:8]


def explain(
    run: Run, person_id: str, figure: str = "pay", language: str = "zh", order_lines: int = 0
) -> Node:
    """The tree of a figure: `pay` or a part of it (`commission`, `base_pay`, `bonus`, `adjustment`), `score`,
    or a metric that the run has.

    `order_lines` says how many order lines stand under each sum of them. Raises NoSuchPerson, NoSuchFigure.
    """
    metrics = run.compiled.metrics.person
    paid = run.compiled.commission is not None
    of_pay = paid and figure in _PAY
    reader = Reader(
        run, person_id, language, order_lines, frozenset(pay_metrics(run.plan)) if of_pay else None
    )
    reader.check_known()
    if of_pay:
        return pay_node(reader, _PAY[figure], figure)
    if figure == "score":
        return score_node(reader)
    if figure in metrics:
        node = metric_node(reader, figure, run.period.label, with_lines=True)
        return replace(node, text=f"{reader.name}{reader.say('的', ': ')}{node.text}")
    raise NoSuchFigure(figure, [*(_PAY if paid else ()), "score", *sorted(metrics)])


__all__ = ["COMMISSION_KINDS", "NoSuchFigure", "Node", "explain"]
