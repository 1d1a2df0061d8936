"""Days of a platform without any data where that weekday usually has some."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

LOOK_BACK_WEEKS = 8
LEAST_WEEKS = 4  # since the platform's first data, to know what is usual
USUAL_PERCENT = 75  # of these weekdays have data


def _rows(lens: Lens) -> str:
    first = lens.period.first_day.isoformat()
    last = lens.last_day.isoformat()
    return f"""
      WITH dated AS (
        SELECT 'sessions' AS source, platform, {lens.day_of("started_at")} AS day FROM fact_sessions
        UNION ALL
        SELECT 'order_lines', platform, {lens.day_of("paid_at")} FROM fact_order_lines
        WHERE paid_at IS NOT NULL AND (channel = 'live' OR channel IS NULL)
        UNION ALL
        SELECT 'gifts', s.platform, {lens.day_of('g."at"')}
        FROM fact_gifts AS g JOIN fact_sessions AS s USING (session_id)),
      had AS (SELECT DISTINCT * FROM dated WHERE day >= DATE '{first}' - {7 * LOOK_BACK_WEEKS + 7}),
      began AS (SELECT source, platform, min(day) AS first_day FROM dated GROUP BY ALL),
      wanted AS (
        SELECT b.*, CAST(day AS DATE) AS day
        FROM began AS b, range(DATE '{first}', DATE '{last}' + 1, INTERVAL 1 DAY) AS t(day)),
      usual AS (
        SELECT w.source, w.platform, w.day, count(*) AS weeks, count(h.day) AS with_data
        FROM wanted AS w, range(1, {LOOK_BACK_WEEKS + 1}) AS n(week)
        LEFT JOIN had AS h ON h.source = w.source AND h.platform IS NOT DISTINCT FROM w.platform
          AND h.day = w.day - CAST(7 * n.week AS INTEGER)
        WHERE w.day - CAST(7 * n.week AS INTEGER) >= w.first_day GROUP BY ALL)
      SELECT u.day, u.platform, string_agg(u.source, ', ' ORDER BY u.source DESC) AS sources,
        max(u.with_data) AS with_data, max(u.weeks) AS weeks
      FROM usual AS u LEFT JOIN had AS h ON h.source = u.source
        AND h.platform IS NOT DISTINCT FROM u.platform AND h.day = u.day
      WHERE h.day IS NULL AND u.weeks >= {LEAST_WEEKS} AND 100 * u.with_data >= {USUAL_PERCENT} * u.weeks
      GROUP BY u.day, u.platform ORDER BY u.day, u.platform"""


CHECK = Check(
    name="days_without_data",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 个平台日没有数据，而同一星期几平时有",
        "{count} days of a platform have no data where that weekday usually has some",
    ),
    cause=Label(
        "那天的数据没有导出；或停播、放假",
        "The day was not exported; or there were no streams, as on a holiday",
    ),
    mend=Label(
        "到平台后台导出那一天再导入；确实停播可以忽略",
        "Export the day from the platform and import it; ignore it where nothing was streamed",
    ),
    example=Label(
        "{day} {platform}：{sources}（前 {weeks} 周同日有 {with_data} 周有数据）",
        "{day} {platform}: {sources} (data on {with_data} of {weeks} such weekdays before)",
    ),
    needs=("sessions",),
    rows=_rows,
)
