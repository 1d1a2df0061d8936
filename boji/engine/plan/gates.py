"""Reading of `gates` and `limits`. Owns their checks."""

from __future__ import annotations

from collections.abc import Mapping

from boji.engine.plan.bases import product_problem
from boji.engine.plan.fields import Fields
from boji.engine.plan.model import Gate, Metric
from boji.engine.plan.names import Use


def read_gates(fields: Fields, metrics: Mapping[str, Metric]) -> tuple[Gate, ...]:
    """All gates, in the order of the file."""
    if not fields.has("gates"):
        return ()
    return tuple(_read_gate(row, metrics) for row in fields.rows("gates"))


def _read_gate(fields: Fields, metrics: Mapping[str, Metric]) -> Gate:
    label = fields.label("label")
    per_product = fields.choice("per", ("person", "product")) == "product"
    when = fields.formula("when", Use.CONDITION)
    gate = Gate(label, per_product, when.formula, when.text, fields.ratio("times"))
    if fields.finish() and per_product:
        problem = product_problem(gate.when, lambda name: metrics[name].formula)
        if problem:
            fields.wrong("when", *problem)
    return gate


def read_cap(fields: Fields) -> int | None:
    """`limits: {commission_cap: {amount: 10万, per: month}}`, in fen."""
    limits = fields.fields("limits") if fields.has("limits") else None
    if limits is None:
        return None
    cap = limits.fields("commission_cap") if limits.has("commission_cap") else None
    limits.finish()
    if cap is None:
        return None
    cap.choice("per", ("month",))
    amount = cap.money_fen("amount")
    cap.finish()
    return amount
