"""People whom facts name and who are not in people on that day."""

from __future__ import annotations

from boji.completeness.check import Check, Place, Severity
from boji.completeness.lens import Lens
from boji.engine.plan.label import Label

NAMED = {  # table: the column that dates it
    "shifts": "starts_at",
    "order_lines": "paid_at",
    "violations": "at",
    "requests": "asked_at",
    "tickets": "opened_at",
    "tasks": "due_at",
    "gifts": "at",
}


def _rows(lens: Lens) -> str:
    parts = " UNION ALL ".join(
        f"""
        SELECT person_id, '{table}' AS source, {lens.day_of(f'"{at}"')} AS day FROM fact_{table}
        WHERE person_id IS NOT NULL AND {lens.inside(f'"{at}"')}"""
        for table, at in NAMED.items()
    )
    return f"""
      WITH named AS (SELECT person_id, source, day, count(*) AS rows FROM ({parts}) GROUP BY ALL)
      SELECT n.person_id, string_agg(DISTINCT n.source, ', ' ORDER BY n.source) AS sources,
        CAST(sum(n.rows) AS BIGINT) AS facts, min(n.day) AS first_day, max(n.day) AS last_day
      FROM named AS n ANTI JOIN fact_people AS p ON p.person_id = n.person_id
        AND n.day >= coalesce(p.starts_on, n.day) AND (p.ends_on IS NULL OR n.day < p.ends_on)
      GROUP BY n.person_id ORDER BY facts DESC, n.person_id"""


CHECK = Check(
    name="unknown_people",
    severity=Severity.PROBLEM,
    title=Label(
        "{count} 人在数据中出现，但当天不在人员表",
        "{count} people appear in facts but are not among the people on that day",
    ),
    cause=Label(
        "新人没有登记、入离职日期不对，或工号写错",
        "Somebody new is not entered, dates of joining or leaving are wrong, or the id is",
    ),
    mend=Label(
        "在人员表中补上，或改正起始日期、离开日期；否则他们的数据不计入任何人",
        "Add them to the people, or correct their first and last day; else their facts count for nobody",
    ),
    place=Place.PEOPLE,
    example=Label(
        "{person_id}：{facts} 条（{sources}），{first_day} 至 {last_day}",
        "{person_id}: {facts} rows ({sources}), {first_day} to {last_day}",
    ),
    needs=("people",),
    rows=_rows,
)
