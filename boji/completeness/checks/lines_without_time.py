"""Order lines that were paid but say not when."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

PAID = "'to_ship', 'shipped', 'done', 'paid'"  # statuses of orders that were paid

_ROWS = f"""
  SELECT l.line_id, l.order_id, l.session_id, l.status, l.paid_amount AS amount_
  FROM fact_order_lines AS l LEFT JOIN sessions_near AS s USING (session_id)
  WHERE l.paid_at IS NULL AND (l.status IN ({PAID}) OR (l.status IS NULL AND l.paid_amount > 0))
    AND (l.session_id IS NULL OR s.inside)
  ORDER BY l.paid_amount DESC NULLS LAST, l.line_id"""

CHECK = Check(
    name="lines_without_time",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 条订单行已付款但没有付款时间（{amount}），不计入任何账期",
        "{count} order lines are paid but without a time ({amount}) and count in no period",
    ),
    cause=Label("导出时没有勾选支付时间这一列", "The export lacks the column of the payment time"),
    mend=Label("重新导出并勾选支付时间，再导入", "Export again with the payment time, then import"),
    example=Label(
        "{line_id}，订单 {order_id}，{status}，{amount_}", "{line_id}, order {order_id}, {status}, {amount_}"
    ),
    needs=("order_lines",),
    rows=_ROWS,
)
