"""Metrics by any subject and any row of periods, outside a run.

Owns which subjects a table of facts can be taken for, and how a row finds its room, product or session, or
counts for the whole company.
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
from boji.engine.compile.credit import VIRTUAL_COLUMNS
from boji.engine.compile.credited import credited_sums
from boji.engine.compile.figures import Figures
from boji.engine.compile.metrics import in_order, kept_sums, metric_layers, metric_relations
from boji.engine.compile.sessions import whole_row_sums, whole_rows
from boji.engine.compile.sums import (
    aggregates_of,
    columns_read,
    is_whole,
    opening_items,
    sums_name,
    whole_items,
)
from boji.engine.compile.window import Piece, Window, date, instant, text_values, values
from boji.engine.facts import TABLES, Owner, Table
from boji.engine.periods import Clock, Period
from boji.engine.plan.columns import COLUMNS
from boji.engine.plan.formula import Aggregate, Aggregation
from boji.engine.plan.model import Plan
from boji.engine.program import Program, Relation

Subject = Literal["person", "team", "room", "product", "session", "company"]
Grain = Literal["day", "week", "month", "quarter", "stretch"]  # a stretch: exactly the days asked for, once

# Those that people choose among; the company has one figure, of all its rows.
SUBJECTS: tuple[Subject, ...] = ("person", "team", "room", "product", "session")
COMPANY = "company"
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
    if by == "company":
        return table.owner not in (Owner.ACCOUNT, Owner.SUBJECT)
    if by == "room":
        # The fans of an account are those of its room.
        return "room_id" in columns or "session_id" in columns or table.owner is Owner.ACCOUNT
    return f"{by}_id" in columns


def grain_window(plan: Plan, each: Grain, first: dt.date, last: dt.date) -> Window:
    """The periods that [first, last] touches, whole, each a unit of its own."""
    clock = Clock(ZoneInfo(plan.timezone), plan.day_starts_minutes)
    units = [Period.stretch(first, last) if each == "stretch" else Period.containing(each, first)]
    while units[-1].end_day <= last:
        units.append(Period.containing(each, units[-1].end_day))
    pieces = tuple(
        Piece(clock.starts_at(unit.first_day), clock.starts_at(unit.end_day), unit.label, 0) for unit in units
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
        return _whole(WholeRows(plan, window, days, by), names)
    window = grain_window(plan, each, first, last)
    return _whole(WholeRows(plan, window, window, by), names)


def by_table(aggregates: Iterable[Aggregate]) -> dict[str, list[Aggregate]]:
    tables: dict[str, list[Aggregate]] = {}
    for aggregate in aggregates:
        tables.setdefault(aggregate.table, []).append(aggregate)
    return tables


# People and teams


def _credited(plan: Plan, window: Window, by: Subject, names: Sequence[str]) -> Grained:
    aggregates = aggregates_of(metric.formula for metric in in_order(plan, names))
    relations = credited_sums(plan, window, aggregates)
    metrics, figures = metric_relations(plan, window, by, names)
    return Grained(Program((*relations, *metrics)), "person_id" if by == "person" else "team", figures)


# Rooms, products and sessions


@dataclass(frozen=True)
class WholeRows:
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


def _whole(work: WholeRows, names: Sequence[str]) -> Grained:
    metrics = in_order(work.plan, names)
    aggregates = aggregates_of(metric.formula for metric in metrics)
    tables = by_table(aggregates)
    sums = [made for name, used in tables.items() for made in table_sums(work, TABLES[name], used)]
    figures_of_sums, items = kept_sums(work.plan, aggregates, work.by)
    joins = " ".join(
        f"LEFT JOIN {made.name} AS {made.name} ON {made.name}.subject = s.subject"
        f" AND {made.name}.period = s.period"
        for made in sums
    )
    source = f"SELECT s.subject, s.period{items} FROM {work.subjects} AS s {joins}"
    sql, figures, steps = metric_layers(metrics, source, figures_of_sums)
    values_of_metrics = Relation(f"{work.by}_metrics", sql, key=("subject", "period"), steps=steps)
    return Grained(Program((_subjects(work), *sums, values_of_metrics)), "subject", figures)


def _subjects(work: WholeRows) -> Relation:
    """Every subject that is known or sold something, in every period; a session at the day of its start."""
    if work.by == "company":
        labels = text_values((period.label,) for period in work.window.periods)
        sql = f"SELECT {text_literal(COMPANY)} AS subject, p.label AS period FROM ({labels}) AS p(label)"
    elif work.by == "session":
        sql = f"""
          SELECT s.session_id AS subject, p.label AS period FROM fact_sessions AS s
          JOIN ({period_rows(work.window)}) AS p(label, starts_at, ends_at)
            ON s.started_at >= p.starts_at AND s.started_at < p.ends_at"""
    else:
        labels = text_values((period.label,) for period in work.window.periods)
        sql = f"""
          SELECT k.subject, p.label AS period
          FROM (SELECT DISTINCT n.subject FROM ({known_rows(work)}) AS n WHERE n.subject IS NOT NULL) AS k
          CROSS JOIN ({labels}) AS p(label)"""
    return Relation(work.subjects, sql, key=("subject", "period"))


def known_rows(work: WholeRows) -> str:
    """Where the facts know a room or product: `subject`, and `at` where it is known by what happened then."""
    lines = whole_rows(work.window, "order_lines", {f"{work.by}_id", "paid_at"})
    sold = f"SELECT l.{work.by}_id AS subject, l.paid_at AS at FROM ({lines}) AS l"
    never = "CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at"
    if work.by == "room":
        return f"""
          SELECT a.subject, {never} FROM ({_ROOMS_OF_ACCOUNTS}) AS a
          UNION SELECT room_id AS subject, {never} FROM fact_sessions
          UNION {sold}"""
    return f"""
      SELECT product_id AS subject, {never} FROM fact_products
      UNION SELECT product_id AS subject, minute AS at FROM fact_minutes WHERE {work.window.inside("minute")}
      UNION {sold}"""


# An account without a room is one: sessions may name the account instead (plan-language.md, Credit).
_ROOMS_OF_ACCOUNTS = (
    "SELECT account_id, min(coalesce(room_id, account_id)) AS subject FROM fact_accounts GROUP BY account_id"
)


def table_sums(work: WholeRows, table: Table, aggregates: Sequence[Aggregate]) -> Iterable[Relation]:
    """The relations of one table's aggregates, each with one row for a (subject, period)."""
    key = ("subject", "period")
    before = [one for one in aggregates if one.aggregation is Aggregation.BEFORE]
    whole = [one for one in aggregates if is_whole(one) and one not in before]
    if parted := [one for one in aggregates if not is_whole(one)]:
        rows = _rows(work, table, set().union(*columns_read(parted)))
        sums = whole_row_sums(work.plan, parted)
        sql = f"SELECT f.subject, f.label AS period, {sums} FROM ({rows}) AS f GROUP BY f.subject, f.label"
        yield Relation(sums_name(work.by, parted[0]), sql, key)
    if whole:
        rows = _rows(work, table, set(table.key).union(*columns_read(whole)))
        places, results = whole_items(work.plan, table, whole, "f.subject, f.label")
        sql = f"""
          SELECT subject, period, {results}
          FROM (SELECT f.subject, f.label AS period, {places} FROM ({rows}) AS f) AS rows_of_subjects
          GROUP BY subject, period"""
        yield Relation(sums_name(work.by, whole[0]), sql, key)
    if before:
        days = values(
            (text_literal(period.label), date(period.before.last_day)) for period in work.window.periods
        )
        sql = f"""
          SELECT a.subject, d.label AS period, {opening_items(work.plan, table, before)}
          FROM fact_{table.name} AS f
          JOIN ({days}) AS d(label, day) ON d.day = f.{table.at}
          JOIN ({_ROOMS_OF_ACCOUNTS}) AS a ON a.account_id = f.account_id
          GROUP BY a.subject, d.label"""
        yield Relation(sums_name(work.by, before[0]), sql, key)


