"""Sums by subject and business day, kept once, and any stretch of days merged from them.

Owns which metrics can be had this way, and two programs: one keeps what every such metric stands on, for each
business day apart; the other merges the days of a stretch and goes on with the steps of a run. Merging is
that of `sums` (a run merges spans in the same way), so that a stretch comes out as if it had been asked at
once. What must be taken over all rows of a stretch together (distinct counts, first and last values, ratings)
is left to `grains`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from boji.engine.arithmetic import text_literal
from boji.engine.compile.credited import credited_sums
from boji.engine.compile.figures import Figures
from boji.engine.compile.grains import Subject, WholeRows, by_table, known_rows, period_rows, table_sums
from boji.engine.compile.metrics import in_order, kept_sums, metric_layers
from boji.engine.compile.sums import (
    aggregates_of,
    distinct_columns,
    is_whole,
    subject_sums,
    sum_columns,
    sums_name,
)
from boji.engine.compile.window import Window, values
from boji.engine.facts import REFUNDED, TABLES, Owner
from boji.engine.periods import Period
from boji.engine.plan.formula import Aggregate, FactColumn, walk
from boji.engine.plan.model import Plan
from boji.engine.program import Program, Relation

STRETCHES = "stretches"  # label, first_day, last_day; days as texts, 2026-09-01
ALWAYS = ""  # the day of a subject that is known whatever happened


def adds_up_from_days(plan: Plan, metric: str) -> bool:
    """Whether a stretch's figure can be merged from the sums of its days."""
    return all(
        not is_whole(one) and TABLES[one.table].owner is not Owner.SUBJECT
        for one in _aggregates(plan, [metric])
    )


def reads_refunds(plan: Plan, metric: str) -> bool:
    """Whether the figure changes when more becomes known of what was refunded."""
    return any(
        isinstance(part, FactColumn) and part.name == REFUNDED.name
        for one in _aggregates(plan, [metric])
        for formula in (one.value, one.where)
        if formula is not None
        for part in walk(formula)
    )


def _aggregates(plan: Plan, names: Iterable[str]) -> list[Aggregate]:
    return aggregates_of(metric.formula for metric in in_order(plan, names))


def subject_key(by: Subject) -> str:
    return {"person": "person_id", "team": "team"}.get(by, "subject")


def known_name(by: Subject) -> str:
    """The relation that keeps which subjects there are: the key, and the day by which they are known."""
    return f"{by}_known"


def compile_day_sums(plan: Plan, window: Window, names: Sequence[str], kinds: Sequence[Subject]) -> Program:
    """Keeps `<kind>_<table>` with a row for each subject and day that has facts, and `<kind>_known`.

    `window` has a unit for each day. Kinds are person and team (together, as they share all the work), or one
    of room and product.
    """
    aggregates = _aggregates(plan, names)
    if kinds[0] not in ("person", "team"):
        return _of_whole_rows(WholeRows(plan, window, window, kinds[0]), aggregates)
    relations = credited_sums(plan, window, aggregates)
    for kind in kinds:
        sums, _ = subject_sums(plan, window, kind, aggregates)
        relations += [_kept(one, kind) for one in sums]
        relations.append(_known_people(kind))
    return Program(tuple(relations))


def _of_whole_rows(work: WholeRows, aggregates: Sequence[Aggregate]) -> Program:
    sums = [
        _kept(one, work.by)
        for name, used in by_table(aggregates).items()
        for one in table_sums(work, TABLES[name], used)
    ]
    days = f"({period_rows(work.window)}) AS p(label, starts_at, ends_at)"
    known = f"""
      SELECT DISTINCT k.subject, coalesce(p.label, {text_literal(ALWAYS)}) AS period
      FROM ({known_rows(work)}) AS k LEFT JOIN {days} ON k.at >= p.starts_at AND k.at < p.ends_at
      WHERE k.subject IS NOT NULL"""
    return Program((*sums, Relation(known_name(work.by), known, key=("period", "subject"), kept=True)))


def _kept(sums: Relation, kind: Subject) -> Relation:
    """In order of days, so that a stretch reads only its part of the file."""
    return replace(sums, key=("period", subject_key(kind)), kept=True)


def _known_people(kind: Subject) -> Relation:
    key = subject_key(kind)
    source = "fact_people" if kind == "person" else "stints"
    sql = f"SELECT DISTINCT {key}, {text_literal(ALWAYS)} AS period FROM {source} WHERE {key} IS NOT NULL"
    return Relation(known_name(kind), sql, key=("period", key), kept=True)


@dataclass(frozen=True)
class Merging:
    """The program over kept days: its last relation has `subject` and `period`, the label of a stretch.

    `reads` are the relations that are kept; besides them it is given `STRETCHES`.
    """

    program: Program
    figures: Figures
    reads: tuple[str, ...]

    @property
    def relation(self) -> str:
        return self.program.relations[-1].name


def compile_merging(plan: Plan, names: Sequence[str], by: Subject) -> Merging:
    """The metrics of every subject for each stretch; all must add up from days."""
    metrics = in_order(plan, names)
    aggregates = _aggregates(plan, names)
    by_name: dict[str, list[Aggregate]] = {}
    for one in aggregates:
        by_name.setdefault(sums_name(by, one), []).append(one)
    merged = [_merged(by, name, used, plan) for name, used in by_name.items()]
    sums, items = kept_sums(plan, aggregates, f"merged_{by}")
    joins = " ".join(
        f"LEFT JOIN {one.name} AS {one.name}"
        f" ON {one.name}.subject = s.subject AND {one.name}.period = s.period"
        for one in merged
    )
    source = f"SELECT s.subject, s.period{items} FROM subjects AS s {joins}"
    sql, figures, steps = metric_layers(metrics, source, sums)
    answers = Relation("answers", sql, key=("subject", "period"), steps=steps)
    program = Program((_subjects(by), *merged, answers))
    return Merging(program, figures, (known_name(by), *by_name))


def _merged(by: Subject, name: str, aggregates: Sequence[Aggregate], plan: Plan) -> Relation:
    columns = distinct_columns(column for one in aggregates for column in sum_columns(plan, one))
    merged = ", ".join(column.merged("t") for column in columns)
    key = subject_key(by)
    sql = f"""
      SELECT t.{key} AS subject, s.label AS period, {merged} FROM {name} AS t
      JOIN {STRETCHES} AS s ON t.period >= s.first_day AND t.period <= s.last_day
      GROUP BY t.{key}, s.label"""
    return Relation(f"merged_{name}", sql, key=("subject", "period"))


def _subjects(by: Subject) -> Relation:
    """Every subject that is known in the days of all stretches, in each of them."""
    sql = f"""
      SELECT k.subject, s.label AS period
      FROM (SELECT DISTINCT n.{subject_key(by)} AS subject FROM {known_name(by)} AS n
            JOIN (SELECT min(first_day) AS first_day, max(last_day) AS last_day FROM {STRETCHES}) AS w
              ON n.period = {text_literal(ALWAYS)} OR (n.period >= w.first_day AND n.period <= w.last_day))
        AS k
      CROSS JOIN {STRETCHES} AS s"""
    return Relation("subjects", sql, key=("subject", "period"))


def stretch_rows(stretches: Iterable[Period]) -> str:
    """`STRETCHES` as SQL."""
    rows = values(
        (
            text_literal(one.label),
            text_literal(one.first_day.isoformat()),
            text_literal(one.last_day.isoformat()),
        )
        for one in stretches
    )
    return f"SELECT * FROM ({rows}) AS given(label, first_day, last_day)"
