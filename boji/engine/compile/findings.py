"""Findings: what a run saw in the facts that somebody should look at. Nothing is dropped silently.

Owns which findings there are. Each is counted from the relations that the run made anyway; `amount` is in
fen, NULL where money plays no part. Words are in `boji.engine.results.findings`.
"""

from __future__ import annotations

from collections.abc import Iterable

from boji.engine.compile.credit import is_shared, personal_lines
from boji.engine.compile.window import Window, instant
from boji.engine.facts import TABLES
from boji.engine.plan.model import Plan
from boji.engine.program import Relation

_SHAPE = "SELECT '{code}' AS code, {count} AS number, {amount} AS amount FROM {source}"


def findings_relation(plan: Plan, window: Window, relations: Iterable[Relation]) -> Relation:
    """`findings`: one row for each kind of finding that occurs."""
    made = {relation.name for relation in relations}
    parts = []
    if "order_lines_sums" in made:
        source = "order_lines_sums" if not is_shared(plan, TABLES["order_lines"]) else _unshared_lines(window)
        for code, test in (("unnamed_lines", "l.unnamed"), ("uncredited_lines", "NOT l.unnamed")):
            lines, paid = "CAST(sum(l.lines) AS BIGINT)", "CAST(sum(l.paid) AS BIGINT)"
            parts.append(_row(code, lines, f"{source} AS l WHERE {test}", paid))
    if "overlapping_sessions" in made:
        parts.append(_row("overlapping_shifts", "count(*)", "overlapping_sessions"))
    if "on_air" in made:
        unknown = "NOT EXISTS (SELECT 1 FROM fact_people AS p WHERE p.person_id = a.person_id)"
        parts.append(_row("unknown_anchors", "count(DISTINCT a.person_id)", f"on_air AS a WHERE {unknown}"))
    if "pool_roles" in made:
        absent = "pool_roles WHERE people = 0 AND amount <> 0"
        parts.append(_row("absent_roles", "count(*)", absent, "CAST(sum(amount) AS BIGINT)"))
    nothing = _row("nothing", "CAST(0 AS BIGINT)", "(SELECT 1 AS one) AS nothing")
    return Relation(
        "findings",
        f"SELECT * FROM ({' UNION ALL '.join([nothing, *parts])}) AS found WHERE number > 0",
        key=("code",),
        kept=True,
    )


def _unshared_lines(window: Window) -> str:
    """Lines of the run's period in sessions that nobody known shares, where minutes decide the credit."""
    since = instant(window.clock.starts_at(window.period.first_day))
    return f"""(
      SELECT f.session_id IS NULL AS unnamed, 1 AS lines, f.paid_amount AS paid
      FROM ({personal_lines(window, {"session_id", "paid_at", "paid_amount"})}) AS f
      WHERE f.paid_at >= {since} AND NOT EXISTS (
        SELECT 1 FROM session_people AS p JOIN fact_people AS known ON known.person_id = p.person_id
        WHERE p.session_id = f.session_id))"""


def _row(code: str, count: str, source: str, amount: str = "CAST(NULL AS BIGINT)") -> str:
    return _SHAPE.format(code=code, count=count, amount=amount, source=source)
