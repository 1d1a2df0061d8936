"""Products that were bought together: in how many orders of a period two of them stand.

Owns this one question. Orders are made of the lines that count, as for every other figure.
"""

from __future__ import annotations

import datetime as dt

from boji.engine.compile.grains import grain_window
from boji.engine.compile.sessions import whole_rows
from boji.engine.plan.model import Plan
from boji.engine.program import Program, Relation

BASKETS = "baskets"


def compile_baskets(plan: Plan, first: dt.date, last: dt.date) -> Program:
    """Keeps `baskets`: product, other product and the number of orders with both, each pair both ways."""
    window = grain_window(plan, "stretch", first, last)
    lines = whole_rows(window, "order_lines", {"order_id", "product_id", "paid_at"})
    held = f"""
      SELECT DISTINCT l.order_id, l.product_id FROM ({lines}) AS l
      WHERE l.order_id IS NOT NULL AND l.product_id IS NOT NULL AND {window.inside("l.paid_at")}"""
    pairs = """
      SELECT a.product_id, b.product_id AS other, count(*) AS orders
      FROM held AS a JOIN held AS b ON b.order_id = a.order_id AND b.product_id <> a.product_id
      GROUP BY a.product_id, b.product_id"""
    return Program(
        (
            Relation("held", held, key=("order_id", "product_id")),
            Relation(BASKETS, pairs, key=("product_id", "other"), kept=True),
        )
    )
