"""Commission: bases, tiers, segments and what each scheme of a person comes to in a month.

Owns the order of docs/plan-language.md ("Order of work", 2 to 6). Works on these relations, which come
from facts in a run and from what is given in a worked example:

    scheme_members   (person_id, scheme, unit): months_in_scheme, and the attributes of the last stint
                     in the scheme in that month
    scheme_segments  (person_id, scheme, unit, campaigns, gates): base, an integer in the scheme's unit
    person_metrics   the figures that points, gates and ladders look at

`campaigns` and `gates` are sets as bits: bit i is campaign or gate i of the plan. A scheme's number counts
from 1 in the plan's order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import (
    Ratio,
    add,
    choose,
    constant,
    half_up,
    multiply,
    product,
    text_literal,
)
from boji.engine.compile.figures import Figures
from boji.engine.compile.metrics import metric_scope
from boji.engine.compile.people import attribute_scope
from boji.engine.formulas import Scope, holds
from boji.engine.periods import Period
from boji.engine.plan.campaigns import rate_under
from boji.engine.plan.formula import Formula
from boji.engine.plan.model import Guarantee, Plan, Scheme
from boji.engine.program import Relation
from boji.engine.rates import Rate

MONEY_DECIMALS = 2
POINT_DECIMALS = 6


@dataclass(frozen=True)
class Commission:
    """What the commission stage needs to know: the schemes in their order, the unit (factor) in which
    each scheme's base is kept, the figures of people and teams, and the months looked at."""

    plan: Plan
    schemes: tuple[Scheme, ...]
    base_factors: dict[str, Fraction]
    person: Figures
    team: Figures
    months: tuple[Period, ...]

    @property
    def month(self) -> Period:
        return self.months[-1]

    def number(self, scheme: Scheme) -> int:
        return self.schemes.index(scheme) + 1

    def base_factor(self, scheme: Scheme) -> Fraction:
        return self.base_factors[scheme.name]


def campaigns_changing(plan: Plan, scheme: Scheme) -> int:
    """The campaigns that change this scheme, as bits."""
    return sum(
        1 << number
        for number, campaign in enumerate(plan.campaigns)
        if any(change.scheme == scheme.name for change in campaign.changes)
    )


def rate_in(plan: Plan, scheme: Scheme, campaigns: int) -> Rate:
    """The scheme's rate under a set of campaigns, in the order written."""
    active = [campaign for number, campaign in enumerate(plan.campaigns) if campaigns >> number & 1]
    return rate_under(scheme, active)


def campaign_sets(plan: Plan, scheme: Scheme) -> list[int]:
    """Every set of campaigns that the scheme's segments can carry."""
    changing = [n for n in range(len(plan.campaigns)) if campaigns_changing(plan, scheme) >> n & 1]
    sets = {0}
    for number in changing:
        sets |= {
            active | 1 << number
            for active in sets
            if all(_overlap(plan, number, other) for other in changing if active >> other & 1)
        }
    return sorted(sets)


def _overlap(plan: Plan, one: int, other: int) -> bool:
    first, second = plan.campaigns[one], plan.campaigns[other]
    return first.first_day <= second.last_day and second.first_day <= first.last_day


def finder_relations(work: Commission) -> list[Relation]:
    """`scheme_bases`, the whole base of a month, and `finders`, the value that finds the tier."""
    return [_scheme_bases(), _finders(work)]


def commission_relations(work: Commission) -> list[Relation]:
    """`scheme_months` (tier, points, person gates), `segments` (rate and amount), `true_ups` and
    `scheme_totals` (guarantee, draw)."""
    return [
        _scheme_months(work),
        _segments(work),
        _true_ups(work),
        _scheme_totals(work),
        _debts_left(work),
    ]


def _scheme_bases() -> Relation:
    """The whole base of each person, scheme and month; 0 where nothing was credited."""
    return Relation(
        "scheme_bases",
        """
        SELECT m.person_id, m.scheme, m.unit, m.role, m.tier, m.team, m.base_pay, m.months_in_scheme,
          coalesce(CAST(sum(s.base) AS HUGEINT), 0) AS base
        FROM scheme_members AS m
        LEFT JOIN scheme_segments AS s
          ON s.person_id = m.person_id AND s.scheme = m.scheme AND s.unit = m.unit
        GROUP BY m.person_id, m.scheme, m.unit, m.role, m.tier, m.team, m.base_pay, m.months_in_scheme
        """,
        key=("person_id", "scheme", "unit"),
    )


