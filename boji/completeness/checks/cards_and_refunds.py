"""Refunds that a session's card knows of and the after-sales rows do not."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

PERCENT = 5
LEAST_FEN = 10_000


_ROWS = f"""
      SELECT s.session_id, s.started_at, s.refunds AS card_fen, l.refunded AS rows_fen,
        s.refunds - l.refunded AS amount_
      FROM sessions_near AS s JOIN lines_of AS l USING (session_id)
      WHERE s.inside AND s.refunds - l.refunded > {LEAST_FEN}
        AND 100 * (s.refunds - l.refunded) > {PERCENT} * s.refunds
      ORDER BY amount_ DESC, s.session_id"""


CHECK = Check(
    name="cards_and_refunds",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个场次的平台退款多于售后记录（多 {amount}）",
        "The platform's refunds of {count} sessions are more than the after-sales rows ({amount} more)",
    ),
    cause=Label(
        "售后单没有导出，或只导到较早的日期", "After-sales are not exported, or only up to an earlier day"
    ),
    mend=Label(
        "导出付款日至今的售后单再导入；少退款会多发提成",
        "Export the after-sales from the days of payment until today and import them; missing refunds"
        " mean too much commission",
    ),
    example=Label(
        "{session_id}，{started_at}：平台 {card_fen}，售后 {rows_fen}",
        "{session_id}, {started_at}: platform {card_fen}, after-sales {rows_fen}",
    ),
    needs=("order_lines", "sessions"),
    rows=_ROWS,
)
