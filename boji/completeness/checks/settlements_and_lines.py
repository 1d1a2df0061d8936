"""What was settled of an order line against what was paid of it."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

PERCENT = 3
LEAST_FEN = 100

# Platforms write fees with either sign; what users paid is what was settled and what was kept.
_ROWS = f"""
      WITH settled AS (
        SELECT line_id, CAST(sum(amount + abs(coalesce(platform_fee, 0)) + abs(coalesce(commission, 0)))
          AS BIGINT) AS settled
        FROM fact_settlements WHERE line_id IS NOT NULL AND coalesce(kind, 'settlement') = 'settlement'
        GROUP BY line_id)
      SELECT l.line_id, l.paid_at, l.paid_amount AS paid_fen, coalesce(r.refunded, 0) AS refunded_fen,
        s.settled AS settled_fen, abs(l.paid_amount - s.settled) AS amount_
      FROM lines_in AS l JOIN settled AS s USING (line_id)
      LEFT JOIN refunds_by_line AS r ON r.line_id = l.line_id
      WHERE abs(l.paid_amount - s.settled) > {LEAST_FEN}
        AND 100 * abs(l.paid_amount - s.settled) > {PERCENT} * l.paid_amount
        AND abs(l.paid_amount - coalesce(r.refunded, 0) - s.settled) > {LEAST_FEN}
        AND 100 * abs(l.paid_amount - coalesce(r.refunded, 0) - s.settled) > {PERCENT} * l.paid_amount
      ORDER BY amount_ DESC, l.line_id"""


CHECK = Check(
    name="settlements_and_lines",
    severity=Severity.WARNING,
    title=Label(
        "{count} 条订单行的结算与实付相差 3% 以上（合计相差 {amount}）",
        "What was settled of {count} order lines differs from what was paid by more than 3% ({amount}"
        " in all)",
    ),
    cause=Label(
        "订单金额导错列、运费或补贴，或结算前退款没有售后记录",
        "The wrong column of money, freight or subsidies, or a refund before settlement that is not"
        " among the after-sales",
    ),
    mend=Label(
        "先导入售后单；仍不一致的按结算账单核对订单金额",
        "Import the after-sales first; check the amounts of the rest against the settlement",
    ),
    example=Label(
        "{line_id}，{paid_at}：实付 {paid_fen}，退款 {refunded_fen}，结算 {settled_fen}",
        "{line_id}, {paid_at}: paid {paid_fen}, refunded {refunded_fen}, settled {settled_fen}",
    ),
    needs=("settlements", "order_lines"),
    rows=_ROWS,
)
