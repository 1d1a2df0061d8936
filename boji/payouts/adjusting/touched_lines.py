"""Changed order lines and refunds, and lines that changed hands: whom they concern in a month.

A line concerns those who are credited with it, on either side. It also concerns the crew of a pool whose
session it is of, and, where the plan looks at figures of teams, the team mates of those credited.
"""

from __future__ import annotations

from typing import Any

from boji.engine.additions import FactKey
from boji.engine.compile import team_pay_metrics
from boji.engine.compile.credit import credited_rows, is_shared
from boji.engine.facts import TABLES
from boji.engine.program import checked_sql
from boji.payouts.adjusting.sides import SIDES, Sides, Touch

_LINES = TABLES["order_lines"]
_CREDITING = {"people", "accounts", "shifts", "sessions"}  # what moves lines from one to another


def line_touches(sides: Sides) -> list[Touch]:
    """By person and kind of change, the order lines and refunds that concern them."""
    if not sides.reads("order_lines") or not {*sides.touched} & {*_CREDITING, "order_lines", "refunds"}:
        return []
    _moves(sides)
    _lines_in_question(sides)
    for side in SIDES:
        _credits(sides, side)
    _pairs(sides)
    _concerns(sides)
    return [*_touched_lines(sides), *_touched_refunds(sides)]


def _moves(sides: Sides) -> None:
    """`refund_moves` and `line_changes`, by line; a refund that changed its line leaves one for the other."""
    rows = "SELECT '' AS refund_id, '' AS line_id, '' AS change, 0 AS old, 0 AS new LIMIT 0"
    if "refunds" in sides.touched:
        rows = """
          SELECT refund_id, coalesce(new.line_id, old.line_id) AS line_id, change,
            coalesce(old.amount, 0) AS old, coalesce(new.amount, 0) AS new
          FROM touched_refunds WHERE change <> 'changed' OR old.line_id = new.line_id
          UNION ALL
          SELECT refund_id, old.line_id, 'removed', old.amount, 0 FROM touched_refunds
          WHERE change = 'changed' AND old.line_id <> new.line_id
          UNION ALL
          SELECT refund_id, new.line_id, 'added', 0, new.amount FROM touched_refunds
          WHERE change = 'changed' AND old.line_id <> new.line_id"""
    sides.execute(f"CREATE OR REPLACE TABLE refund_moves AS {rows}")
    rows = "SELECT '' AS line_id, '' AS change LIMIT 0"
    if "order_lines" in sides.touched:
        rows = "SELECT line_id, change FROM touched_order_lines"
    sides.execute(f"CREATE OR REPLACE TABLE line_changes AS {rows}")


def _lines_in_question(sides: Sides) -> None:
    """`questioned`: the lines whose credit is looked up, with their sessions.

    All of them where a change of people or accounts could have moved any.
    """
    everywhere = {"people", "accounts"} & {*sides.touched}
    sessions = " UNION ".join(
        f"SELECT {state}.session_id AS session_id FROM touched_{name}"
        for name in ("shifts", "sessions")
        if name in sides.touched
        for state in ("old", "new")
    )
    asked = "line_id IN (SELECT line_id FROM line_changes UNION SELECT line_id FROM refund_moves)"
    if sessions:
        asked += f" OR session_id IN ({sessions})"
    lines = " UNION ".join(
        f"SELECT line_id, session_id FROM {side}.fact_order_lines{'' if everywhere else f' WHERE {asked}'}"
        for side in SIDES
    )
    sides.execute(f"CREATE OR REPLACE TABLE questioned AS {lines}")


def _credits(sides: Sides, side: str) -> None:
    """`<side>.credits`, by line and person: the person's part of what was paid, and their team then.

    Nobody is credited where the plan pays by pools alone: then the run has no such rules.
    """
    sides.execute(
        f"CREATE TABLE {side}.credits (line_id VARCHAR, person_id VARCHAR, team VARCHAR, paid BIGINT)"
    )
    shared = is_shared(sides.plan, _LINES)
    rules = {"on_air": "slots", "named": "spans"}.get(sides.plan.credit.order_lines, "session_people")
    if not sides.keeps(side, rules):
        return
    columns = {"line_id"} if shared else {"line_id", "paid_amount", "refunded"}
    parts = {"paid_amount", "refunded"} if shared else set()
    rows = checked_sql(credited_rows(sides.plan, sides.window, _LINES, columns, parts))
    prefix = "shared_" if shared else ""
    sides.execute(f"SET schema = '{side}'")  # the names in the rules of credit are those of this side
    sides.execute(
        f"""
        INSERT INTO {side}.credits
        SELECT f.line_id, s.person_id, any_value(s.team) AS team,
          CAST(coalesce(sum(f.{prefix}paid_amount), 0) AS BIGINT) AS paid
        FROM ({rows}) AS f JOIN {side}.spans AS s ON s.span = f.span
        WHERE f.line_id IN (SELECT line_id FROM main.questioned)
        GROUP BY f.line_id, s.person_id"""
    )
    sides.execute("SET schema = 'main'")


