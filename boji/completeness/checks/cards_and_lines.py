"""The platform's figures of a session against its order lines."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

PERCENT = 3
LEAST_FEN = 5_000
LEAST_ORDERS = 3


_ROWS = f"""
      SELECT s.session_id, s.started_at, s.gmv AS card_fen, l.paid AS lines_fen, s.orders AS card_orders,
        l.orders AS line_orders, abs(s.gmv - l.paid) AS amount_
      FROM sessions_near AS s JOIN lines_of AS l USING (session_id)
      WHERE s.inside AND (
        (abs(s.gmv - l.paid) > {LEAST_FEN} AND 100 * abs(s.gmv - l.paid) > {PERCENT} * s.gmv)
        OR (abs(s.orders - l.orders) >= {LEAST_ORDERS}
          AND 100 * abs(s.orders - l.orders) > {PERCENT} * s.orders))
      ORDER BY amount_ DESC NULLS LAST, s.session_id"""


CHECK = Check(
    name="cards_and_lines",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个场次的平台成交与订单相差 3% 以上（合计相差 {amount}）",
        "The platform's sales of {count} sessions differ from their order lines by more than 3%"
        " ({amount} in all)",
    ),
    cause=Label(
        "订单导得不全或归错场次；平台成交含补贴，而订单是用户实付",
        "Orders are missing or in another session; the platform's sales include subsidies, order lines"
        " are what users paid",
    ),
    mend=Label(
        "少了就补导订单；多了看是否归错场次；只差补贴可以忽略",
        "Import the missing orders; where there are too many, look for another session's; ignore it"
        " where only subsidies differ",
    ),
    example=Label(
        "{session_id}，{started_at}：平台 {card_fen}（{card_orders} 单），订单"
        " {lines_fen}（{line_orders} 单）",
        "{session_id}, {started_at}: platform {card_fen} ({card_orders} orders), lines {lines_fen}"
        " ({line_orders} orders)",
    ),
    needs=("order_lines", "sessions"),
    rows=_ROWS,
)
