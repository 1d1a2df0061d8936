"""Order lines that name a session which nobody imported."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

_ROWS = """
      SELECT l.session_id, count(*) AS lines, min(l.paid_at) AS first_at,
        CAST(coalesce(sum(l.paid_amount), 0) AS BIGINT) AS amount_
      FROM lines_in AS l ANTI JOIN fact_sessions AS s USING (session_id)
      WHERE l.session_id IS NOT NULL AND l.from_stream
      GROUP BY l.session_id ORDER BY amount_ DESC, l.session_id"""


CHECK = Check(
    name="lines_of_unknown_sessions",
    severity=Severity.PROBLEM,
    title=Label(
        "订单提到 {count} 个不存在的场次（{amount}）",
        "Order lines name {count} sessions that are not there ({amount})",
    ),
    cause=Label(
        "场次没有导入，或场次编号写法不同",
        "The sessions are not imported, or their ids are written in another way",
    ),
    mend=Label(
        "导入这些场次，或改正订单里的场次编号",
        "Import these sessions, or correct the ids of sessions in the orders",
    ),
    example=Label(
        "{session_id}：{lines} 行，{amount_}，最早 {first_at}",
        "{session_id}: {lines} lines, {amount_}, the first {first_at}",
    ),
    needs=("order_lines",),
    rows=_ROWS,
)
