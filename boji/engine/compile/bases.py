"""Bases: who falls under which scheme in a month, and how their base is cut into segments.

Owns scheme membership, product gates, team bases and pooled sessions leaving the base. Makes
`scheme_members` and `scheme_segments` from the sums by span.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import Ratio, quoted
from boji.engine.compile.commission import campaigns_changing
from boji.engine.compile.figures import Figures
from boji.engine.compile.metrics import in_order, kept_sums, metric_layers, metric_names, metric_scope
from boji.engine.compile.people import attribute_scope, uses_team_base
from boji.engine.compile.sums import POOLABLE, aggregates_of, factor_of, name_of, sum_columns
from boji.engine.compile.window import Window
from boji.engine.formulas import Scope, holds, value
from boji.engine.plan.formula import Aggregate, Formula, MetricName
from boji.engine.plan.model import Gate, Plan, Scheme
from boji.engine.program import Relation


def base_aggregates(plan: Plan, formula: Formula) -> list[Aggregate]:
    """The sums that an additive base is made of."""
    names = metric_names([formula]) | metric_names([formula], of_team=True)
    return aggregates_of([formula, *(metric.formula for metric in in_order(plan, names))])


def product_gates(plan: Plan) -> list[tuple[int, Gate]]:
    return [(number, gate) for number, gate in enumerate(plan.gates) if gate.per_product]


def gate_metrics(plan: Plan) -> set[str]:
    return metric_names(gate.when for _, gate in product_gates(plan))


@dataclass(frozen=True)
class Bases:
    """The relations, for each scheme the unit in which its base is kept, and the figures by product."""

    relations: list[Relation]
    factors: dict[str, Fraction]
    products: Figures


def base_relations(plan: Plan, window: Window) -> Bases:
    """`scheme_members` and `scheme_segments` with what they stand on."""
    aggregates = {name_of(one): one for scheme in plan.schemes for one in base_aggregates(plan, scheme.base)}
    used = list(aggregates.values())
    relations = []
    products: Figures = {}
    if product_gates(plan):
        gates, products = _product_gates(plan)
        relations.append(gates)
    relations += [_base_sums(plan, used), _scheme_members(plan, window)]
    factors = {}
    parts = []
    for number, scheme in enumerate(plan.schemes, 1):
        base = base_ratio(plan, scheme.base)
        factors[scheme.name] = base.factor
        parts.append(_segment_rows(plan, scheme, number, base))
    relations.append(
        Relation(
            "scheme_segments",
            " UNION ALL ".join(parts),
            key=("person_id", "scheme", "unit", "campaigns", "gates"),
        )
    )
    return Bases(relations, factors, products)


def _product_gates(plan: Plan) -> tuple[Relation, Figures]:
    """Which product gates hold for a person's lines of a product in a month, as bits; 0 is left out."""
    metrics = in_order(plan, gate_metrics(plan))
    aggregates = aggregates_of(metric.formula for metric in metrics)
    columns = {column.name: column for one in aggregates for column in sum_columns(plan, one)}
    merged = ", ".join(column.merged("t") for column in columns.values())
    sums, items = kept_sums(plan, aggregates, "product")
    rows = f"""
      SELECT s.person_id, s.unit, t.product_id, {merged}
      FROM order_lines_sums AS t JOIN spans AS s ON s.span = t.span
      WHERE t.product_id IS NOT NULL GROUP BY s.person_id, s.unit, t.product_id"""
    source = f"SELECT person_id, unit, product_id{items} FROM ({rows}) AS product_order_lines"
    layers, figures, _ = metric_layers(metrics, source, sums)
    scope = metric_scope(figures, "g")
    bits = " + ".join(
        f"CASE WHEN {holds(gate.when, scope)} THEN {1 << number} ELSE 0 END"
        for number, gate in product_gates(plan)
    )
    relation = Relation(
        "product_gates",
        f"SELECT b.* FROM (SELECT g.*, {bits} AS gates FROM ({layers}) AS g) AS b WHERE b.gates <> 0",
        key=("person_id", "unit", "product_id"),
        kept=True,
    )
    return relation, figures


