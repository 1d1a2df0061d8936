"""The gift income of a session's card against its gifts."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

PERCENT = 1
LEAST_FEN = 100


_ROWS = f"""
      WITH given AS (
        SELECT session_id, CAST(sum(amount) AS BIGINT) AS gifts FROM fact_gifts
        SEMI JOIN sessions_near USING (session_id) GROUP BY session_id)
      SELECT s.session_id, s.started_at, s.gift_income AS card_fen, g.gifts AS gifts_fen,
        abs(s.gift_income - g.gifts) AS amount_
      FROM sessions_near AS s JOIN given AS g USING (session_id)
      WHERE s.inside AND abs(s.gift_income - g.gifts) > {LEAST_FEN}
        AND 100 * abs(s.gift_income - g.gifts) > {PERCENT} * s.gift_income
      ORDER BY amount_ DESC, s.session_id"""


CHECK = Check(
    name="cards_and_gifts",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个场次的礼物收入与礼物明细不一致（合计相差 {amount}）",
        "The gift income of {count} sessions differs from their gifts ({amount} in all)",
    ),
    cause=Label(
        "礼物明细不全，或一边是分成前、一边是分成后",
        "Gifts are missing, or one side is before the platform's share and the other after it",
    ),
    mend=Label(
        "补导礼物明细，并确认两边口径相同", "Import the missing gifts, and make sure that both mean the same"
    ),
    example=Label(
        "{session_id}，{started_at}：场次 {card_fen}，明细 {gifts_fen}",
        "{session_id}, {started_at}: session {card_fen}, gifts {gifts_fen}",
    ),
    needs=("gifts", "sessions"),
    rows=_ROWS,
)
