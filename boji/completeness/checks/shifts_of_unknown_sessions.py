"""Shifts in sessions which nobody imported."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label


def _rows(lens: Lens) -> str:
    return f"""
      SELECT h.session_id, string_agg(DISTINCT h.person_id, ', ' ORDER BY h.person_id) AS people,
        min(h.starts_at) AS first_at
      FROM fact_shifts AS h ANTI JOIN fact_sessions AS s USING (session_id)
      WHERE {lens.inside("h.starts_at")} GROUP BY h.session_id ORDER BY first_at, h.session_id"""


CHECK = Check(
    name="shifts_of_unknown_sessions",
    severity=Severity.PROBLEM,
    title=Label("{count} 个场次有排班但没有场次数据", "{count} sessions have shifts but are not there"),
    cause=Label(
        "平台的场次没有导出，或没有开播",
        "The platform's sessions are not exported, or the stream did not take place",
    ),
    mend=Label(
        "补导场次；没有开播的删去排班",
        "Export and import the sessions; where there was no stream, delete the shift",
    ),
    example=Label("{session_id}，{first_at}，{people}", "{session_id}, {first_at}, {people}"),
    needs=("shifts",),
    rows=_rows,
)
