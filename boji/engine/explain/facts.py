"""The last level of an explanation: the facts that a sum is made of, each with its part in the sum.

Owns reading one person's (or team's, or session's) facts and saying them. Whose a fact is and what it
comes to is not decided again here: rows come from the run's own spans and slots through the templates of
credit and sums, so that what is listed adds up to what was computed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from boji.engine.arithmetic import quoted, text_literal
from boji.engine.compile.bases import base_aggregates, base_ratio
from boji.engine.compile.credit import credited_rows, is_shared
from boji.engine.compile.people import attribute_scope
from boji.engine.compile.sessions import whole_rows
from boji.engine.compile.sums import POOLABLE, columns_read, factor_of, is_whole, name_of, sum_columns
from boji.engine.explain.node import Node, OrderLine
from boji.engine.explain.reader import Reader
from boji.engine.facts import TABLES, Owner, Table
from boji.engine.formulas import holds
from boji.engine.plan.formula import Aggregate, Aggregation
from boji.engine.plan.model import Pool, Scheme
from boji.engine.plan.vocabulary import TABLES as TABLE_WORDS
from boji.engine.plan.vocabulary import said
from boji.engine.program import checked_sql
from boji.engine.results.texts import money_text, money_words, number_text, yuan_words

_SHOWN_COLUMNS = {"order_lines": {"product_id", "paid_amount", "refunded"}}
_BASES = "base "  # columns `base 1`, `base 2` …: what a fact adds to the scheme of that number

Say = Callable[[Fraction], str]
Row = dict[str, Any]


@dataclass(frozen=True)
class Facts:
    """The credited facts of one table by time, for the sums that read it.

    A row has the columns that are shown, the keys of its segment (`unit`, `schemes`, `campaigns`, `gates`,
    `pooled`), a column for each sum and one for each scheme's base.
    """

    table: Table
    rows: tuple[Row, ...]


def base_nodes(reader: Reader, scheme: Scheme, segment: Row, team: str | None) -> tuple[Node, ...]:
    """The facts of a segment: not pooled, of days in the scheme, of its campaigns and product gates."""
    if not reader.order_lines:
        return ()
    number = reader.plan.schemes.index(scheme)
    changing = reader.changing_campaigns(scheme)
    column = f"{_BASES}{number + 1}"
    nodes: tuple[Node, ...] = ()
    for name in _tables_of(base_aggregates(reader.plan, scheme.base)):
        facts = _credited(reader, TABLES[name], team)
        mine = [
            row
            for row in facts.rows
            if row["unit"] == segment["unit"]
            and row["schemes"] >> number & 1
            and row["campaigns"] & changing == segment["campaigns"]
            and (team is not None or row["gates"] == segment["gates"])
            and not row["pooled"]
            and row[f"{column} rows"]
        ]
        factor = base_ratio(reader.plan, scheme.base).factor
        nodes += _listed(reader, facts.table, [(row, int(row[column]) * factor) for row in mine], yuan_words)
    return nodes


def aggregate_nodes(
    reader: Reader, aggregate: Aggregate, period: str, team: str | None, say: Say
) -> tuple[Node, ...]:
    """The facts of a sum, count or mean in a period; sums taken as a whole are not taken apart."""
    table = TABLES[aggregate.table]
    if not reader.order_lines or is_whole(aggregate) or table.owner is Owner.SUBJECT:
        return ()
    units = {unit for unit, member in reader.run.compiled.window.memberships if member == period}
    figure, rows = _columns_of(aggregate)
    mine = [row for row in _credited(reader, table, team).rows if row["unit"] in units and row.get(rows)]
    factor = factor_of(reader.plan, aggregate)
    return _listed(reader, table, [(row, int(row[figure] or 0) * factor) for row in mine], say)


def pool_nodes(reader: Reader, pool: Pool, session_id: str) -> tuple[Node, ...]:
    """The facts of a pool's session, whole, whoever was on air."""
    if not reader.order_lines:
        return ()
    base = base_ratio(reader.plan, pool.base)
    aggregates = base_aggregates(reader.plan, pool.base)
    nodes: tuple[Node, ...] = ()
    for name in _tables_of(aggregates):
        table = TABLES[name]
        used = [one for one in aggregates if one.table == name]
        raw, parts = columns_read(used)
        shown = {"session_id", *table.key, *_SHOWN_COLUMNS.get(name, ())}
        dated = {"paid_at"} if name == "order_lines" else set()
        at = "paid_at" if name == "order_lines" else table.at
        sums = ", ".join(
            f"{column.sql} AS {quoted(column.name)}" for column in _distinct(reader, used, whole_rows=True)
        )
        keys = ", ".join(f"f.{column}" for column in sorted(shown))
        query = f"""
          SELECT b.*, {base.numerator} AS {quoted(_BASES)}
          FROM (SELECT {keys}, f.{at} AS at, {sums}{_absent(aggregates, used)}
                FROM ({whole_rows(None, name, raw | parts | shown | dated)}) AS f
                WHERE f.session_id = {text_literal(session_id)} GROUP BY {keys}, f.{at}) AS b
          ORDER BY at, {", ".join(table.key)}"""
        rows = reader.run.rows(checked_sql(query))
        nodes += _listed(reader, table, [(row, int(row[_BASES]) * base.factor) for row in rows], yuan_words)
    return nodes


