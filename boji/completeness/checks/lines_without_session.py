"""Paid order lines of streams that belong to no session."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

NEAR_MINUTES = 30


def _rows(lens: Lens) -> str | None:
    if lens.credit == "named":
        return None
    return """
      SELECT line_id, paid_at, paid_amount AS amount_, platform, room_id FROM lines_in
      WHERE session_id IS NULL AND from_stream ORDER BY paid_amount DESC NULLS LAST, line_id"""


_NEAREST = f"""
  SELECT * EXCLUDE (place) FROM (
    SELECT e.*, s.session_id AS proposed, s.started_at, s.until_at,
      (SELECT string_agg(DISTINCT a.person_id, ', ' ORDER BY a.person_id) FROM air AS a
       WHERE a.session_id = s.session_id
         AND greatest(least(e.paid_at, s.until_at - INTERVAL 1 SECOND), s.started_at) >= a.starts_at
         AND greatest(least(e.paid_at, s.until_at - INTERVAL 1 SECOND), s.started_at) < a.ends_at) AS people,
      row_number() OVER (PARTITION BY e.line_id ORDER BY
        greatest(epoch(s.started_at - e.paid_at), epoch(e.paid_at - s.until_at), 0), s.session_id) AS place
    FROM examples AS e LEFT JOIN sessions_near AS s
      ON s.platform IS NOT DISTINCT FROM e.platform AND (e.room_id IS NULL OR s.room_id = e.room_id)
      AND e.paid_at >= s.started_at - INTERVAL {NEAR_MINUTES} MINUTE
      AND e.paid_at < s.until_at + INTERVAL {NEAR_MINUTES} MINUTE)
  WHERE place = 1 ORDER BY amount_ DESC NULLS LAST, line_id"""

CHECK = Check(
    name="lines_without_session",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 条直播订单行没有场次（{amount}），不计入任何人",
        "{count} order lines of streams have no session ({amount}) and count for nobody",
    ),
    cause=Label(
        "场次没有导入、付款时没有场次在播，或同时有几个场次在播",
        "Sessions are not imported, none was on at the time of payment, or several were",
    ),
    mend=Label(
        "先导入缺少的场次，订单会自动归入；仍有多个可能时，在订单里写明场次编号",
        "Import the missing sessions, and the lines are linked; where several remain possible, write"
        " the session's id into the orders",
    ),
    example=Label(
        "{line_id}，{paid_at} 付款 {amount_}，直播间 {room_id}",
        "{line_id}, paid {paid_at}, {amount_}, room {room_id}",
    ),
    proposal=Label(
        "可能是 {proposed}（{started_at} 至 {until_at}，在播 {people}）",
        "perhaps {proposed} ({started_at} to {until_at}, on air {people})",
    ),
    enrich=_NEAREST,
    needs=("order_lines",),
    rows=_rows,
)
