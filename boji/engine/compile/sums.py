"""Sums: the aggregates of formulas, first by span, then by person or team and period.

Owns how each aggregate is taken apart into columns that can be summed again, and put together as a
`Ratio` for the metrics. A column is named by the formula text that it holds, so that the figures of a
run read like the plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, divide, integer, quoted, text_literal
from boji.engine.compile.credit import credited_rows, is_shared
from boji.engine.compile.figures import column_name
from boji.engine.compile.window import Window, date, instant, text_values, values
from boji.engine.facts import TABLES, Kind, Owner, Table
from boji.engine.formulas import Scope, condition, text_of, value
from boji.engine.plan.formula import Aggregate, Aggregation, FactColumn, Formula, walk
from boji.engine.plan.formula import Kind as FormulaKind
from boji.engine.plan.model import Plan
from boji.engine.program import Relation

POOLABLE = ("order_lines", "sessions", "costs")
_WHOLE = (Aggregation.COUNT_DISTINCT, Aggregation.FIRST, Aggregation.LAST, Aggregation.BEFORE)


@dataclass(frozen=True)
class SumColumn:
    """A column that holds for a part of the facts, and by which function parts are put together."""

    name: str
    sql: str
    merge: str = "sum"

    def merged(self, relation: str) -> str:
        column = f"{relation}.{quoted(self.name)}"
        if self.merge == "sum":
            return f"CAST(sum({column}) AS BIGINT) AS {quoted(self.name)}"
        return f"{self.merge}({column}) AS {quoted(self.name)}"


def aggregates_of(formulas: Iterable[Formula]) -> list[Aggregate]:
    """The distinct aggregates in the formulas, in order of first use."""
    found: dict[str, Aggregate] = {}
    for formula in formulas:
        for part in walk(formula):
            if isinstance(part, Aggregate):
                found.setdefault(text_of(part), part)
    return list(found.values())


def name_of(aggregate: Aggregate) -> str:
    """The column that keeps an aggregate."""
    return column_name(text_of(aggregate))


def is_whole(aggregate: Aggregate) -> bool:
    """Whether it must be taken over all facts of the subject at once (parts cannot be put together)."""
    return aggregate.aggregation in _WHOLE


def _row_scope(plan: Plan, table: Table, *, parts: bool) -> Scope:
    """Columns of a credited row; `parts` reads the person's part of shared figures."""
    shared = parts and is_shared(plan, table)

    def column(name: FactColumn) -> Ratio | str:
        if name.name == "minutes" and table.name == "sessions":
            return Ratio("f.on_air_us", factor=Fraction(1, 60_000_000))
        if name.name == "refunded":
            return Ratio("f.shared_refunded" if shared else "f.refunded", factor=Fraction(1, 100))
        if name.kind in (FormulaKind.TEXT, FormulaKind.DAY, FormulaKind.FLAG) or name.name == "business_day":
            return f"f.{name.name}"
        kind = table.column(name.name).kind
        if kind is Kind.INSTANT:
            return f"f.{name.name}"
        return Ratio(f"f.{'shared_' if shared else ''}{name.name}", factor=Fraction(1, 10**kind.scale))

    return Scope(column=column)


def sum_columns(plan: Plan, aggregate: Aggregate, *, whole_rows: bool = False) -> list[SumColumn]:
    """The columns by which an aggregate is kept for a part of the facts.

    `whole_rows` adds up whole rows rather than a person's part of them.
    """
    table = TABLES[aggregate.table]
    text = name_of(aggregate)
    kept = condition(aggregate.where, _row_scope(plan, table, parts=False)) if aggregate.where else ""

    def when_kept(sql: str) -> str:
        return f"CASE WHEN {kept} THEN {sql} END" if kept else sql

    rows = f"count({when_kept('1')})" if kept else "count(*)"
    if aggregate.aggregation is Aggregation.COUNT:
        return [SumColumn(text, rows)]
    assert aggregate.value is not None
    parts = aggregate.aggregation is Aggregation.SUM and not whole_rows
    figure = value(aggregate.value, _row_scope(plan, table, parts=parts)).numerator
    match aggregate.aggregation:
        case Aggregation.SUM:
            return [SumColumn(text, f"sum({when_kept(figure)})"), SumColumn(_rows_of(aggregate), rows)]
        case Aggregation.MEAN:
            return [
                SumColumn(f"sum in {text}", f"sum({when_kept(figure)})"),
                SumColumn(f"count in {text}", f"count({when_kept(figure)})"),
            ]
        case Aggregation.MIN:
            return [SumColumn(text, f"min({when_kept(figure)})", "min")]
        case Aggregation.MAX:
            return [SumColumn(text, f"max({when_kept(figure)})", "max")]
    raise AssertionError(f"{text} is taken whole")


