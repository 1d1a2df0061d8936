"""Sessions without a shift in rooms that otherwise have them: the account's person gets it all."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

USUAL_DAYS = 60
LEAST_SESSIONS = 4
USUAL_PERCENT = 80  # of a room's sessions have shifts


def _rows(lens: Lens) -> str:
    return f"""
      WITH rooms AS (
        SELECT s.platform, s.room_id, count(*) AS sessions, count(h.session_id) AS with_shifts
        FROM fact_sessions AS s
        LEFT JOIN (SELECT DISTINCT session_id FROM fact_shifts) AS h USING (session_id)
        WHERE s.started_at >= {lens.starts} - INTERVAL {USUAL_DAYS} DAY AND s.started_at < {lens.ends}
        GROUP BY ALL)
      SELECT s.session_id, s.room_id, s.started_at, l.paid AS amount_, a.person_id AS person
      FROM sessions_near AS s JOIN air AS a ON a.session_id = s.session_id AND NOT a.by_shift
      JOIN rooms AS r
        ON r.platform IS NOT DISTINCT FROM s.platform AND r.room_id IS NOT DISTINCT FROM s.room_id
      LEFT JOIN lines_of AS l ON l.session_id = s.session_id
      WHERE s.inside AND r.sessions >= {LEAST_SESSIONS}
        AND 100 * r.with_shifts >= {USUAL_PERCENT} * r.sessions
      ORDER BY s.started_at, s.session_id"""


CHECK = Check(
    name="sessions_on_account",
    severity=Severity.NOTE,
    title=Label(
        "{count} 个场次没有排班，全场（{amount}）计入账号本人；同一直播间平时有排班",
        "{count} sessions have no shift and count as the account's person throughout ({amount}); their"
        " rooms usually have shifts",
    ),
    cause=Label("这一场漏排，或排班表没有这一天", "The schedule lacks the session or the day"),
    mend=Label(
        "有人代播就补排班；本人播的可以忽略", "Add the shift if somebody else hosted; ignore it otherwise"
    ),
    example=Label(
        "{session_id}，{started_at} 开播，计入 {person}",
        "{session_id}, began {started_at}, counts as {person}'s",
    ),
    needs=("sessions", "shifts"),
    rows=_rows,
)
