"""Refunds of order lines that nobody imported."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label


def _rows(lens: Lens) -> str:
    return f"""
      SELECT t.refund_id, t.line_id, t.refunded_at, t.amount AS amount_
      FROM fact_refunds AS t ANTI JOIN fact_order_lines AS l USING (line_id)
      WHERE {lens.inside("t.refunded_at")} ORDER BY abs(t.amount) DESC, t.refund_id"""


CHECK = Check(
    name="refunds_without_line",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 笔退款找不到订单行（{amount}），没有扣减任何人",
        "{count} refunds have no order line ({amount}) and lower nobody",
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
        "{refund_id}，子订单 {line_id}，{refunded_at}，{amount_}",
        "{refund_id}, line {line_id}, {refunded_at}, {amount_}",
    ),
    needs=("refunds", "order_lines"),
    rows=_rows,
)
