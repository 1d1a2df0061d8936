"""Figures of whole rows: everything that happened in a session, whoever was on air.

Owns sums by session, on which pools stand, and the whole rows that other subjects without people are
summed from. Nothing here is credited or shared.
"""

from __future__ import annotations

from collections.abc import Sequence

from boji.engine.arithmetic import quoted
from boji.engine.compile.credit import personal_lines
from boji.engine.compile.sums import columns_read, sum_columns
from boji.engine.compile.window import Window
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
        raw, parts = columns_read(used)
        relations.append(
            Relation(
                f"session_{table}",
                f"""
                SELECT f.session_id, {whole_row_sums(plan, used)}
                FROM ({whole_rows(None, table, raw | parts)}) AS f
                JOIN {sessions} AS chosen ON chosen.session_id = f.session_id
                GROUP BY f.session_id
                """,
                key=("session_id",),
            )
        )
    return relations


def whole_row_sums(plan: Plan, aggregates: Sequence[Aggregate]) -> str:
    """The sums of whole rows `f` as SELECT items."""
    columns = {
        column.name: column for one in aggregates for column in sum_columns(plan, one, whole_rows=True)
    }
    return ", ".join(f"CAST({column.sql} AS BIGINT) AS {quoted(column.name)}" for column in columns.values())


def whole_rows(window: Window | None, table: str, columns: set[str]) -> str:
    """The table's rows; order lines are those that count (of any time where there is no window)."""
    if table == "order_lines":
        return personal_lines(window, columns | {"session_id"})
    if table == "sessions":
        on_air = "epoch_us(s.ended_at) - epoch_us(s.started_at)"
        return f"SELECT s.*, {on_air} AS on_air_us FROM fact_sessions AS s"
    return f"SELECT * FROM fact_{table}"