def _tables_of(aggregates: Iterable[Aggregate]) -> list[str]:
    used = {one.table for one in aggregates}
    return [name for name in POOLABLE if name in used]


def _distinct(reader: Reader, aggregates: Sequence[Aggregate], *, whole_rows: bool = False) -> list[Any]:
    columns = {
        column.name: column
        for one in aggregates
        for column in sum_columns(reader.plan, one, whole_rows=whole_rows)
    }
    return list(columns.values())


def _absent(aggregates: Iterable[Aggregate], present: Sequence[Aggregate]) -> str:
    """Sums of other tables, so that a base can be put together for the rows of one table alone."""
    here = {name_of(one) for one in present}
    names = dict.fromkeys(name_of(one) for one in aggregates if name_of(one) not in here)
    return "".join(f", CAST(NULL AS BIGINT) AS {quoted(name)}" for name in names)


def _columns_of(aggregate: Aggregate) -> tuple[str, str]:
    """The column that holds a row's part in an aggregate, and the one that tells whether it has one."""
    name = name_of(aggregate)
    if aggregate.aggregation is Aggregation.MEAN:
        return f"sum in {name}", f"count in {name}"
    return name, name if aggregate.aggregation is Aggregation.COUNT else f"{name} rows"


def _credited(reader: Reader, table: Table, team: str | None) -> Facts:
    """The table's facts credited to the person (or the team), read once for all sums."""
    key = (table.name, team)
    if key not in reader.facts:
        reader.facts[key] = Facts(table, tuple(reader.run.rows(_query(reader, table, team))))
    found = reader.facts[key]
    assert isinstance(found, Facts)
    return found


