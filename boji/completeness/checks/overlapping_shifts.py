"""Anchor shifts that overlap in one session."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.engine.plan.label import Label

SLIP_MINUTES = 30  # a shorter overlap at a hand-over is likely a slip of the schedule


_ROWS = f"""
      WITH anchors AS (
        SELECT h.*, s.started_at FROM fact_shifts AS h JOIN sessions_near AS s USING (session_id)
        WHERE h.role = 'anchor' AND s.inside),
      pairs AS (
        SELECT a.session_id, a.person_id AS first_person, b.person_id AS second_person,
          a.starts_at AS first_from, a.ends_at AS first_to, b.starts_at AS second_from,
          least(a.ends_at, b.ends_at) AS second_to
        FROM anchors AS a JOIN anchors AS b ON a.session_id = b.session_id
          AND (a.starts_at, a.person_id) < (b.starts_at, b.person_id) AND b.starts_at < a.ends_at)
      SELECT *, date_diff('minute', second_from, second_to) AS minutes,
        CASE WHEN first_person <> second_person AND first_from < second_from AND first_to <= second_to
            AND second_to < second_from + INTERVAL {SLIP_MINUTES} MINUTE THEN second_from END AS proposed
      FROM pairs ORDER BY second_from, session_id, first_person"""


CHECK = Check(
    name="overlapping_shifts",
    severity=Severity.WARNING,
    title=Label(
        "{count} 处主播排班重叠，按在播归属的数据计入后开始的一班",
        "Anchor shifts overlap in {count} places; what belongs to whom is on air goes to the later one",
    ),
    cause=Label(
        "两人搭档同播，或交接时间填错", "Two anchors host together, or the time of a hand-over is wrong"
    ),
    mend=Label(
        "搭档同播可改用按时长分摊，或各自登记时段；填错的改正后重新导入",
        "Where they host together, share by minutes or give each their own time; correct what is wrong"
        " and import again",
    ),
    example=Label(
        "{session_id}：{first_person} 与 {second_person} 重叠 {second_from} 至 {second_to}（{minutes} 分钟）",
        "{session_id}: {first_person} and {second_person} overlap {second_from} to {second_to}"
        " ({minutes} minutes)",
    ),
    proposal=Label("{first_person} 改为 {proposed} 结束", "end {first_person}'s shift at {proposed}"),
    needs=("shifts",),
    rows=_ROWS,
)
