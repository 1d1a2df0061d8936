"""The last level of an explanation: the order lines credited to a person.

Owns asking the facts for one person's lines. Which lines are whose is not decided again here: the rows
come from the run's own slots through the same credit template (`compile.credit.credited_rows`).
"""

from __future__ import annotations

from typing import Any

from boji.engine.arithmetic import text_literal
from boji.engine.compile.credit import credited_rows, is_shared
from boji.engine.explain.node import Node
from boji.engine.explain.reader import Reader
from boji.engine.facts import TABLES
from boji.engine.program import checked_sql
from boji.engine.results.texts import money_text, money_words

_SHOWN = {"line_id", "order_id", "session_id", "product_id", "paid_at", "paid_amount", "refunded"}


def credited_lines(reader: Reader, condition: str = "TRUE") -> list[dict[str, Any]]:
    """The person's order lines with span and segment keys, by time; money in fen."""
    plan, window = reader.plan, reader.run.compiled.window
    table = TABLES["order_lines"]
    shared = is_shared(plan, table)
    columns = _SHOWN | ({"product_id"})
    figures = {"paid_amount", "refunded"} if shared else set()
    mine = f"""
      WITH spans AS (SELECT * FROM main.spans WHERE person_id = {text_literal(reader.person_id)}),
      {_narrowed(plan.credit.order_lines)}
      refunds_by_line AS (
        SELECT line_id, CAST(sum(amount) AS BIGINT) AS refunded FROM main.fact_refunds GROUP BY line_id)
      SELECT f.*, s.unit, s.campaigns, s.stint
      FROM ({credited_rows(plan, window, table, columns, figures)}) AS f JOIN spans AS s ON s.span = f.span
      WHERE {condition} ORDER BY f.paid_at, f.line_id"""
    rows = reader.run.rows(checked_sql(mine))
    for row in rows:
        row["credited"] = row["shared_paid_amount"] if shared else row["paid_amount"]
    return rows


def _narrowed(credit: str) -> str:
    """The person's part of what the credit rule joins, so that only their sessions are read."""
    if credit == "on_air":
        return "slots AS (SELECT t.* FROM main.slots AS t JOIN spans AS s ON s.span = t.span),"
    if credit == "share_of_minutes":
        return """session_people AS (
          SELECT t.* FROM main.session_people AS t
          WHERE t.session_id IN (SELECT p.session_id FROM main.session_people AS p
                                 JOIN spans AS s ON s.person_id = p.person_id)),"""
    return ""


def order_line_nodes(reader: Reader, *, period: str, segment: str = "TRUE") -> tuple[Node, ...]:
    """The first lines of the person in a unit or period, and how many more there are."""
    if not reader.order_lines:
        return ()
    units = ", ".join(
        text_literal(unit) for unit, member in reader.run.compiled.window.memberships if member == period
    )
    rows = credited_lines(reader, f"s.unit IN ({units}) AND {segment}" if units else segment)
    nodes = [_line_node(reader, row) for row in rows[: reader.order_lines]]
    if rest := rows[reader.order_lines :]:
        total = sum(row["credited"] or 0 for row in rest)
        text = reader.say(
            "另有 {count} 条订单,合计 {total}",
            "{count} more order lines, {total} in all",
            count=len(rest),
            total=money_words(total),
        )
        nodes.append(Node("order_lines", money_text(total), text))
    return tuple(nodes)


def _line_node(reader: Reader, row: dict[str, Any]) -> Node:
    clock = reader.run.compiled.window.clock
    paid_at = row["paid_at"].astimezone(clock.zone).strftime("%Y-%m-%d %H:%M:%S")
    text = reader.say(
        "{line} {at} 商品 {product} 支付 {paid}",
        "{line} {at} product {product} paid {paid}",
        line=row["line_id"],
        at=paid_at,
        product=row["product_id"] or "—",
        paid=money_words(row["paid_amount"] or 0),
    )
    if row["credited"] != row["paid_amount"]:
        text += reader.say(",计入 {part}", ", credited {part}", part=money_words(row["credited"] or 0))
    if row["refunded"]:
        text += reader.say(",已退 {back}", ", refunded {back}", back=money_words(row["refunded"]))
    return Node("order_line", money_text(row["credited"] or 0), text)
