"""Stretches inside a session for which no anchor is on shift."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

LEAST_MINUTES = 10  # shorter ones are people who begin or end a little beside the schedule


_ROWS = f"""
      WITH edges AS (
        SELECT s.session_id, s.started_at, s.until_at, a.person_id, a.starts_at, a.ends_at
        FROM sessions_near AS s JOIN air AS a USING (session_id) WHERE s.inside AND a.by_shift),
      ordered AS (
        SELECT session_id, person_id, starts_at,
          greatest(started_at, max(ends_at) OVER w) AS free_from,
          arg_max(person_id, ends_at) OVER w AS before_person
        FROM edges WINDOW w AS (PARTITION BY session_id ORDER BY starts_at, ends_at
          ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)),
      gaps AS (
        SELECT o.session_id, coalesce(o.free_from, s.started_at) AS from_at,
          least(o.starts_at, s.until_at) AS to_at, o.before_person, o.person_id AS after_person
        FROM ordered AS o JOIN sessions_near AS s USING (session_id)
        UNION ALL
        SELECT session_id, greatest(max(ends_at), any_value(started_at)), any_value(until_at),
          arg_max(person_id, ends_at), NULL
        FROM edges GROUP BY session_id)
      SELECT g.session_id, from_at, to_at, date_diff('minute', from_at, to_at) AS minutes,
        coalesce(before_person, after_person) AS proposed,
        (SELECT CAST(sum(l.paid_amount) AS BIGINT) FROM lines_in AS l WHERE l.session_id = g.session_id
           AND l.from_stream AND l.paid_at >= from_at AND l.paid_at < to_at) AS amount_
      FROM gaps AS g WHERE to_at >= from_at + INTERVAL {LEAST_MINUTES} MINUTE
      ORDER BY amount_ DESC NULLS LAST, from_at, g.session_id"""


CHECK = Check(
    name="shift_gaps",
    severity=Severity.WARNING,
    title=Label(
        "{count} 处场次内无人在班超过 10 分钟（期间成交 {amount}）",
        "In {count} places nobody is on shift for more than 10 minutes of a session (sales {amount})",
    ),
    cause=Label(
        "排班有空档，或场次比排班开始得早、结束得晚",
        "The schedule has a gap, or the session begins before it or ends after it",
    ),
    mend=Label(
        "按实际上下播时间改排班后重新导入", "Write the actual times into the schedule and import it again"
    ),
    example=Label(
        "{session_id}：{from_at} 至 {to_at}（{minutes} 分钟），成交 {amount_}",
        "{session_id}: {from_at} to {to_at} ({minutes} minutes), sales {amount_}",
    ),
    proposal=Label("相邻的是 {proposed}", "next to it is {proposed}"),
    needs=("shifts", "sessions"),
    rows=_ROWS,
)
