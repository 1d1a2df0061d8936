"""Refunds that the settlement knows of and the after-sales rows do not (X01, X12)."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

LEAST_FEN = 100

# The same money as the after-sales rows: it is compared with them, never added to them.
_ROWS = f"""
      WITH taken AS (
        SELECT line_id, CAST(sum(abs(amount)) AS BIGINT) AS taken, max(settled_at) AS settled_at
        FROM fact_settlements WHERE kind = 'refund' AND line_id IS NOT NULL GROUP BY line_id)
      SELECT t.line_id, t.settled_at, t.taken AS settled_fen, coalesce(r.refunded, 0) AS rows_fen,
        t.taken - coalesce(r.refunded, 0) AS amount_
      FROM taken AS t JOIN lines_in AS l USING (line_id) LEFT JOIN refunds_by_line AS r USING (line_id)
      WHERE t.taken - coalesce(r.refunded, 0) > {LEAST_FEN} ORDER BY amount_ DESC, t.line_id"""


CHECK = Check(
    name="settlement_refunds",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 条订单行的结算退款没有对应的售后记录（{amount}），提成没有扣减",
        "Settled refunds of {count} order lines are not among the after-sales ({amount}), so"
        " commission is not lowered",
    ),
    cause=Label(
        "售后单没有导出或导得不全；结算退款只用来核对，不会再扣一次",
        "After-sales are not exported, or in part; settled refunds are for comparison and never lower"
        " anything twice",
    ),
    mend=Label("导出售后单再导入", "Export the after-sales and import them"),
    example=Label(
        "{line_id}，{settled_at}：结算退款 {settled_fen}，售后 {rows_fen}",
        "{line_id}, {settled_at}: settled refund {settled_fen}, after-sales {rows_fen}",
    ),
    needs=("settlements", "order_lines"),
    rows=_ROWS,
)