def _rows_of(aggregate: Aggregate) -> str:
    where = f" where {text_of(aggregate.where)}" if aggregate.where is not None else ""
    return column_name(f"rows of {aggregate.table}{where}")


def factor_of(plan: Plan, aggregate: Aggregate) -> Fraction:
    """The unit in which an aggregate's integer column counts."""
    if aggregate.aggregation in (Aggregation.COUNT, Aggregation.COUNT_DISTINCT):
        return Fraction(1)
    assert aggregate.value is not None
    return value(aggregate.value, _row_scope(plan, TABLES[aggregate.table], parts=False)).factor


def meaning(plan: Plan, aggregate: Aggregate, subject: str) -> Ratio:
    """The aggregate for a subject, read from the joined sums of its table (no row: no facts)."""
    factor, text = factor_of(plan, aggregate), name_of(aggregate)
    relation = sums_name(subject, aggregate)

    def column(name: str) -> str:
        return f"{relation}.{quoted(name)}"

    match aggregate.aggregation:
        case Aggregation.COUNT | Aggregation.COUNT_DISTINCT:
            return integer(f"coalesce({column(text)}, 0)")
        case Aggregation.SUM:
            no_rows = f"coalesce({column(_rows_of(aggregate))}, 0) = 0"
            return Ratio(
                f"CAST(CASE WHEN {no_rows} THEN 0 ELSE {column(text)} END AS HUGEINT)", factor=factor
            )
        case Aggregation.MEAN:
            total = Ratio(f"CAST({column(f'sum in {text}')} AS HUGEINT)", factor=factor)
            return divide(total, integer(f"coalesce({column(f'count in {text}')}, 0)"))
    return Ratio(f"CAST({column(text)} AS HUGEINT)", factor=factor)


def sums_name(subject: str, aggregate: Aggregate) -> str:
    """The relation in which a subject's aggregate is summed."""
    if aggregate.aggregation is Aggregation.BEFORE:
        return f"{subject}_{aggregate.table}_before"
    return f"{subject}_{aggregate.table}{'_whole' if is_whole(aggregate) else ''}"


def columns_read(aggregates: Sequence[Aggregate]) -> tuple[set[str], set[str]]:
    """The raw columns that aggregates of one table read, and those whose parts are summed."""
    raw: set[str] = set()
    parts: set[str] = set()
    for aggregate in aggregates:
        if aggregate.where is not None:
            raw |= _fact_columns(aggregate.where)
        if aggregate.value is not None:
            names = _fact_columns(aggregate.value)
            if aggregate.aggregation is Aggregation.SUM:
                parts |= names
            else:
                raw |= names
    return raw, parts


def _fact_columns(formula: Formula) -> set[str]:
    return {part.name for part in walk(formula) if isinstance(part, FactColumn)}


def span_sums(
    plan: Plan, window: Window, table: Table, aggregates: Sequence[Aggregate], *, by_product: bool
) -> Relation:
    """`<table>_sums`: one row for each span (and pooled, and product where gates ask for it).

    Order lines keep what is credited to nobody in rows without span, told apart by `unnamed`.
    """
    raw, parts = columns_read(aggregates)
    if not is_shared(plan, table):
        raw |= parts
    keys = ["f.span"]
    if plan.pools and table.name in POOLABLE:
        keys.append("f.pooled")
    if table.name == "order_lines":
        if not is_shared(plan, table):
            keys.append("f.unnamed")
        if by_product:
            raw.add("product_id")
            keys.append("n.product")
    columns = distinct_columns(column for aggregate in aggregates for column in sum_columns(plan, aggregate))
    sums = ", ".join(f"CAST({column.sql} AS BIGINT) AS {quoted(column.name)}" for column in columns)
    if table.name == "order_lines" and not is_shared(plan, table):
        raw.add("paid_amount")
        sums += ", count(*) AS lines, CAST(sum(f.paid_amount) AS BIGINT) AS paid"
    rows = f"({credited_rows(plan, window, table, raw, parts)}) AS f"
    numbered = " LEFT JOIN numbers AS n ON n.product_id = f.product_id" if "n.product" in keys else ""
    groups = ", ".join(str(number) for number in range(1, len(keys) + 1))
    sql = f"SELECT {', '.join(keys)}, {sums} FROM {rows}{numbered} GROUP BY {groups}"
    return Relation(f"{table.name}_sums", _by_product(sql) if numbered else sql, key=("span",))


