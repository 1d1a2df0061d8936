"""Which changes of facts can concern the pay of a month: the columns that its plan reads, the days it sees.

Owns the choice. Names follow `changed`: a row that differs has its `columns`, `old` and `new`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from boji.engine.arithmetic import text_literal
from boji.engine.compile import pay_aggregates
from boji.engine.compile.bases import base_aggregates
from boji.engine.compile.sums import columns_read
from boji.engine.compile.window import Window, date, instant
from boji.engine.facts import REFUNDED, TABLES, Kind, Table
from boji.engine.plan.columns import SESSION_ATTRIBUTES
from boji.engine.plan.formula import Aggregate
from boji.engine.plan.model import Plan
from boji.payouts.lines import LineChange

# What decides whose a fact is, and when: read whatever the plan's formulas are.
_ALWAYS = {
    "people": {"role", "tier", "team", "base_pay", "ends_on"},
    "accounts": {"person_id", "room_id"},
    "shifts": {"role", "ends_at"},
    "sessions": {"started_at", "ended_at", "platform", "room_id"},
}
_OF_LINES = {"session_id", "person_id", "product_id", "paid_at", "channel"}
_BEFORE = dt.timedelta(days=1)  # sessions across midnight; growth since the day before


def relevant_columns(plan: Plan) -> dict[str, set[str]]:
    """By table the columns that pay depends on; tables that are not there play no part in it."""
    return _columns_read(plan, pay_aggregates(plan))


def relevant_tables(plan: Plan, lines: Iterable[LineChange]) -> set[str]:
    """The tables that can have moved these lines: of their bases; where a rate moved, of all conditions."""
    pools, schemes = ({one.name: one.base for one in rules} for rules in (plan.pools, plan.schemes))
    aggregates = [
        aggregate
        for line in lines
        if line.scheme is not None
        for aggregate in base_aggregates(plan, (pools if line.kind == "pool" else schemes)[line.scheme])
    ]
    if any(line.rate_moved or line.kind == "true_up" for line in lines):
        aggregates += pay_aggregates(plan)
    return set(_columns_read(plan, aggregates))


def _columns_read(plan: Plan, aggregates: Sequence[Aggregate]) -> dict[str, set[str]]:
    found = {name: set(columns) for name, columns in _ALWAYS.items()}
    for name in dict.fromkeys(one.table for one in aggregates):
        raw, parts = columns_read([one for one in aggregates if one.table == name])
        found.setdefault(name, set()).update(raw | parts)
        if at := TABLES[name].at:
            found[name].add(at)
    if plan.pools:
        found["sessions"] |= SESSION_ATTRIBUTES.keys() & {"kind", "form", "new_form", "title"}
    if "order_lines" in found:
        found["order_lines"] |= _OF_LINES
        if REFUNDED.name in found["order_lines"]:
            found["refunds"] = {"line_id", "amount"}
    return found


def relevant_rows(table: Table, columns: Mapping[str, set[str]], window: Window) -> str:
    """SQL condition on a row of `changed_<table>`: it differs in what is read, and lies in the window."""
    read = ", ".join(text_literal(name) for name in sorted(columns[table.name]))
    differs = f"(change <> 'changed' OR list_has_any(columns, CAST([{read}] AS VARCHAR[])))"
    inside = " OR ".join(f"({_inside(table, side, window)})" for side in ("old", "new"))
    return f"{differs} AND ({inside})"


def _inside(table: Table, side: str, window: Window) -> str:
    """Whether the row of a side concerns the window; lines are left to the rules of credit."""
    starts, ends = instant(window.starts_at - _BEFORE), instant(window.ends_at)
    first, last = window.units[0].first_day, window.units[-1].end_day
    if table.name in ("order_lines", "refunds"):
        return "TRUE"
    if table.name == "people":
        return f"{side}.starts_on < {date(last)}"
    if table.name == "shifts":
        return f"{side}.ends_at > {starts} AND {side}.starts_at < {ends}"
    if table.at is None:
        return f"{side}.{table.key[0]} IS NOT NULL"
    at = f"{side}.{table.at}"
    match table.column(table.at).kind:
        case Kind.INSTANT:
            undated = f" OR {at} IS NULL AND {side}.{table.key[0]} IS NOT NULL"
            return f"{at} >= {starts} AND {at} < {ends}{undated}"
        case Kind.DAY:
            return f"{at} >= {date(first - _BEFORE)} AND {at} < {date(last)}"
    labels = {label for period in (*window.units, *window.periods) for label in period.labels_inside()}
    return f"{at} IN ({', '.join(text_literal(label) for label in sorted(labels))})"
