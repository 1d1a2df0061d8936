"""Order lines paid while nobody was on air in their session."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

LATE_MINUTES = 30  # a later payment is `lines_outside_session`


def _rows(lens: Lens) -> str | None:
    if lens.credit != "on_air":
        return None
    return f"""
      SELECT l.line_id, l.session_id, l.paid_at, l.paid_amount AS amount_
      FROM lines_in AS l JOIN sessions_near AS s USING (session_id)
      WHERE l.from_stream AND EXISTS (SELECT 1 FROM air AS any_air WHERE any_air.session_id = l.session_id)
        AND l.paid_at >= s.started_at AND l.paid_at < s.until_at + INTERVAL {LATE_MINUTES} MINUTE
        AND NOT EXISTS (SELECT 1 FROM air AS a WHERE a.session_id = l.session_id
          AND a.starts_at <= l.paid_at AND l.paid_at < a.ends_at)
      ORDER BY l.paid_amount DESC NULLS LAST, l.line_id"""


_NEAREST = f"""
  SELECT * EXCLUDE (place) FROM (
    SELECT e.*, a.person_id AS proposed, a.starts_at, a.ends_at,
      row_number() OVER (PARTITION BY e.line_id ORDER BY
        greatest(epoch(a.starts_at - e.paid_at), epoch(e.paid_at - a.ends_at)), a.person_id) AS place
    FROM examples AS e LEFT JOIN air AS a ON a.session_id = e.session_id
      AND e.paid_at >= a.starts_at - INTERVAL {LATE_MINUTES} MINUTE
      AND e.paid_at < a.ends_at + INTERVAL {LATE_MINUTES} MINUTE)
  WHERE place = 1 ORDER BY amount_ DESC NULLS LAST, line_id"""

CHECK = Check(
    name="lines_nobody_on_air",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 条订单行付款时没有主播在班（{amount}），不计入任何人",
        "{count} order lines were paid while no anchor was on shift ({amount}) and count for nobody",
    ),
    cause=Label(
        "排班早于下播结束、交接有空档，或下播后才付款",
        "The shift ends before the stream, there is a gap at a hand-over, or the payment came after"
        " the stream",
    ),
    mend=Label(
        "核对排班的起止时间后重新导入；下播后付款的按公司规定处理",
        "Check the times of the shifts and import them again; payments after a stream are the company's rule",
    ),
    example=Label(
        "{line_id}，{session_id}，{paid_at} 付款 {amount_}",
        "{line_id}, {session_id}, paid {paid_at}, {amount_}",
    ),
    proposal=Label(
        "最近的是 {proposed}（{starts_at} 至 {ends_at}）",
        "the nearest is {proposed} ({starts_at} to {ends_at})",
    ),
    enrich=_NEAREST,
    needs=("order_lines", "sessions"),
    rows=_rows,
)
