"""Pools: a session's amount, shared by role and then among the people of each role, to the fen.

Owns the two largest-remainder splits of docs/plan-language.md ("Pools"). `pool_shares` works on these
relations, which come from facts in a run and from what is given in a worked example:

    pools        (session_id): pool (its number, from 1), started_at, base_fen, amount
    pool_people  (session_id, role, person_id): on_air_us, the person's time in that role; `known` where
                 `people` has a row of the person
"""

from __future__ import annotations

from math import lcm

from boji.engine.arithmetic import Ratio, constant, half_up, multiply, quoted, text_literal
from boji.engine.compile.bases import base_aggregates, base_ratio
from boji.engine.compile.commission import MONEY_DECIMALS
from boji.engine.compile.sessions import session_sums
from boji.engine.compile.sums import sums_name
from boji.engine.compile.window import Window, instant, values
from boji.engine.formulas import text_of
from boji.engine.plan.formula import Aggregate
from boji.engine.plan.model import Plan, Pool
from boji.engine.program import Relation


def pool_relations(plan: Plan, window: Window) -> list[Relation]:
    """Pools of the sessions that start in the run's month, with their shares."""
    return [_sessions_due(window), *_bases(plan), _people(), *share_relations(plan)]


def _sessions_due(window: Window) -> Relation:
    month_starts_at = window.clock.starts_at(window.period.first_day)
    return Relation(
        "pool_sessions",
        f"""SELECT * FROM pooled_sessions AS s WHERE s.started_at >= {instant(month_starts_at)}
          AND s.started_at < {instant(window.ends_at)}""",
        key=("session_id",),
    )


def _bases(plan: Plan) -> list[Relation]:
    aggregates: dict[str, Aggregate] = {
        text_of(one): one for pool in plan.pools for one in base_aggregates(plan, pool.base)
    }
    used = list(aggregates.values())
    relations = session_sums(plan, "pool_sessions", used)
    joins = " ".join(
        f"LEFT JOIN {relation.name} AS {relation.name} ON {relation.name}.session_id = p.session_id"
        for relation in relations
    )
    items = ", ".join(f"{sums_name('session', one)}.{quoted(text)}" for text, one in aggregates.items())
    source = f"SELECT p.session_id, p.pool, p.started_at, p.title, {items} FROM pool_sessions AS p {joins}"
    parts = []
    for number, pool in enumerate(plan.pools, 1):
        parts.append(f"""
          SELECT b.session_id, b.pool, b.started_at, b.title, {pool_amount(pool, base_ratio(plan, pool.base))}
          FROM ({source}) AS b WHERE b.pool = {number}""")
    return [*relations, Relation("pools", " UNION ALL ".join(parts), key=("session_id",), kept=True)]


def pool_amount(pool: Pool, base: Ratio) -> str:
    """`base_fen` and `amount` of a pool: half up (base × rate), nothing where the base is below zero."""
    amount = half_up(multiply(base, constant(pool.rate)), MONEY_DECIMALS)
    return f"""CAST({half_up(base, MONEY_DECIMALS)} AS BIGINT) AS base_fen,
      greatest(CAST({amount} AS BIGINT), 0) AS amount"""


def _people() -> Relation:
    return Relation(
        "pool_people",
        """
        SELECT q.session_id, q.role, q.person_id, q.on_air_us, k.person_id IS NOT NULL AS known
        FROM (
          SELECT s.session_id, s.role, s.person_id,
            CAST(sum(epoch_us(s.ends_at) - epoch_us(s.starts_at)) AS BIGINT) AS on_air_us
          FROM fact_shifts AS s JOIN pools AS p ON p.session_id = s.session_id
          GROUP BY s.session_id, s.role, s.person_id
          UNION ALL
          SELECT a.session_id, 'anchor' AS role, a.person_id, coalesce(a.on_air_us, 1) AS on_air_us
          FROM account_people AS a JOIN pools AS p ON p.session_id = a.session_id) AS q
        LEFT JOIN (SELECT DISTINCT person_id FROM fact_people) AS k ON k.person_id = q.person_id
        """,
        key=("session_id", "role", "person_id"),
    )


def share_relations(plan: Plan) -> list[Relation]:
    """`pool_roles` with each role's share (`people` 0: absent, so not paid) and `pool_shares`."""
    return [_roles(plan), _shares(plan)]


def _roles(plan: Plan) -> Relation:
    rows = []
    for number, pool in enumerate(plan.pools, 1):
        whole = lcm(*(share.denominator for _, share in pool.split))
        for place, (role, share) in enumerate(pool.split):
            rows.append((str(number), text_literal(role), str(place), str(int(share * whole)), str(whole)))
    split = f"({values(rows)}) AS s(pool, role, role_place, part, whole)"
    return Relation(
        "pool_roles",
        f"""
        SELECT q.session_id, q.pool, q.role, q.role_place,
          CAST(q.quotient + CASE WHEN row_number() OVER (PARTITION BY q.session_id
              ORDER BY q.remainder DESC, q.role_place)
              <= q.amount - sum(q.quotient) OVER (PARTITION BY q.session_id)
            THEN 1 ELSE 0 END AS BIGINT) AS amount,
          coalesce(n.people, 0) AS people
        FROM (
          SELECT p.session_id, p.pool, p.amount, s.role, s.role_place,
            CAST(p.amount AS HUGEINT) * s.part // s.whole AS quotient,
            CAST(p.amount AS HUGEINT) * s.part % s.whole AS remainder
          FROM pools AS p JOIN {split} ON s.pool = p.pool) AS q
        LEFT JOIN (
          SELECT session_id, role, count(*) AS people FROM pool_people GROUP BY session_id, role) AS n
          ON n.session_id = q.session_id AND n.role = q.role
        """,
        key=("session_id", "role_place"),
        kept=True,
    )


def _shares(plan: Plan) -> Relation:
    """What each person gets; `whole` is the sum of the weights by which the role's share is split.

    The share of somebody who is not `known` is not paid, and reported.
    """
    by_minutes = [str(number) for number, pool in enumerate(plan.pools, 1) if pool.within == "minutes"]
    weight = (
        f"CASE WHEN r.pool IN ({', '.join(by_minutes)}) THEN m.on_air_us ELSE 1 END" if by_minutes else "1"
    )
    return Relation(
        "pool_shares",
        f"""
        SELECT q.session_id, q.pool, q.role, q.role_place, q.person_id, q.known, q.weight, q.whole,
          CAST(q.quotient + CASE WHEN row_number() OVER (PARTITION BY q.session_id, q.role
              ORDER BY q.remainder DESC, q.person_id)
              <= q.role_amount - sum(q.quotient) OVER (PARTITION BY q.session_id, q.role)
            THEN 1 ELSE 0 END AS BIGINT) AS amount
        FROM (
          SELECT w.*, CAST(w.role_amount AS HUGEINT) * w.weight // w.whole AS quotient,
            CAST(w.role_amount AS HUGEINT) * w.weight % w.whole AS remainder
          FROM (
            SELECT v.*, CAST(sum(v.weight) OVER (PARTITION BY v.session_id, v.role) AS BIGINT) AS whole
            FROM (
              SELECT r.session_id, r.pool, r.role, r.role_place, r.amount AS role_amount,
                m.person_id, m.known, CAST({weight} AS BIGINT) AS weight
              FROM pool_roles AS r JOIN pool_people AS m ON m.session_id = r.session_id AND m.role = r.role)
              AS v) AS w) AS q
        """,
        key=("session_id", "role_place", "person_id"),
        kept=True,
    )
