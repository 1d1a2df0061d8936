"""Changed rows of other tables than order lines and refunds, and whom they concern.

A row concerns the person that it names; else those who worked in its session, or whose account it is of.
"""

from __future__ import annotations

from boji.engine.additions import FactKey
from boji.engine.arithmetic import quoted
from boji.engine.facts import TABLES, Table
from boji.payouts.adjusting.sides import SIDES, Sides, Touch

_NAMES = ("person_id", "subject_id")


def row_touches(sides: Sides, name: str) -> list[Touch]:
    """By person and kind of change, the rows of `touched_<table>` that concern them."""
    table = TABLES[name]
    persons = _persons(sides, table)
    if not persons:
        return []
    key = ", ".join(f"CAST(t.{quoted(column)} AS VARCHAR)" for column in table.key)
    old, new = (f"t.{side}.amount" if "amount" in table.column_names else "0" for side in ("old", "new"))
    rows = sides.rows(
        f"""
        SELECT person_id, change, count(*) AS rows, coalesce(CAST(sum(old) AS BIGINT), 0) AS old,
          coalesce(CAST(sum(new) AS BIGINT), 0) AS new, list(key ORDER BY key) AS keys
        FROM (SELECT DISTINCT p.person_id, t.change, {old} AS old, {new} AS new, [{key}] AS key
              FROM touched_{name} AS t
              JOIN ({" UNION ".join(persons)}) AS p ON p.key = [{key}]) AS touched
        WHERE person_id IN (SELECT person_id FROM wanted)
        GROUP BY person_id, change ORDER BY person_id, change"""
    )
    return [
        Touch(
            row["person_id"],
            name,
            row["change"],
            row["rows"],
            before_fen=row["old"],
            after_fen=row["new"],
            facts=tuple(FactKey(name, tuple(key)) for key in row["keys"]),
        )
        for row in rows
    ]


def _persons(sides: Sides, table: Table) -> list[str]:
    """The ways from a changed row to people, as SQL: (key, person_id)."""
    key = ", ".join(f"CAST(t.{quoted(column)} AS VARCHAR)" for column in table.key)
    rows = f"FROM touched_{table.name} AS t"
    ways = []
    for side, state in zip(SIDES, ("old", "new"), strict=True):
        named = [f"t.{state}.{name}" for name in _NAMES if name in table.column_names]
        ways += [
            f"SELECT [{key}] AS key, {name} AS person_id {rows} WHERE {name} IS NOT NULL" for name in named
        ]
        if "session_id" in table.column_names:
            # A row that names its person concerns nobody else; but a shift moves what all of its session get.
            unnamed = " AND ".join(f"{name} IS NULL" for name in named) if table.name != "shifts" else ""
            ways.append(
                f"SELECT [{key}] AS key, c.person_id {rows}"
                f" JOIN ({_crews(sides, side)}) AS c ON c.session_id = t.{state}.session_id"
                f"{f' WHERE {unnamed}' if unnamed else ''}"
            )
        if "account_id" in table.column_names and not named:
            ways.append(
                f"SELECT [{key}] AS key, c.person_id {rows}"
                f" JOIN {side}.fact_accounts AS c ON c.account_id = t.{state}.account_id"
            )
    return ways


def _crews(sides: Sides, side: str) -> str:
    """Who worked in which session, or is paid for it."""
    ways = [f"SELECT session_id, person_id FROM {side}.fact_shifts"]
    ways += [
        f"SELECT session_id, person_id FROM {side}.{relation}"
        for relation in ("session_people", "pool_shares")
        if sides.keeps(side, relation)
    ]
    if sides.keeps(side, "slots"):
        ways.append(
            f"SELECT l.session_id, s.person_id FROM {side}.slots AS l"
            f" JOIN {side}.spans AS s ON s.span = l.span"
        )
    return " UNION ".join(ways)
