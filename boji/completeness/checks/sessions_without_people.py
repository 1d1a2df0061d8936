"""Sessions for which nobody answers: no anchor shift and no person of the account."""

from __future__ import annotations

from boji.completeness.check import Check, Place, Severity
from boji.engine.plan.label import Label

_ROWS = """
      SELECT s.session_id, s.room_id, s.started_at, coalesce(l.paid, s.gmv) AS amount_
      FROM (FROM sessions_near ANTI JOIN air USING (session_id)) AS s
      LEFT JOIN lines_of AS l USING (session_id)
      WHERE s.inside ORDER BY coalesce(l.paid, s.gmv, 0) DESC, s.started_at"""


CHECK = Check(
    name="sessions_without_people",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 个场次没有主播：既没有主播排班，账号也没有对应人员（成交 {amount}）",
        "{count} sessions have no anchor: neither a shift nor a person of the account (sales {amount})",
    ),
    cause=Label(
        "排班没有导入，或账号没有登记到人", "The schedule is not imported, or the account has no person"
    ),
    mend=Label("导入排班，或登记账号归谁", "Import the schedule, or enter whose the account is"),
    place=Place.PEOPLE,
    example=Label(
        "{session_id}，直播间 {room_id}，{started_at} 开播",
        "{session_id}, room {room_id}, began {started_at}",
    ),
    needs=("sessions",),
    rows=_ROWS,
)
