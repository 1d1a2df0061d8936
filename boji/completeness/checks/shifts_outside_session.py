"""Shifts that reach far beyond their session, or lie outside it altogether."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

MOST_MINUTES = 60


_ROWS = f"""
      SELECT h.session_id, h.person_id, h.starts_at, h.ends_at, s.started_at, s.until_at
      FROM fact_shifts AS h JOIN sessions_near AS s USING (session_id)
      WHERE s.inside AND (h.ends_at <= s.started_at OR h.starts_at >= s.until_at
        OR h.starts_at < s.started_at - INTERVAL {MOST_MINUTES} MINUTE
        OR h.ends_at > s.until_at + INTERVAL {MOST_MINUTES} MINUTE)
      ORDER BY h.starts_at, h.session_id, h.person_id"""


CHECK = Check(
    name="shifts_outside_session",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个班次超出场次一小时以上，或完全不在场次内",
        "{count} shifts reach more than an hour beyond their session, or lie outside it",
    ),
    cause=Label(
        "日期填错（跨零点）、场次写错，或场次中断",
        "The date is wrong (midnight), the session is the wrong one, or the stream broke off",
    ),
    mend=Label(
        "核对日期与场次后重新导入；在班时长按班次计算",
        "Check date and session and import again; time on air is counted by the shift",
    ),
    example=Label(
        "{person_id}，{starts_at} 至 {ends_at}；{session_id} 为 {started_at} 至 {until_at}",
        "{person_id}, {starts_at} to {ends_at}; {session_id} is {started_at} to {until_at}",
    ),
    needs=("shifts", "sessions"),
    rows=_ROWS,
)