def _query(reader: Reader, table: Table, team: str | None) -> str:
    plan = reader.plan
    used = [one for one in reader.aggregates if one.table == table.name and not is_whole(one)]
    raw, parts = columns_read(used)
    shared = is_shared(plan, table)
    shown = set(table.key) | _SHOWN_COLUMNS.get(table.name, set())
    if "session_id" in table.column_names:
        shown.add("session_id")
    if shared:
        parts |= {"paid_amount", "refunded"} if table.name == "order_lines" else set()
    else:
        raw |= parts
    if table.name == "order_lines":
        raw |= {"paid_at"}
        at = "f.at" if shared else "f.paid_at"
    else:
        shown -= {"at"}  # rows are dated by `at` as it is
        at = "f.at"
    if table.name == "order_lines" and shared:
        shown |= {"shared_paid_amount", "shared_refunded"}
    pooled = "f.pooled" if plan.pools and table.name in POOLABLE else "FALSE"
    keys = ", ".join(f"f.{column}" for column in sorted(shown))
    sums = ", ".join(f"{column.sql} AS {quoted(column.name)}" for column in _distinct(reader, used))
    counts = "".join(
        f", {_row_count(reader, one)} AS {quoted(f'{name_of(one)} rows')}"
        for one in used
        if one.aggregation not in (Aggregation.COUNT, Aggregation.MEAN)
    )
    gates, join = "0", ""
    if table.name == "order_lines" and any(gate.per_product for gate in plan.gates):
        gates = "coalesce(g.gates, 0)"
        join = """LEFT JOIN main.product_gates AS g ON g.person_id = s.person_id AND g.unit = s.unit
          AND g.product_id = f.product_id"""
    stored = {column for column in shown if not column.startswith("shared_")}
    rows = credited_rows(plan, reader.run.compiled.window, table, raw | stored, parts if shared else set())
    # Grouped by the places of the columns: four of the span, gates, pooled, what is shown, and the time.
    query = f"""
      WITH spans AS ({_spans(reader, team)}),
      {_narrowed(plan.credit.order_lines, table)}
      facts AS (
        SELECT f.span, s.unit, s.schemes, s.campaigns, {gates} AS gates, {pooled} AS pooled, {keys},
          {at} AS at, {sums or "count(*) AS n"}{counts}
        FROM ({rows}) AS f JOIN spans AS s ON s.span = f.span {join}
        GROUP BY {", ".join(str(number) for number in range(1, len(shown) + 8))})
      SELECT * FROM ({_with_bases(reader, table, used)}) AS listed ORDER BY at, {", ".join(table.key)}"""
    return checked_sql(query)


def _row_count(reader: Reader, aggregate: Aggregate) -> str:
    """How many rows of the group the aggregate takes, by the template of counts."""
    counting = Aggregate(
        Aggregation.COUNT, aggregate.table, None, aggregate.where, aggregate.kind, aggregate.span
    )
    return sum_columns(reader.plan, counting)[0].sql


def _with_bases(reader: Reader, table: Table, used: Sequence[Aggregate]) -> str:
    """The facts with what each adds to the base of every scheme that reads the table."""
    items, missing = "", []
    for number, scheme in enumerate(reader.schemes, 1):
        aggregates = base_aggregates(reader.plan, scheme.base)
        own = [one for one in aggregates if one.table == table.name]
        if not own:
            continue
        missing += [one for one in aggregates if one.table != table.name]
        rows = " + ".join(
            f"b.{quoted(name_of(one) if one.aggregation is Aggregation.COUNT else f'{name_of(one)} rows')}"
            for one in own
        )
        items += f", {base_ratio(reader.plan, scheme.base).numerator} AS {quoted(f'{_BASES}{number}')}"
        items += f", {rows} AS {quoted(f'{_BASES}{number} rows')}"
    if not items:
        return "SELECT * FROM facts"
    return f"SELECT b.*{items} FROM (SELECT facts.*{_absent(missing, used)} FROM facts) AS b"


def _spans(reader: Reader, team: str | None) -> str:
    """The spans of the person, or of the team's people; `schemes` as bits are those of the person."""
    bits = " + ".join(
        f"CASE WHEN {holds(scheme.applies, attribute_scope('s'))} THEN {1 << number} ELSE 0 END"
        for number, scheme in enumerate(reader.schemes)
    )
    own = f"""
      SELECT s.*, CASE WHEN s.stint IS NULL THEN 0 ELSE {bits or "0"} END AS schemes
      FROM main.spans AS s WHERE s.person_id = {text_literal(reader.person_id)}"""
    if team is None:
        return own
    return f"""
      SELECT m.*, coalesce(own.schemes, 0) AS schemes FROM main.spans AS m
      LEFT JOIN ({own}) AS own
        ON own.team = m.team AND m.starts_at >= own.starts_at AND m.starts_at < own.ends_at
      WHERE m.team = {text_literal(team)}"""