def _base_sums(plan: Plan, aggregates: list[Aggregate]) -> Relation:
    """What bases are made of, by span and product gates; pooled sessions are left out."""
    columns = {name_of(one): one for one in aggregates}
    tables = [table for table in POOLABLE if any(one.table == table for one in aggregates)]
    parts = []
    for table in tables:
        items = ", ".join(
            f"t.{quoted(name)}" if one.table == table else f"CAST(NULL AS BIGINT) AS {quoted(name)}"
            for name, one in columns.items()
        )
        gates, join = "0", ""
        if table == "order_lines" and product_gates(plan):
            gates = "coalesce(g.gates, 0)"
            join = """LEFT JOIN product_gates AS g
              ON g.person_id = s.person_id AND g.unit = s.unit AND g.product_id = t.product_id"""
        personal = "AND NOT t.pooled" if plan.pools else ""
        parts.append(f"""
          SELECT t.span, {gates} AS gates, {items}
          FROM {table}_sums AS t JOIN spans AS s ON s.span = t.span {join}
          WHERE s.stint IS NOT NULL {personal}""")
    sums = ", ".join(f"CAST(sum({quoted(name)}) AS BIGINT) AS {quoted(name)}" for name in columns)
    return Relation(
        "base_sums",
        f"SELECT span, gates, {sums} FROM ({' UNION ALL '.join(parts)}) AS parts GROUP BY span, gates",
        key=("span", "gates"),
    )


def _scheme_members(plan: Plan, window: Window) -> Relation:
    """Who falls under which scheme in which month; team is that of the last such stint of the month.

    `months_in_scheme` counts from the month of the earliest day of a stint that matches.
    """
    parts = []
    for number, scheme in enumerate(plan.schemes, 1):
        applies = holds(scheme.applies, attribute_scope("s"))
        parts.append(f"""
          SELECT s.person_id, {number} AS scheme, s.unit, s.role, s.tier, s.team, s.base_pay,
            CAST(e.first_month AS INTEGER) AS first_month
          FROM spans AS s
          JOIN (SELECT max(s.span) AS span FROM spans AS s
                WHERE s.stint IS NOT NULL AND {applies} GROUP BY s.person_id, s.unit) AS last_span
            ON last_span.span = s.span
          JOIN (SELECT s.person_id, min(year(s.starts_on) * 12 + month(s.starts_on)) AS first_month
                FROM stints AS s WHERE {applies} GROUP BY s.person_id) AS e ON e.person_id = s.person_id""")
    months = " ".join(
        f"WHEN unit = '{unit.label}' THEN {unit.first_day.year * 12 + unit.first_day.month}"
        for unit in window.units
    )
    return Relation(
        "scheme_members",
        f"""
        SELECT person_id, scheme, unit, role, tier, team, base_pay,
          (CASE {months} END) - first_month + 1 AS months_in_scheme
        FROM ({" UNION ALL ".join(parts)}) AS matching
        """,
        key=("person_id", "scheme", "unit"),
    )


def base_ratio(plan: Plan, formula: Formula) -> Ratio:
    """An additive base as one integer over the columns of its sums in `b`; its factor is the unit.

    What nobody recorded adds nothing, so that the bases of parts add up to the whole.
    """

    def aggregate(one: Aggregate) -> Ratio:
        column = f"CAST(coalesce(b.{quoted(name_of(one))}, 0) AS HUGEINT)"
        return Ratio(column, factor=factor_of(plan, one))

    def metric(name: MetricName) -> Ratio:
        return value(plan.metrics[name.name].formula, scope)

    scope = Scope(metric=metric, aggregate=aggregate)
    base = value(formula, scope)
    assert base.denominator == "1", "a base is additive; the plan reader lets no other through"
    return base


def _segment_rows(plan: Plan, scheme: Scheme, number: int, base: Ratio) -> str:
    """A scheme's segments: its base by the campaigns that change it and by product gates."""
    applies = holds(scheme.applies, attribute_scope("s"))
    campaigns = _campaign_set(plan, scheme)
    if uses_team_base(scheme):
        source = """
          spans AS s
          JOIN spans AS member ON member.team = s.team
            AND member.starts_at >= s.starts_at AND member.starts_at < s.ends_at
          JOIN base_sums AS b ON b.span = member.span"""
        gates = "0"
    else:
        source, gates = "spans AS s JOIN base_sums AS b ON b.span = s.span", "b.gates"
    return f"""
      SELECT person_id, {number} AS scheme, unit, campaigns, gates, CAST(sum(base) AS HUGEINT) AS base
      FROM (SELECT s.person_id, s.unit, {campaigns} AS campaigns, {gates} AS gates, {base.numerator} AS base
            FROM {source} WHERE s.stint IS NOT NULL AND {applies}) AS bases
      GROUP BY person_id, unit, campaigns, gates"""


def _campaign_set(plan: Plan, scheme: Scheme) -> str:
    """The span's campaigns, of those that change the scheme, as bits."""
    changing = campaigns_changing(plan, scheme)
    bits = " + ".join(
        f"s.campaigns // {1 << number} % 2 * {1 << number}"
        for number in range(len(plan.campaigns))
        if changing >> number & 1
    )
    return f"({bits})" if bits else "0"
