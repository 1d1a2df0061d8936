"""Traffic and slot costs that belong to no session."""

from __future__ import annotations

from boji.completeness.check import Check, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label


def _rows(lens: Lens) -> str:
    return f"""
      SELECT cost_id, kind, "at", amount AS amount_, room_id FROM fact_costs
      WHERE kind IN ('traffic', 'slot') AND session_id IS NULL AND {lens.inside('"at"')}
      ORDER BY amount DESC, cost_id"""


CHECK = Check(
    name="costs_without_session",
    severity=Severity.WARNING,
    title=Label(
        "{count} 笔投放或坑位费没有场次（{amount}），不计入任何人的净额",
        "{count} traffic or slot costs have no session ({amount}) and lower nobody's net sales",
    ),
    cause=Label(
        "那时没有场次在播（下播后仍在消耗），或场次没有导入",
        "No session was on at the time (spending went on after the stream), or it is not imported",
    ),
    mend=Label(
        "先导入场次，费用会自动归入；下播后的消耗请停投或手工归属",
        "Import the sessions, and the costs are linked; stop spending after streams, or write the session's"
        " id into the costs",
    ),
    example=Label(
        "{cost_id}，{at}，{kind} {amount_}，直播间 {room_id}",
        "{cost_id}, {at}, {kind} {amount_}, room {room_id}",
    ),
    needs=("costs",),
    rows=_rows,
)
