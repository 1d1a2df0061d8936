"""Products that order lines name and nobody imported."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

_ROWS = """
      SELECT l.product_id, count(*) AS lines, CAST(coalesce(sum(l.paid_amount), 0) AS BIGINT) AS amount_
      FROM lines_in AS l ANTI JOIN fact_products AS p USING (product_id)
      WHERE l.product_id IS NOT NULL AND l.from_stream
      GROUP BY l.product_id ORDER BY amount_ DESC, l.product_id"""


CHECK = Check(
    name="unknown_products",
    severity=Severity.NOTE,
    title=Label(
        "订单中有 {count} 个商品不在商品表（{amount}）",
        "Order lines name {count} products that are not in products ({amount})",
    ),
    cause=Label("新品还没有登记", "New products are not entered yet"),
    mend=Label(
        "在商品表中补上；没有成本的商品不计毛利，也不触发低毛利折扣",
        "Add them to the products; without a cost they have no margin and no margin gate applies",
    ),
    example=Label("{product_id}：{lines} 行，{amount_}", "{product_id}: {lines} lines, {amount_}"),
    needs=("products", "order_lines"),
    rows=_ROWS,
)