def _rows(work: WholeRows, table: Table, columns: set[str]) -> str:
    """A table's rows as SQL: `subject`, `label` (of the period), `at` where dated, and the columns."""
    wanted = "".join(f", t.{name}" for name in sorted(columns - {*VIRTUAL_COLUMNS, "at"}))
    wanted += ", t.on_air_us" if "minutes" in columns else ""
    if table.owner is Owner.SUBJECT:
        return _rating_rows(work, wanted)
    source = _dated(work, table, columns, wanted)
    day, day_join = "", ""
    if "business_day" in columns:
        day = ", d.day AS business_day"
        day_join = f"""LEFT JOIN ({work.days.day_rows()}) AS d(day, starts_at, ends_at)
          ON f.at >= d.starts_at AND f.at < d.ends_at"""
    if work.by == "session":
        label, period_join = "p.period", f"JOIN {work.subjects} AS p ON p.subject = f.subject"
    else:
        label = "p.label"
        period_join = f"""JOIN ({period_rows(work.window)}) AS p(label, starts_at, ends_at)
          ON f.at >= p.starts_at AND f.at < p.ends_at"""
    return f"""
      SELECT f.*, {label} AS label{day} FROM ({source}) AS f {period_join} {day_join}
      WHERE f.subject IS NOT NULL"""


