"""Sessions whose times cannot be right."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

MOST_HOURS = 16


_ROWS = f"""
      SELECT session_id, room_id, started_at, ended_at FROM sessions_near
      WHERE inside AND (ended_at IS NULL OR ended_at <= started_at
        OR ended_at > started_at + INTERVAL {MOST_HOURS} HOUR)
      ORDER BY started_at, session_id"""


CHECK = Check(
    name="session_times",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个场次没有结束时间，或时长不合理（超过 16 小时、结束不晚于开始）",
        "{count} sessions have no end, or one that cannot be right (more than 16 hours, or not after"
        " the start)",
    ),
    cause=Label("导出时还在播，或时间填错", "The stream was running at the export, or a time is wrong"),
    mend=Label(
        "下播后重新导出再导入；没有结束时间的按到下一场开播、最多 24 小时计",
        "Export again after the stream and import; without an end a session counts until the room's"
        " next, 24 hours at most",
    ),
    example=Label(
        "{session_id}，直播间 {room_id}，{started_at} 至 {ended_at}",
        "{session_id}, room {room_id}, {started_at} to {ended_at}",
    ),
    needs=("sessions",),
    rows=_ROWS,
)
