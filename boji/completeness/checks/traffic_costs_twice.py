"""Sessions whose traffic cost came from two sources and counts twice."""

from __future__ import annotations

from boji.completeness.check import Check, Place, Severity
from boji.engine.plan.label import Label

_ROWS = """
      SELECT c.session_id, s.started_at,
        CAST(sum(c.amount) FILTER (c.until IS NOT NULL) AS BIGINT) AS hourly_fen,
        CAST(sum(c.amount) FILTER (c.until IS NULL) AS BIGINT) AS other_fen,
        least(hourly_fen, other_fen) AS amount_
      FROM fact_costs AS c JOIN sessions_near AS s USING (session_id)
      WHERE s.inside AND c.kind = 'traffic'
      GROUP BY ALL HAVING hourly_fen IS NOT NULL AND other_fen IS NOT NULL
      ORDER BY amount_ DESC, c.session_id"""


CHECK = Check(
    name="traffic_costs_twice",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 个场次的投放费用有两个来源，可能重复计算（{amount}）",
        "The traffic cost of {count} sessions comes from two sources and may count twice ({amount})",
    ),
    cause=Label(
        "同时导入了千川分时消耗和场次的投放消耗",
        "Both the hourly cost and the session's own figure were imported",
    ),
    mend=Label("保留一个来源，撤销另一个导入", "Keep one source and undo the other's import"),
    place=Place.HISTORY,
    command=Label("boji imports undo N --reason 原因", "boji imports undo N --reason TEXT"),
    example=Label(
        "{session_id}，{started_at}：分时 {hourly_fen}，其他 {other_fen}",
        "{session_id}, {started_at}: hourly {hourly_fen}, other {other_fen}",
    ),
    needs=("costs", "sessions"),
    rows=_ROWS,
)