def _finders(work: Commission) -> Relation:
    """The value that finds the tier, as a sum over months: this month's base, or for quarter means all
    months so far; `final_…` is the same at the last month, for the true-ups."""
    by_mean = [work.number(scheme) for scheme in work.schemes if scheme.quarter_mean]
    if not by_mean:
        return Relation(
            "finders",
            "SELECT b.*, b.base AS finder_sum, 1 AS finder_months, b.base AS final_sum, 1 AS final_months"
            " FROM scheme_bases AS b",
        )
    mean = f"b.scheme IN ({', '.join(map(str, by_mean))})"
    window = "OVER (PARTITION BY b.person_id, b.scheme ORDER BY b.unit"
    so_far = f"{window} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    whole = "OVER (PARTITION BY b.person_id, b.scheme)"
    return Relation(
        "finders",
        f"""
        SELECT b.*,
          CASE WHEN {mean} THEN CAST(sum(b.base) {so_far} AS HUGEINT) ELSE b.base END AS finder_sum,
          CASE WHEN {mean} THEN count(*) {so_far} ELSE 1 END AS finder_months,
          CASE WHEN {mean} THEN CAST(sum(b.base) {whole} AS HUGEINT) ELSE b.base END AS final_sum,
          CASE WHEN {mean} THEN count(*) {whole} ELSE 1 END AS final_months
        FROM scheme_bases AS b
        """,
    )


def _months_kept(work: Commission, scheme: Scheme, column: str) -> str:
    """Schemes by the quarter mean keep every month, for the true-ups; the others the run's month."""
    return "TRUE" if scheme.quarter_mean else f"{column} = {text_literal(work.month.label)}"


def _scheme_months(work: Commission) -> Relation:
    """One row for each person, scheme and month: base, tier found, points that hold, person gates."""
    parts = [_scheme_month_rows(work, scheme) for scheme in work.schemes]
    return Relation(
        "scheme_months", " UNION ALL ".join(parts), key=("person_id", "scheme", "unit"), kept=True
    )


def _scheme_month_rows(work: Commission, scheme: Scheme) -> str:
    scope = Scope(
        metric=metric_scope(work.person, "m", work.team, "t").metric,
        attribute=attribute_scope("f").attribute,
    )

    def condition(formula: Formula) -> str:
        return holds(formula, scope)

    finder, final = (_finder(work, scheme, which) for which in ("finder", "final"))
    bits = " + ".join(
        f"CASE WHEN {condition(point.when)} THEN {1 << number} ELSE 0 END"
        for number, point in enumerate(scheme.points)
    )
    added = " + ".join(
        f"CASE WHEN {condition(point.when)} THEN {int(point.add * 10**POINT_DECIMALS)} ELSE 0 END"
        for point in scheme.points
    )
    gates = " + ".join(
        f"CASE WHEN {condition(gate.when)} THEN {1 << number} ELSE 0 END"
        for number, gate in enumerate(work.plan.gates)
        if not gate.per_product
    )
    team = "LEFT JOIN team_metrics AS t ON t.team = f.team AND t.period = f.unit" if work.team else ""
    return f"""
      SELECT f.person_id, f.scheme, f.unit, f.team, f.months_in_scheme, f.base,
        f.finder_sum, f.finder_months, f.final_sum, f.final_months,
        {scheme.rate.position(finder, condition)} AS tier,
        {scheme.rate.position(final, condition)} AS final_tier,
        {bits or "0"} AS points, {added or "0"} AS points_added, {gates or "0"} AS person_gates
      FROM finders AS f
      JOIN person_metrics AS m ON m.person_id = f.person_id AND m.period = f.unit
      {team}
      WHERE f.scheme = {work.number(scheme)} AND {_months_kept(work, scheme, "f.unit")}"""


def _finder(work: Commission, scheme: Scheme, which: str) -> Ratio:
    """`which` is finder or final: the sum over its months / their number, in yuan."""
    under = f"CAST(f.{which}_months AS HUGEINT)" if scheme.quarter_mean else "1"
    return Ratio(f"f.{which}_sum", under, work.base_factor(scheme))


