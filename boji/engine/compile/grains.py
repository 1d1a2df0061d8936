"""Metrics by any subject and any row of periods, outside a run.

Owns which subjects a table of facts can be taken for, and how a row finds its room, product or session.
People and teams go the way of a run: credit, spans, sums, metrics, with the wanted periods as units. Rooms,
products and sessions take whole rows, credited to nobody: a session's figure is what its people were
credited and what nobody was. Rates divide sums, and what is distinct is counted over all rows of the
subject and period at once, never added up over shorter periods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from boji.engine.arithmetic import text_literal
from boji.engine.compile.credit import VIRTUAL_COLUMNS, credit_relations
from boji.engine.compile.figures import Figures
from boji.engine.compile.metrics import in_order, kept_sums, metric_layers, metric_relations
from boji.engine.compile.people import people_relations
from boji.engine.compile.sessions import whole_row_sums, whole_rows
from boji.engine.compile.sums import (
    aggregates_of,
    columns_read,
    is_whole,
    opening_items,
    span_sums,
    sums_name,
    whole_items,
)
from boji.engine.compile.window import Piece, Window, date, instant, text_values, values
from boji.engine.facts import TABLES, Owner, Table
from boji.engine.periods import Clock, Period
from boji.engine.plan.columns import COLUMNS
from boji.engine.plan.formula import Aggregate, Aggregation
from boji.engine.plan.model import Metric, Plan
from boji.engine.program import Program, Relation

Subject = Literal["person", "team", "room", "product", "session"]
Grain = Literal["day", "week", "month", "quarter"]

SUBJECTS: tuple[Subject, ...] = ("person", "team", "room", "product", "session")
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter")

# Business days have to be listed; a session's late lines (presales) are looked for so long.
_DAYS_AFTER_SESSION = dt.timedelta(days=400)


@dataclass(frozen=True)
class Grained:
    """A program whose last relation has one row for each subject (column `key`) and period."""

    program: Program
    key: str
    figures: Figures

    @property
    def relation(self) -> str:
        return self.program.relations[-1].name


def tables_used(plan: Plan, metric: str) -> list[str]:
    """The fact tables on which a metric stands, in order of first use."""
    aggregates = aggregates_of(one.formula for one in in_order(plan, [metric]))
    return list(dict.fromkeys(aggregate.table for aggregate in aggregates))


def has_key(table_name: str, by: Subject) -> bool:
    """Whether rows of the table belong to subjects of that kind."""
    table = TABLES[table_name]
    columns = table.column_names
    if by in ("person", "team"):
        return table_name in COLUMNS
    if table.owner is Owner.SUBJECT:
        return True
    if by == "room":
        # The fans of an account are those of its room.
        return "room_id" in columns or "session_id" in columns or table.owner is Owner.ACCOUNT
    return f"{by}_id" in columns


def grain_window(plan: Plan, each: Grain, first: dt.date, last: dt.date) -> Window:
    """The periods that [first, last] touches, whole, each a unit of its own."""
    clock = Clock(ZoneInfo(plan.timezone), plan.day_starts_minutes)
    units = [Period.containing(each, first)]
    while units[-1].end_day <= last:
        units.append(Period.containing(each, units[-1].end_day))
    pieces = tuple(
        Piece(clock.starts_at(unit.first_day), clock.starts_at(unit.end_day), unit.label, 0)
        for unit in units
    )
    return Window(units[-1], clock, tuple(units), tuple(units), pieces)


def compile_grains(
    plan: Plan, names: Sequence[str], by: Subject, each: Grain, first: dt.date, last: dt.date
) -> Grained:
    """The program of these metrics; every table they stand on must have the key."""
    if by in ("person", "team"):
        return _credited(plan, grain_window(plan, each, first, last), by, names)
    if by == "session":
        # Sessions are whole whenever their facts happened; the day is that of the start.
        window = grain_window(plan, "day", first, last)
        days = grain_window(plan, "quarter", first - dt.timedelta(days=1), last + _DAYS_AFTER_SESSION)
        return _whole(_Whole(plan, window, days, by), names)
    window = grain_window(plan, each, first, last)
    return _whole(_Whole(plan, window, window, by), names)


def _by_table(aggregates: Iterable[Aggregate]) -> dict[str, list[Aggregate]]:
    tables: dict[str, list[Aggregate]] = {}
    for aggregate in aggregates:
        tables.setdefault(aggregate.table, []).append(aggregate)
    return tables


# People and teams


def _credited(plan: Plan, window: Window, by: Subject, names: Sequence[str]) -> Grained:
    tables = _by_table(aggregates_of(metric.formula for metric in in_order(plan, names)))
    credited = [name for name in tables if TABLES[name].owner is not Owner.SUBJECT]
    relations = [*people_relations(plan, window), *credit_relations(plan, window, credited)]
    for name in credited:
        if parted := [one for one in tables[name] if not is_whole(one)]:
            relations.append(span_sums(plan, window, TABLES[name], parted, by_product=False))
    metrics, figures = metric_relations(plan, window, by, names)
    return Grained(Program((*relations, *metrics)), "person_id" if by == "person" else "team", figures)


# Rooms, products and sessions


@dataclass(frozen=True)
class _Whole:
    """Whole rows of one kind of subject. `days` lists the business days that rows can have."""

    plan: Plan
    window: Window
    days: Window
    by: Subject

    @property
    def subjects(self) -> str:
        """The relation of every (subject, period) that is answered."""
        return f"{self.by}_periods"

    @property
    def lines_window(self) -> Window | None:
        """Where order lines must have been paid; a session keeps all of its own."""
        return None if self.by == "session" else self.window


def _whole(work: _Whole, names: Sequence[str]) -> Grained:
    metrics = in_order(work.plan, names)
    aggregates = aggregates_of(metric.formula for metric in metrics)
    relations = [*_refunds(work), _subjects(work)]
    joined = []
    for name, used in _by_table(aggregates).items():
        made = list(_table_sums(work, TABLES[name], used))
        relations += made
        joined += [relation.name for relation in made]
    relations.append(_metrics(work, metrics, aggregates, joined))
    sums, items = kept_sums(work.plan, aggregates, work.by)
    joins = " ".join(
        f"LEFT JOIN {name} AS {name} ON {name}.subject = s.subject AND {name}.period = s.period"
        for name in joined
    )
    source = f"SELECT s.subject, s.period{items} FROM {work.subjects} AS s {joins}"
    sql, figures, steps = metric_layers(metrics, source, sums)
    relations[-1] = Relation(f"{work.by}_metrics", sql, key=("subject", "period"), steps=steps)
    return Grained(Program(tuple(relations)), "subject", figures)
