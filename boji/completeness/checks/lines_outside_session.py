"""Order lines that name a session outside whose time they were paid."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

LATE_MINUTES = 30  # the platforms' usual time to pay an order


def _rows(lens: Lens) -> str | None:
    if lens.credit == "named":
        return None
    return f"""
      SELECT l.line_id, l.session_id, l.paid_at, l.paid_amount AS amount_, s.started_at, s.until_at
      FROM lines_in AS l JOIN sessions_near AS s USING (session_id)
      WHERE l.from_stream
        AND (l.paid_at < s.started_at OR l.paid_at >= s.until_at + INTERVAL {LATE_MINUTES} MINUTE)
      ORDER BY l.paid_amount DESC NULLS LAST, l.line_id"""


CHECK = Check(
    name="lines_outside_session",
    severity=Severity.WARNING,
    title=Label(
        "{count} 条订单行的付款时间不在所属场次内（{amount}）",
        "{count} order lines were paid outside the time of their session ({amount})",
    ),
    cause=Label(
        "场次写错、时区不同，或下播后很久才付款",
        "The session is the wrong one, a time zone differs, or they were paid long after the stream",
    ),
    mend=Label(
        "核对场次编号与付款时间；整批相差整小时多半是时区",
        "Check the session's id and the time of payment; whole hours off in all rows are mostly a time zone",
    ),
    example=Label(
        "{line_id}，{paid_at} 付款；{session_id} 为 {started_at} 至 {until_at}",
        "{line_id}, paid {paid_at}; {session_id} is {started_at} to {until_at}",
    ),
    needs=("order_lines", "sessions"),
    rows=_rows,
)