def _segments(work: Commission) -> Relation:
    """One row for each person, scheme, month and segment: base, rate and amount in fen.

    Segments of base 0 are left out; a scheme left with none keeps one of base 0. `final_amount` is what
    the segment comes to at the quarter's final tier.
    """
    return Relation(
        "segments",
        " UNION ALL ".join(_segment_rows(work, scheme) for scheme in work.schemes),
        key=("person_id", "scheme", "unit", "campaigns", "gates"),
        kept=True,
    )


def _segment_rows(work: Commission, scheme: Scheme) -> str:
    rate = _segment_rate(work, scheme, "finder", "tier")
    final = _segment_rate(work, scheme, "final", "final_tier")
    tier_rate = _tier_rate(work, scheme, "finder", "tier")
    if not scheme.quarter_mean:
        final = rate
    base = Ratio("CAST(r.base AS HUGEINT)", factor=work.base_factor(scheme))

    def paid(which: str) -> str:
        return half_up(multiply(base, Ratio(f"r.{which}_num", f"r.{which}_den")), MONEY_DECIMALS)

    amounts = (
        f"CAST({paid('rate')} AS BIGINT) AS amount, CAST({paid('final_rate')} AS BIGINT) AS final_amount"
    )
    return f"""
      SELECT r.*, CAST({half_up(base, MONEY_DECIMALS)} AS BIGINT) AS base_fen, {amounts}
      FROM (
        SELECT f.person_id, f.scheme, f.unit, coalesce(s.campaigns, 0) AS campaigns,
          coalesce(s.gates, 0) AS gates, coalesce(s.base, 0) AS base, f.tier, f.final_tier,
          {_pair("tier_rate", tier_rate)}, {_pair("rate", rate)}, {_pair("final_rate", final)}
        FROM scheme_months AS f
        LEFT JOIN scheme_segments AS s
          ON s.person_id = f.person_id AND s.scheme = f.scheme AND s.unit = f.unit AND s.base <> 0
        WHERE f.scheme = {work.number(scheme)}) AS r"""


def _pair(name: str, ratio: Ratio) -> str:
    """The ratio as two columns of the same form for every scheme."""
    numerator = product(ratio.factor.numerator, ratio.numerator)
    denominator = product(ratio.factor.denominator, ratio.denominator)
    return f"{numerator} AS {name}_num, {denominator} AS {name}_den"


def _tier_rate(work: Commission, scheme: Scheme, which: str, tier: str) -> Ratio:
    """The tier's rate under the segment's campaigns; 0 where the scheme's whole base is below zero."""
    finder = _finder(work, scheme, which)
    sets = campaign_sets(work.plan, scheme)
    cases = [("f.base < 0", constant(0))]
    cases += [
        (f"s.campaigns = {active}", rate_in(work.plan, scheme, active).rate(f"f.{tier}", finder))
        for active in sets
        if active
    ]
    return choose(cases, rate_in(work.plan, scheme, 0).rate(f"f.{tier}", finder))


def _segment_rate(work: Commission, scheme: Scheme, which: str, tier: str) -> Ratio:
    """(tier rate + points) × gates; points too pay nothing where the whole base is below zero."""
    points = choose(
        [("f.base < 0", constant(0))],
        Ratio("CAST(f.points_added AS HUGEINT)", factor=Fraction(1, 10**POINT_DECIMALS)),
    )
    rate = add(_tier_rate(work, scheme, which, tier), points)
    for number, gate in enumerate(work.plan.gates):
        bits = "coalesce(s.gates, 0)" if gate.per_product else "f.person_gates"
        rate = multiply(rate, choose([(has_bit(bits, number), constant(gate.times))], constant(1)))
    return rate


def has_bit(bits: str, number: int) -> str:
    """Whether bit `number` of a set is there, as an SQL condition."""
    return f"{bits} // {1 << number} % 2 = 1"


