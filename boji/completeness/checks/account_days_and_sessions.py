"""The gift income of an account's day against its sessions of that day."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

PERCENT = 1
LEAST_FEN = 100


def _rows(lens: Lens) -> str:
    first, end = lens.period.first_day.isoformat(), lens.period.end_day.isoformat()
    return f"""
      WITH sessions AS (
        SELECT a.account_id, {lens.day_of("s.started_at")} AS day,
          CAST(sum(s.gift_income) AS BIGINT) AS gifts, count(*) AS sessions
        FROM sessions_near AS s JOIN fact_accounts AS a
          ON a.platform = s.platform AND (a.room_id = s.room_id OR a.account_id = s.room_id)
        GROUP BY ALL)
      SELECT d.account_id, d.date AS day, d.gift_income AS day_fen, s.gifts AS sessions_fen,
        coalesce(s.sessions, 0) AS sessions, abs(d.gift_income - coalesce(s.gifts, 0)) AS amount_
      FROM fact_account_days AS d LEFT JOIN sessions AS s ON s.account_id = d.account_id AND s.day = d.date
      WHERE d.date >= DATE '{first}' AND d.date < DATE '{end}'
        AND abs(d.gift_income - coalesce(s.gifts, 0)) > {LEAST_FEN}
        AND 100 * abs(d.gift_income - coalesce(s.gifts, 0)) > {PERCENT} * d.gift_income
      ORDER BY amount_ DESC, d.account_id, d.date"""


CHECK = Check(
    name="account_days_and_sessions",
    severity=Severity.WARNING,
    title=Label(
        "{count} 个账号日的礼物收入与当日场次之和不一致（合计相差 {amount}）",
        "The gift income of {count} account days differs from the sessions of the day ({amount} in all)",
    ),
    cause=Label(
        "缺场次；或跨零点的场次，平台按自然日、这里按业务日",
        "Sessions are missing; or a session crosses midnight, and the platform counts calendar days",
    ),
    mend=Label(
        "先补导场次；只在相邻两天一多一少，是跨零点，可以忽略",
        "Import missing sessions; where one day has more and the next as much less, it is midnight,"
        " ignore it",
    ),
    example=Label(
        "{account_id} {day}：日报 {day_fen}，{sessions} 个场次合计 {sessions_fen}",
        "{account_id} {day}: daily {day_fen}, {sessions} sessions {sessions_fen}",
    ),
    needs=("account_days",),
    rows=_rows,
)
