"""Settlements of order lines that nobody imported."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label


def _rows(lens: Lens) -> str:
    return f"""
      SELECT t.settlement_id, t.line_id, t.settled_at, t.amount AS amount_
      FROM (
        FROM fact_settlements ANTI JOIN (SELECT line_id FROM fact_order_lines) USING (line_id)
      ) AS t ANTI JOIN (
        SELECT order_id, NULL AS line_id FROM fact_order_lines
      ) AS o ON t.line_id IS NULL AND o.order_id = t.order_id
      WHERE {lens.inside("t.settled_at")} ORDER BY abs(t.amount) DESC, t.settlement_id"""


CHECK = Check(
    name="settlements_without_line",
    severity=Severity.WARNING,
    title=Label(
        "{count} 笔结算找不到订单行（{amount}）", "{count} settlements have no order line ({amount})"
    ),
    cause=Label(
        "更早月份的订单没有导入，或用了主订单号而不是子订单号",
        "Orders of earlier months are not imported, or the order's number stands where the line's should",
    ),
    mend=Label(
        "导入付款当月的订单；核对子订单号",
        "Import the orders of the month of payment; check the line's number",
    ),
    example=Label(
        "{settlement_id}，子订单 {line_id}，{settled_at}，{amount_}",
        "{settlement_id}, line {line_id}, {settled_at}, {amount_}",
    ),
    needs=("settlements", "order_lines"),
    rows=_rows,
)
