"""Statements: the lines of a person's pay in their order, and their totals.

Owns the order of lines, base pay by stint and the cap. Every line is rounded before it comes here, so that
the lines add up to the pay exactly. Amounts are in fen. Lines that are no figures of the plan come from
`given_additions` (`boji.engine.additions`).
"""

from __future__ import annotations

from boji.engine.arithmetic import half_up_integer, text_literal
from boji.engine.compile.commission import Commission
from boji.engine.compile.people import attribute_scope
from boji.engine.compile.window import date
from boji.engine.formulas import holds
from boji.engine.plan.model import Plan
from boji.engine.program import Relation


def base_pay_relation(work: Commission) -> Relation:
    """One row for each stint of the month that is paid: monthly amount × days / days of the month."""
    month = work.month
    schemes = " + ".join(
        f"CASE WHEN {holds(scheme.applies, attribute_scope('s'))} THEN {scheme.base_pay_fen} ELSE 0 END"
        for scheme in work.schemes
        if scheme.base_pay_fen
    )
    days_in_month = (month.end_day - month.first_day).days
    amount = half_up_integer("CAST(p.monthly AS HUGEINT) * p.days", str(days_in_month))
    return Relation(
        "base_pays",
        f"""
        SELECT p.*, CAST({amount} AS BIGINT) AS amount
        FROM (
          SELECT s.person_id, s.stint, s.from_day, date_diff('day', s.from_day, s.to_day) AS days,
            CAST({days_in_month} AS BIGINT) AS days_in_month,
            coalesce(s.base_pay, {schemes or "0"}) AS monthly
          FROM (SELECT s.*, greatest(s.starts_on, {date(month.first_day)}) AS from_day,
                  least(s.ends_on, {date(month.end_day)}) AS to_day
                FROM stints AS s) AS s
          WHERE s.from_day < s.to_day) AS p
        WHERE p.monthly <> 0
        """,
        key=("person_id", "stint"),
        kept=True,
    )


def statement_relations(plan: Plan, work: Commission) -> list[Relation]:
    """`lines`, ordered by person, kind and the orders of docs/plan-language.md, and `statements`."""
    return [_earned_lines(plan, work), _caps(plan), _additions(), _lines(plan), _statements(work)]


_COLUMNS = (
    "person_id, kind, place, scheme, unit, campaigns, gates, session_id, base_fen, rate_num, rate_den, amount"
)


def _earned_lines(plan: Plan, work: Commission) -> Relation:
    """Lines that count towards the cap. `place` orders lines inside a scheme or pool."""
    month = text_literal(work.month.label)
    parts = [
        f"""
        SELECT person_id, 'commission' AS kind, 1 AS place, scheme, unit, campaigns, gates,
          CAST(NULL AS VARCHAR) AS session_id, base_fen, rate_num, rate_den, amount
        FROM segments WHERE unit = {month}""",
        """
        SELECT person_id, 'true_up' AS kind, 2 AS place, scheme, unit, 0 AS campaigns, 0 AS gates,
          CAST(NULL AS VARCHAR) AS session_id, base_fen, CAST(NULL AS HUGEINT) AS rate_num,
          CAST(NULL AS HUGEINT) AS rate_den, amount
        FROM true_ups""",
        f"""
        SELECT person_id, 'guarantee' AS kind, 3 AS place, scheme, {month} AS unit,
          0 AS campaigns, 0 AS gates, CAST(NULL AS VARCHAR) AS session_id, earned AS base_fen,
          CAST(NULL AS HUGEINT) AS rate_num, CAST(NULL AS HUGEINT) AS rate_den, guarantee AS amount
        FROM scheme_totals WHERE guarantee <> 0""",
    ]
    if plan.pools:
        rates = " ".join(
            f"WHEN s.pool = {number} THEN CAST({pool.rate.numerator} AS HUGEINT)"
            for number, pool in enumerate(plan.pools, 1)
        )
        unders = " ".join(
            f"WHEN s.pool = {number} THEN CAST({pool.rate.denominator} AS HUGEINT)"
            for number, pool in enumerate(plan.pools, 1)
        )
        parts.append(f"""
        SELECT s.person_id, 'pool' AS kind, 10 + s.role_place AS place, s.pool AS scheme, {month} AS unit,
          0 AS campaigns, 0 AS gates, s.session_id, p.base_fen,
          CASE {rates} END AS rate_num, CASE {unders} END AS rate_den, s.amount
        FROM pool_shares AS s JOIN pools AS p ON p.session_id = s.session_id
        WHERE s.known""")
    return Relation("earned_lines", " UNION ALL ".join(parts))


def _caps(plan: Plan) -> Relation:
    """What each person's commission is above the cap, as a negative amount."""
    cap = plan.commission_cap_fen
    return Relation(
        "caps",
        f"""
        SELECT t.person_id, t.total AS base_fen, {cap if cap is not None else "t.total"} - t.total AS amount
        FROM (
          SELECT person_id, CAST(sum(amount) AS BIGINT) AS total FROM earned_lines GROUP BY person_id) AS t
        WHERE {f"t.total > {cap}" if cap is not None else "FALSE"}
        """,
        key=("person_id",),
        kept=True,
    )


