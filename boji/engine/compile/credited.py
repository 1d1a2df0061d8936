"""From facts to sums by span: people, credit, and every aggregate that somebody asks for.

Owns the order of these three steps, for a run and for figures outside one.
"""

from __future__ import annotations

from collections.abc import Iterable

from boji.engine.compile.credit import credit_relations
from boji.engine.compile.people import people_relations
from boji.engine.compile.sums import is_whole, span_sums
from boji.engine.compile.window import Window
from boji.engine.facts import TABLES, Owner
from boji.engine.formulas import text_of
from boji.engine.plan.formula import Aggregate
from boji.engine.plan.model import Plan
from boji.engine.program import Relation


def credited_sums(
    plan: Plan, window: Window, aggregates: Iterable[Aggregate], *, by_product: bool = False
) -> list[Relation]:
    """`spans`, the credit relations, and `<table>_sums` of the aggregates, each once.

    `by_product` keeps order lines apart by product. Ratings name their subject and need no credit.
    """
    by_table: dict[str, dict[str, Aggregate]] = {}
    for one in aggregates:
        if TABLES[one.table].owner is not Owner.SUBJECT:
            by_table.setdefault(one.table, {})[text_of(one)] = one
    relations = [*people_relations(plan, window), *credit_relations(plan, window, by_table)]
    for name, used in by_table.items():
        if parted := [one for one in used.values() if not is_whole(one)]:
            apart = by_product and name == "order_lines"
            relations.append(span_sums(plan, window, TABLES[name], parted, by_product=apart))
    return relations