def _by_product(sums: str) -> str:
    """The product in place of its number. Where a person's lines lie apart, grouping by a number takes a
    fifth less time than by a text."""
    return f"""
      WITH numbers AS (
        SELECT product_id, row_number() OVER (ORDER BY product_id) AS product
        FROM (SELECT DISTINCT product_id FROM fact_order_lines WHERE product_id IS NOT NULL) AS products)
      SELECT s.*, n.product_id FROM ({sums}) AS s LEFT JOIN numbers AS n ON n.product = s.product"""


def distinct_columns(columns: Iterable[SumColumn]) -> list[SumColumn]:
    return list({column.name: column for column in columns}.values())


def memberships(window: Window) -> str:
    return text_values(window.memberships)


def subject_sums(
    plan: Plan, window: Window, subject: str, aggregates: Sequence[Aggregate]
) -> tuple[list[Relation], list[str]]:
    """Sums by person or team and period. Returns the relations, each with one row for a (subject, period)."""
    relations = []
    tables: dict[str, list[Aggregate]] = {}
    for aggregate in aggregates:
        tables.setdefault(aggregate.table, []).append(aggregate)
    for name, used in tables.items():
        table = TABLES[name]
        parted = [aggregate for aggregate in used if not is_whole(aggregate)]
        if parted and table.owner is Owner.SUBJECT:
            relations.append(_rating_sums(plan, window, subject, parted))
        elif parted:
            relations.append(_merged_sums(plan, window, subject, table, parted))
        if whole := [one for one in used if is_whole(one) and one.aggregation is not Aggregation.BEFORE]:
            relations.append(_whole_sums(plan, window, subject, table, whole))
        if before := [one for one in used if one.aggregation is Aggregation.BEFORE]:
            relations.append(_opening_sums(plan, window, subject, table, before))
    return relations, [relation.name for relation in relations]


def _subject_column(subject: str) -> str:
    return "person_id" if subject == "person" else "team"


def _merged_sums(
    plan: Plan, window: Window, subject: str, table: Table, aggregates: Sequence[Aggregate]
) -> Relation:
    key = _subject_column(subject)
    columns = distinct_columns(column for aggregate in aggregates for column in sum_columns(plan, aggregate))
    merged = ", ".join(column.merged("t") for column in columns)
    return Relation(
        f"{subject}_{table.name}",
        f"""
        SELECT s.{key}, m.period, {merged}
        FROM {table.name}_sums AS t
        JOIN spans AS s ON s.span = t.span
        JOIN ({memberships(window)}) AS m(unit, period) ON m.unit = s.unit
        WHERE s.{key} IS NOT NULL
        GROUP BY s.{key}, m.period
        """,
        key=(key, "period"),
    )


def _rating_sums(plan: Plan, window: Window, subject: str, aggregates: Sequence[Aggregate]) -> Relation:
    """Ratings carry a period's label; a team's are those of its people on that period's last day."""
    key = _subject_column(subject)
    labels = values(
        (
            text_literal(inner.label),
            text_literal(period.label),
            instant(window.clock.starts_at(inner.last_day)),
        )
        for period in window.periods
        for inner in period.inside()
    )
    columns = distinct_columns(column for aggregate in aggregates for column in sum_columns(plan, aggregate))
    sums = ", ".join(f"CAST({column.sql} AS BIGINT) AS {quoted(column.name)}" for column in columns)
    subject_id = "f.subject_id" if subject == "person" else "s.team"
    team_join = (
        ""
        if subject == "person"
        else """JOIN spans AS s ON s.person_id = f.subject_id AND p.at >= s.starts_at AND p.at < s.ends_at
          AND s.team IS NOT NULL"""
    )
    return Relation(
        f"{subject}_ratings",
        f"""
        SELECT {subject_id} AS {key}, p.period, {sums}
        FROM fact_ratings AS f JOIN ({labels}) AS p(label, period, at) ON p.label = f.period
        {team_join}
        GROUP BY {subject_id}, p.period
        """,
        key=(key, "period"),
    )