def _additions() -> Relation:
    """What the run was given, kept with it; `number` is the order in which they stand."""
    return Relation("additions", "SELECT a.* FROM given_additions AS a", key=("number",), kept=True)


def _lines(plan: Plan) -> Relation:
    """All lines; `line` counts from 1 in the order in which they stand on the statement.

    Segments stand campaign by campaign of the file: what is under it before what is not, so that what is
    under none stands last; then gate by gate likewise.
    """
    kinds = " ".join(f"WHEN a.kind = '{kind}' THEN {rank}" for kind, rank in _RANKS.items())
    sets = "".join(
        f"a.{column} // {1 << number} % 2 DESC, "
        for column, written in (("campaigns", plan.campaigns), ("gates", plan.gates))
        for number, _ in enumerate(written)
    )
    no_rate = "CAST(NULL AS HUGEINT) AS rate_num, CAST(NULL AS HUGEINT) AS rate_den"
    nothing = f"CAST(NULL AS VARCHAR) AS session_id, base_fen, {no_rate}"
    own = "CAST(NULL AS VARCHAR) AS label_zh, CAST(NULL AS VARCHAR) AS label_en"
    return Relation(
        "lines",
        f"""
        SELECT a.*, row_number() OVER (PARTITION BY a.person_id ORDER BY CASE {kinds} END, a.session_id,
            a.scheme, a.place, {sets}a.unit, a.day) AS line
        FROM (
          SELECT {_COLUMNS}, CAST(NULL AS DATE) AS day, {own} FROM earned_lines
          UNION ALL
          SELECT person_id, 'cap' AS kind, 1 AS place, CAST(NULL AS INTEGER) AS scheme,
            CAST(NULL AS VARCHAR) AS unit, 0 AS campaigns, 0 AS gates, {nothing}, amount,
            NULL AS day, {own}
          FROM caps
          UNION ALL
          SELECT person_id, 'draw' AS kind, 1 AS place, scheme, CAST(NULL AS VARCHAR) AS unit, 0 AS campaigns,
            0 AS gates, CAST(NULL AS VARCHAR) AS session_id, earned + guarantee AS base_fen, {no_rate},
            draw AS amount, NULL AS day, {own}
          FROM scheme_totals WHERE draw <> 0
          UNION ALL
          SELECT person_id, 'base_pay' AS kind, 1 AS place, CAST(NULL AS INTEGER) AS scheme,
            CAST(NULL AS VARCHAR) AS unit, 0 AS campaigns, 0 AS gates, CAST(NULL AS VARCHAR) AS session_id,
            monthly AS base_fen, CAST(days AS HUGEINT) AS rate_num,
            CAST(days_in_month AS HUGEINT) AS rate_den, amount, from_day AS day, {own}
          FROM base_pays
          UNION ALL
          SELECT person_id, kind, number AS place, CAST(NULL AS INTEGER) AS scheme, about AS unit,
            0 AS campaigns, 0 AS gates, CAST(NULL AS VARCHAR) AS session_id, due_fen AS base_fen, {no_rate},
            fen AS amount, NULL AS day, label_zh, label_en
          FROM additions) AS a
        """,
        key=("person_id", "line"),
        kept=True,
    )


_RANKS = {
    "commission": 1,
    "true_up": 1,
    "guarantee": 1,
    "pool": 2,
    "cap": 3,
    "draw": 4,
    "base_pay": 5,
    "bonus": 6,
    "adjustment": 7,
}
_ADDED = ("base_pay", "bonus", "adjustment")  # what is no commission, each with a total of its own


def _statements(work: Commission) -> Relation:
    """One row for each person with a stint in the month or a line: commission, the rest by kind, and pay."""
    month = work.month
    added = ", ".join(text_literal(kind) for kind in _ADDED)
    sums = "".join(f", {_total('kind = ' + text_literal(kind))} AS {kind}" for kind in _ADDED)
    totals = ", ".join(f"coalesce(t.{name}, 0) AS {name}" for name in ("commission", *_ADDED, "pay"))
    return Relation(
        "statements",
        f"""
        SELECT p.person_id, {totals}
        FROM (
          SELECT person_id FROM stints
          WHERE starts_on < {date(month.end_day)} AND ends_on > {date(month.first_day)}
          UNION SELECT person_id FROM lines) AS p
        LEFT JOIN (
          SELECT person_id, {_total("kind NOT IN (" + added + ")")} AS commission{sums},
            CAST(sum(amount) AS BIGINT) AS pay
          FROM lines GROUP BY person_id) AS t ON t.person_id = p.person_id
        """,
        key=("person_id",),
        kept=True,
    )


def _total(condition: str) -> str:
    return f"CAST(sum(CASE WHEN {condition} THEN amount ELSE 0 END) AS BIGINT)"