def _true_ups(work: Commission) -> Relation:
    """In the quarter's last month, for each earlier month: its segments at the final tier less as paid."""
    due = "TRUE" if work.month.ends_its_quarter else "FALSE"
    month = text_literal(work.month.label)
    return Relation(
        "true_ups",
        f"""
        SELECT s.person_id, s.scheme, s.unit, CAST(sum(s.base_fen) AS BIGINT) AS base_fen,
          CAST(sum(s.amount) AS BIGINT) AS paid, CAST(sum(s.final_amount) AS BIGINT) AS final_paid,
          CAST(sum(s.final_amount - s.amount) AS BIGINT) AS amount
        FROM segments AS s
        JOIN scheme_months AS now
          ON now.person_id = s.person_id AND now.scheme = s.scheme AND now.unit = {month}
        WHERE {due} AND s.unit <> {month}
        GROUP BY s.person_id, s.scheme, s.unit
        """,
        key=("person_id", "scheme", "unit"),
        kept=True,
    )


def _scheme_totals(work: Commission) -> Relation:
    """What each scheme of a person comes to in the month: earned, guarantee, draw and the debt left."""
    guarantee = _by_scheme(
        work, lambda scheme: _guarantee(scheme.guarantee) if scheme.guarantee is not None else None
    )
    draw = _by_scheme(
        work,
        lambda scheme: str(scheme.draw_fen) if scheme.draw_fen is not None else None,
        otherwise="CAST(NULL AS BIGINT)",
    )
    month = text_literal(work.month.label)
    return Relation(
        "scheme_totals",
        f"""
        SELECT d.*, CASE
            WHEN d.draw_fen IS NULL THEN 0
            WHEN d.earned + d.guarantee < d.draw_fen THEN d.draw_fen - d.earned - d.guarantee
            ELSE -least(d.debt_before, d.earned + d.guarantee - d.draw_fen) END AS draw
        FROM (
          SELECT e.person_id, e.scheme, e.earned, {guarantee} AS guarantee, {draw} AS draw_fen,
            coalesce(b.debt, 0) AS debt_before
          FROM (
            SELECT m.person_id, m.scheme, m.months_in_scheme,
              CAST(coalesce(s.amount, 0) + coalesce(u.amount, 0) AS BIGINT) AS earned
            FROM scheme_months AS m
            LEFT JOIN (SELECT person_id, scheme, sum(amount) AS amount FROM segments
                       WHERE unit = {month} GROUP BY person_id, scheme) AS s
              ON s.person_id = m.person_id AND s.scheme = m.scheme
            LEFT JOIN (SELECT person_id, scheme, sum(amount) AS amount FROM true_ups
                       GROUP BY person_id, scheme) AS u
              ON u.person_id = m.person_id AND u.scheme = m.scheme
            WHERE m.unit = {month}) AS e
          LEFT JOIN debts AS b
            ON b.person_id = e.person_id AND b.scheme = {_scheme_name(work, "e.scheme")}) AS d
        """,
        key=("person_id", "scheme"),
        kept=True,
    )


def _debts_left(work: Commission) -> Relation:
    """What is owed at the month's end, also of schemes that the person has left."""
    name = _scheme_name(work, "t.scheme")
    return Relation(
        "debts_left",
        f"""
        SELECT t.person_id, {name} AS scheme, CAST(t.debt_before + t.draw AS BIGINT) AS debt
        FROM scheme_totals AS t WHERE t.debt_before + t.draw <> 0
        UNION ALL
        SELECT b.person_id, b.scheme, b.debt FROM debts AS b
        WHERE NOT EXISTS (
          SELECT 1 FROM scheme_totals AS t WHERE t.person_id = b.person_id AND {name} = b.scheme)
        """,
        key=("person_id", "scheme"),
        kept=True,
    )


def _guarantee(guarantee: Guarantee) -> str:
    """The line that lifts what was earned to the guaranteed amount, in the months that have it."""
    missing = f"greatest({guarantee.amount_fen} - e.earned, 0)"
    if guarantee.first_months is None:
        return missing
    return f"CASE WHEN e.months_in_scheme <= {guarantee.first_months} THEN {missing} ELSE 0 END"


def _by_scheme(
    work: Commission, of: Callable[[Scheme], str | None], otherwise: str = "0", column: str = "e.scheme"
) -> str:
    """A value that depends on the scheme's number."""
    whens = " ".join(
        f"WHEN {column} = {work.number(scheme)} THEN {sql}"
        for scheme in work.schemes
        if (sql := of(scheme)) is not None
    )
    return f"CASE {whens} ELSE {otherwise} END" if whens else otherwise


def _scheme_name(work: Commission, column: str) -> str:
    return _by_scheme(work, lambda scheme: text_literal(scheme.name), "NULL", column)