def _dated(work: WholeRows, table: Table, columns: set[str], wanted: str) -> str:
    """The rows with their `subject` and `at`."""
    if table.owner is Owner.ACCOUNT:
        return f"""
          SELECT a.subject, d.starts_at AS at{wanted} FROM fact_{table.name} AS t
          JOIN ({work.days.day_rows()}) AS d(day, starts_at, ends_at) ON d.day = t.{table.at}
          JOIN ({_ROOMS_OF_ACCOUNTS}) AS a ON a.account_id = t.account_id"""
    subject, by_session = f"t.{work.by}_id", False
    if work.by == "company":
        subject = text_literal(COMPANY)
    elif work.by == "room" and table.name != "sessions":
        by_session = True
        subject = "coalesce(t.room_id, s.room_id)" if "room_id" in table.column_names else "s.room_id"
    at = f"t.{table.at}"
    if table.name == "costs":
        at, by_session = "coalesce(t.at, s.started_at)", True
    stored = columns - {"business_day", "minutes"} | {table.at or "at"}
    if f"{work.by}_id" in table.column_names:
        stored.add(f"{work.by}_id")
    rows = whole_rows(work.lines_window, table.name, stored)
    session_join = "LEFT JOIN fact_sessions AS s ON s.session_id = t.session_id" if by_session else ""
    return f"SELECT {subject} AS subject, {at} AS at{wanted} FROM ({rows}) AS t {session_join}"


def _rating_rows(work: WholeRows, wanted: str) -> str:
    """Ratings of the subject itself; a session's belong to it whatever their period."""
    if work.by == "session":
        label, join = "p.period", f"JOIN {work.subjects} AS p ON p.subject = t.subject_id"
    else:
        labels = text_values(
            (inner, period.label) for period in work.window.periods for inner in period.labels_inside()
        )
        label, join = "p.label", f"JOIN ({labels}) AS p(written, label) ON p.written = t.period"
    return f"SELECT t.subject_id AS subject, {label} AS label{wanted} FROM fact_ratings AS t {join}"


def period_rows(window: Window) -> str:
    """VALUES rows (label, starts_at, ends_at) of the periods."""
    clock = window.clock
    return values(
        (
            text_literal(period.label),
            instant(clock.starts_at(period.first_day)),
            instant(clock.starts_at(period.end_day)),
        )
        for period in window.periods
    )
