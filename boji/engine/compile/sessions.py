"""Figures of whole sessions: everything that happened in them, whoever was on air.

Owns sums by session, on which pools stand. Nothing here is credited or shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from boji.engine.arithmetic import quoted
from boji.engine.compile.credit import personal_lines
from boji.engine.compile.sums import columns_read, sum_columns
from boji.engine.plan.formula import Aggregate
from boji.engine.plan.model import Plan
from boji.engine.program import Relation


def session_sums(plan: Plan, sessions: str, aggregates: Sequence[Aggregate]) -> list[Relation]:
    """`session_<table>`: the sums of each session named in the relation `sessions`.

    Order lines count whatever their time; aggregates must be of order lines, sessions or costs.
    """
    tables: dict[str, list[Aggregate]] = {}
    for aggregate in aggregates:
        tables.setdefault(aggregate.table, []).append(aggregate)
    relations = []
    for table, used in tables.items():
        columns = {
            column.name: column for one in used for column in sum_columns(plan, one, whole_rows=True)
        }
        sums = ", ".join(
            f"CAST({column.sql} AS BIGINT) AS {quoted(column.name)}" for column in columns.values()
        )
        raw, parts = columns_read(used)
        relations.append(
            Relation(
                f"session_{table}",
                f"""
                SELECT f.session_id, {sums} FROM ({_rows(plan, table, raw | parts)}) AS f
                JOIN {sessions} AS chosen ON chosen.session_id = f.session_id
                GROUP BY f.session_id
                """,
                key=("session_id",),
            )
        )
    return relations


def _rows(plan: Plan, table: str, columns: set[str]) -> str:
    if table == "order_lines":
        return personal_lines(plan, None, columns | {"session_id"})
    if table == "sessions":
        return "SELECT s.*, epoch_us(s.ended_at) - epoch_us(s.started_at) AS on_air_us FROM fact_sessions AS s"
    return f"SELECT * FROM fact_{table}"
