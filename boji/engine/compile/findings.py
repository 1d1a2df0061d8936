"""Findings: what a run saw in the facts that somebody should look at. Nothing is dropped silently.

Owns which findings there are. Each is counted from the relations that the run made anyway; `amount` is in
fen, NULL where money plays no part. Words are in `boji.engine.results.findings`.
"""

from __future__ import annotations

from collections.abc import Iterable

from boji.engine.compile.credit import is_shared
from boji.engine.facts import TABLES
from boji.engine.plan.model import Plan
from boji.engine.program import Relation

_SHAPE = "SELECT '{code}' AS code, {count} AS number, {amount} AS amount FROM {source}"


def findings_relation(plan: Plan, relations: Iterable[Relation]) -> Relation:
    """`findings`: one row for each kind of finding that occurs."""
    made = {relation.name for relation in relations}
    parts = []
    if "order_lines_sums" in made and not is_shared(plan, TABLES["order_lines"]):
        for code, test in (("unnamed_lines", "unnamed"), ("uncredited_lines", "NOT unnamed")):
            source = f"order_lines_sums WHERE span IS NULL AND {test}"
            parts.append(_row(code, "CAST(sum(lines) AS BIGINT)", source, "CAST(sum(paid) AS BIGINT)"))
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


def _row(code: str, count: str, source: str, amount: str = "CAST(NULL AS BIGINT)") -> str:
    return _SHAPE.format(code=code, count=count, amount=amount, source=source)
