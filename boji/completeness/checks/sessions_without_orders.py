"""Sessions that brought no order lines although they should have."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

USUAL_DAYS = 60
LEAST_SESSIONS = 4  # of a room, to know what is usual in it


def _rows(lens: Lens) -> str:
    return f"""
      WITH selling AS (SELECT DISTINCT session_id FROM fact_order_lines WHERE session_id IS NOT NULL),
      rooms AS (
        SELECT s.platform, s.room_id, count(*) AS sessions, count(o.session_id) AS with_orders
        FROM fact_sessions AS s LEFT JOIN selling AS o USING (session_id)
        WHERE s.started_at >= {lens.starts} - INTERVAL {USUAL_DAYS} DAY AND s.started_at < {lens.ends}
        GROUP BY ALL)
      SELECT s.session_id, s.room_id, s.started_at, s.gmv AS amount_, s.orders
      FROM (FROM sessions_near ANTI JOIN selling USING (session_id)) AS s
      JOIN rooms AS r
        ON r.platform IS NOT DISTINCT FROM s.platform AND r.room_id IS NOT DISTINCT FROM s.room_id
      WHERE s.inside AND (coalesce(s.gmv, 0) > 0 OR coalesce(s.orders, 0) > 0
        OR (r.sessions >= {LEAST_SESSIONS} AND 2 * r.with_orders > r.sessions))
      ORDER BY coalesce(s.gmv, 0) DESC, s.started_at"""


CHECK = Check(
    name="sessions_without_orders",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个场次没有订单（场次数据显示成交 {amount}）",
        "{count} sessions have no orders (their cards say {amount})",
    ),
    cause=Label(
        "订单还没导出，或导出的日期、店铺不全",
        "The orders are not exported yet, or not for all days and shops",
    ),
    mend=Label(
        "导出这些日期的订单再导入；确实没有成交可以忽略",
        "Export the orders of these days and import them; ignore it where nothing was sold",
    ),
    example=Label(
        "{session_id}，直播间 {room_id}，{started_at} 开播",
        "{session_id}, room {room_id}, began {started_at}",
    ),
    needs=("order_lines", "sessions"),
    rows=_rows,
)