def _narrowed(credit: str, table: Table) -> str:
    """The part of what the credit rules join that these spans can meet, so that few sessions are read."""
    parts = ""
    on_air = table.owner is Owner.LINE_CREDIT and credit == "on_air"
    if on_air or table.owner is Owner.PERSON_OR_ON_AIR:
        parts += "slots AS (SELECT t.* FROM main.slots AS t JOIN spans AS s ON s.span = t.span),"
    if table.owner is Owner.SESSION_SHARE or credit == "share_of_minutes":
        parts += """session_people AS (
          SELECT t.* FROM main.session_people AS t
          WHERE t.session_id IN (SELECT p.session_id FROM main.session_people AS p
                                 JOIN spans AS s ON s.person_id = p.person_id)),"""
    return parts


def _listed(reader: Reader, table: Table, rows: list[tuple[Row, Fraction]], say: Say) -> tuple[Node, ...]:
    """The first rows, and the rest in one sentence: together they add up to the sum."""
    nodes = [_fact_node(reader, table, row, value, say) for row, value in rows[: reader.order_lines]]
    if rest := rows[reader.order_lines :]:
        total = sum((value for _, value in rest), Fraction(0))
        text = reader.say(
            "其余 {count} 条，合计 {total}",
            "the other {count}, {total} in all",
            count=len(rest),
            total=say(total),
        )
        nodes.append(Node(table.name, _exact(total, say), text, is_fact=True))
    return tuple(nodes)


def _exact(value: Fraction, say: Say) -> str:
    is_money = say is yuan_words and (value * 100).denominator == 1
    return money_text(int(value * 100)) if is_money else number_text(value)


def _fact_node(reader: Reader, table: Table, row: Row, value: Fraction, say: Say) -> Node:
    zone = reader.run.compiled.window.clock.zone
    key = " ".join(str(row[name]) for name in table.key if name != table.at)
    moment = row["at"].astimezone(zone)
    at = moment.strftime("%Y-%m-%d %H:%M:%S")
    line = None
    if table.name == "order_lines":
        line = _order_line(row, key, moment)
        text = _line_text(reader, row, key, at)
        if say(value) != money_words(_credited_fen(row)):
            text += reader.say("，计 {part}", ", counts {part}", part=say(value))
    else:
        words = said(TABLE_WORDS, table.name, reader.language)
        session = row.get("session_id") if "session_id" not in table.key else None
        text = f"{words} {key} {at}{f' {session}' if session else ''}{reader.say('：', ': ')}{say(value)}"
    return Node(f"{table.name}/{key}", _exact(value, say), text, is_fact=True, order_line=line)


def _order_line(row: Row, key: str, at: dt.datetime) -> OrderLine:
    paid, refunded = int(row["paid_amount"] or 0), _refunded_fen(row)
    return OrderLine(key, at, row["product_id"], paid, _credited_fen(row), refunded)


def _credited_fen(row: Row) -> int:
    return int(row.get("shared_paid_amount", row["paid_amount"]) or 0)


def _refunded_fen(row: Row) -> int:
    return int(row.get("shared_refunded", row["refunded"]) or 0)


def _line_text(reader: Reader, row: Row, key: str, at: str) -> str:
    text = reader.say(
        "{line} {at} 商品 {product} 支付 {paid}",
        "{line} {at} product {product} paid {paid}",
        line=key,
        at=at,
        product=row["product_id"] or "—",
        paid=money_words(row["paid_amount"] or 0),
    )
    if _credited_fen(row) != (row["paid_amount"] or 0):
        text += reader.say("，归本人 {part}", ", credited {part}", part=money_words(_credited_fen(row)))
    if refunded := _refunded_fen(row):
        text += reader.say("，已退 {back}", ", refunded {back}", back=money_words(refunded))
    return text