def _whole_sums(
    plan: Plan, window: Window, subject: str, table: Table, aggregates: Sequence[Aggregate]
) -> Relation:
    """Distinct counts, first and last values: taken over all rows of the subject and period at once."""
    key = _subject_column(subject)
    raw, _ = columns_read(aggregates)
    rows = credited_rows(plan, window, table, raw | set(table.key), set())
    places, results = whole_items(plan, table, aggregates, f"s.{key}, m.period")
    return Relation(
        f"{subject}_{table.name}_whole",
        f"""
        SELECT {key}, period, {results}
        FROM (SELECT s.{key}, m.period, {places}
              FROM ({rows}) AS f
              JOIN spans AS s ON s.span = f.span
              JOIN ({memberships(window)}) AS m(unit, period) ON m.unit = s.unit
              WHERE s.{key} IS NOT NULL) AS rows_of_subjects
        GROUP BY {key}, period
        """,
        key=(key, "period"),
    )


def whole_items(plan: Plan, table: Table, aggregates: Sequence[Aggregate], subject: str) -> tuple[str, str]:
    """Distinct counts, first and last values as SELECT items: over the rows `f`, and over the rows so made.

    `subject` are the columns whose rows belong together; `f` holds the table's key.
    """
    scope = _row_scope(plan, table, parts=False)
    places, results = [], []
    order = ", ".join(f"f.{name}" for name in table.key)
    for number, aggregate in enumerate(aggregates):
        assert aggregate.value is not None
        kept = condition(aggregate.where, scope) if aggregate.where is not None else "TRUE"
        if aggregate.aggregation is Aggregation.COUNT_DISTINCT:
            counted = _column_sql(aggregate.value, scope)
            places.append(f"CASE WHEN {kept} THEN {counted} END AS v{number}")
            results.append(f"count(DISTINCT v{number}) AS {quoted(name_of(aggregate))}")
            continue
        figure = value(aggregate.value, scope).numerator
        direction = "DESC" if aggregate.aggregation is Aggregation.LAST else "ASC"
        places.append(f"CASE WHEN {kept} THEN {figure} END AS v{number}")
        places.append(
            f"""row_number() OVER (PARTITION BY {subject}
              ORDER BY CASE WHEN {kept} AND {figure} IS NOT NULL THEN 0 ELSE 1 END,
              f.at {direction}, {order.replace(",", f" {direction},")} {direction}) AS p{number}"""
        )
        results.append(f"max(CASE WHEN p{number} = 1 THEN v{number} END) AS {quoted(name_of(aggregate))}")
    return ", ".join(places), ", ".join(results)


def _column_sql(formula: Formula, scope: Scope) -> str:
    """A text, day or figure column as SQL."""
    assert isinstance(formula, FactColumn), "only a column can be counted distinct"
    found = scope.column(formula)
    return found if isinstance(found, str) else found.numerator


def opening_items(plan: Plan, table: Table, aggregates: Sequence[Aggregate]) -> str:
    """`before` figures as SELECT items over the rows `f` of the day before."""
    scope = _row_scope(plan, table, parts=False)
    items = []
    for one in aggregates:
        assert one.value is not None
        figure = value(one.value, scope).numerator
        if one.where is not None:
            figure = f"CASE WHEN {condition(one.where, scope)} THEN {figure} END"
        items.append(f"CAST(sum({figure}) AS BIGINT) AS {quoted(name_of(one))}")
    return ", ".join(items)


def _opening_sums(
    plan: Plan, window: Window, subject: str, table: Table, aggregates: Sequence[Aggregate]
) -> Relation:
    """Values on the day before the period, added up over the subject's accounts."""
    key = _subject_column(subject)
    days = values(
        (
            text_literal(period.label),
            date(period.before.last_day),
            instant(window.clock.starts_at(period.first_day)),
        )
        for period in window.periods
    )
    return Relation(
        f"{subject}_{table.name}_before",
        f"""
        SELECT s.{key}, d.period, {opening_items(plan, table, aggregates)}
        FROM fact_{table.name} AS f
        JOIN ({days}) AS d(period, day, at) ON d.day = f.{table.at}
        JOIN (SELECT account_id, min(person_id) AS person_id FROM fact_accounts
              WHERE person_id IS NOT NULL GROUP BY account_id) AS owner ON owner.account_id = f.account_id
        JOIN spans AS s ON s.person_id = owner.person_id AND d.at >= s.starts_at AND d.at < s.ends_at
        WHERE s.{key} IS NOT NULL
        GROUP BY s.{key}, d.period
        """,
        key=(key, "period"),
    )