def _pairs(sides: Sides) -> None:
    """`pairs`, by line and person: `what` became of the line for them (NULL: nothing)."""
    holders = " ".join(
        f"""LEFT JOIN (SELECT line_id, list(person_id ORDER BY person_id) AS people
             FROM {side}.credits GROUP BY line_id) AS {side}_holders ON {side}_holders.line_id = p.line_id"""
        for side in SIDES
    )
    sides.execute(
        f"""
        CREATE OR REPLACE TABLE pairs AS
        SELECT p.*, CASE
            WHEN NOT was AND c.change = 'added' THEN 'added'
            WHEN NOT held AND c.change = 'removed' THEN 'removed'
            WHEN NOT was THEN 'gained'
            WHEN NOT held THEN 'lost'
            WHEN c.change = 'changed' THEN 'changed'
            WHEN old <> new THEN 'shared' END AS what,
          coalesce(CASE WHEN NOT was THEN b_holders.people WHEN NOT held THEN a_holders.people END,
            CAST([] AS VARCHAR[])) AS others
        FROM (
          SELECT coalesce(a.person_id, b.person_id) AS person_id, coalesce(a.line_id, b.line_id) AS line_id,
            b.line_id IS NOT NULL AS was, a.line_id IS NOT NULL AS held,
            coalesce(b.paid, 0) AS old, coalesce(a.paid, 0) AS new, coalesce(a.team, b.team) AS team
          FROM b.credits AS b FULL JOIN a.credits AS a
            ON a.line_id = b.line_id AND a.person_id = b.person_id) AS p
        LEFT JOIN line_changes AS c ON c.line_id = p.line_id {holders}"""
    )


def _concerns(sides: Sides) -> None:
    """`concerns`: the lines of the people asked about, each once: as their own, a pool's or their team's."""
    nobody = "CAST([] AS VARCHAR[])"
    ways = [
        "SELECT person_id, 1 AS rank, 'own' AS scope, '' AS place, line_id, what, old, new, others FROM pairs"
    ]
    for side in SIDES:
        if sides.plan.pools:
            ways.append(
                f"""SELECT s.person_id, 2, 'pool', s.session_id, q.line_id, c.change, 0, 0, {nobody}
                    FROM {side}.pool_shares AS s JOIN questioned AS q ON q.session_id = s.session_id
                    LEFT JOIN line_changes AS c ON c.line_id = q.line_id"""
            )
        if team_pay_metrics(sides.plan):
            ways.append(
                f"""SELECT m.person_id, 3, 'team', p.team, p.line_id, p.what, p.old, p.new, {nobody}
                    FROM (SELECT DISTINCT person_id, team FROM {side}.spans WHERE stint IS NOT NULL) AS m
                    JOIN pairs AS p ON p.team = m.team AND p.person_id <> m.person_id"""
            )
    sides.execute(
        f"""
        CREATE OR REPLACE TABLE concerns AS
        SELECT * FROM ({" UNION ALL ".join(ways)}) AS found
        WHERE person_id IN (SELECT person_id FROM wanted)
          AND (what IS NOT NULL OR line_id IN (SELECT line_id FROM refund_moves))
        QUALIFY row_number() OVER (PARTITION BY person_id, line_id ORDER BY rank, place, what) = 1"""
    )


_GROUPED = "person_id, scope, place"


def _touched_lines(sides: Sides) -> list[Touch]:
    rows = sides.rows(
        f"""SELECT {_GROUPED}, what AS change, others, count(*) AS rows, CAST(sum(old) AS BIGINT) AS old,
              CAST(sum(new) AS BIGINT) AS new, list(line_id ORDER BY line_id) AS lines
            FROM concerns WHERE what IS NOT NULL GROUP BY {_GROUPED}, what, others ORDER BY ALL"""
    )
    return [
        _touch(row, "order_lines", tuple(FactKey("order_lines", (line,)) for line in row["lines"]))
        for row in rows
    ]


def _touched_refunds(sides: Sides) -> list[Touch]:
    """Refunds of lines that the person still has, or had when they were taken back."""
    rows = sides.rows(
        f"""SELECT {_GROUPED}, r.change, CAST([] AS VARCHAR[]) AS others, count(*) AS rows,
              CAST(sum(r.old) AS BIGINT) AS old, CAST(sum(r.new) AS BIGINT) AS new,
              list(r.refund_id ORDER BY r.refund_id) AS refunds,
              list(DISTINCT line_id ORDER BY line_id) AS lines
            FROM concerns JOIN refund_moves AS r USING (line_id)
            WHERE what IS NULL OR what NOT IN ('lost', 'removed')
            GROUP BY {_GROUPED}, r.change ORDER BY ALL"""
    )
    return [
        _touch(
            row,
            "refunds",
            (
                *(FactKey("refunds", (refund,)) for refund in row["refunds"]),
                *(FactKey("order_lines", (line,)) for line in row["lines"]),
            ),
        )
        for row in rows
    ]


def _touch(row: dict[str, Any], table: str, facts: tuple[FactKey, ...]) -> Touch:
    return Touch(
        row["person_id"], table, row["change"], row["rows"], row["scope"], row["place"] or "", row["old"],
        row["new"], tuple(row["others"]), facts,
    )  # fmt: skip
