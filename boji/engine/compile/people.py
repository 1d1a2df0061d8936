"""People in time: stints, and spans that cut them wherever anything about a person's credit changes.

A **stint** is a row of `people` with the days on which it holds. A **span** is a stretch of the window
in which one person has one stint (or none), one unit and one set of campaigns: what falls into a span
is alike for every rule, so facts are summed by span first.
"""

from __future__ import annotations

from boji.engine.arithmetic import Ratio, integer, text_literal
from boji.engine.compile.window import Window, date, instant, values
from boji.engine.formulas import Scope, condition
from boji.engine.plan.formula import Attribute, Kind, MetricName, walk
from boji.engine.plan.model import Plan, Scheme
from boji.engine.program import Relation


def attribute_scope(relation: str) -> Scope:
    """Attributes of a person as columns of a relation that carries a stint."""

    def attribute(name: Attribute) -> Ratio | str:
        column = f"{relation}.{name.name}"
        return integer(column, scale=2) if name.kind is Kind.MONEY else column

    return Scope(attribute=attribute)


def uses_team_base(scheme: Scheme) -> bool:
    return any(isinstance(part, MetricName) and part.of_team for part in walk(scheme.base))


def people_relations(plan: Plan, window: Window) -> list[Relation]:
    return [_stints(window), _spans(plan, window)]


def _stints(window: Window) -> Relation:
    """One row for each stint; `starts_at` and `ends_at` are clipped to the window."""
    never = "DATE '9999-12-31'"
    first, end = window.units[0].first_day, window.units[-1].end_day

    def clipped(column: str, days: str) -> str:
        return (
            f"(CASE WHEN s.{column} <= {date(first)} THEN {instant(window.starts_at)}"
            f" WHEN s.{column} >= {date(end)} THEN {instant(window.ends_at)} ELSE {days}.starts_at END)"
        )

    return Relation(
        "stints",
        f"""
        SELECT s.person_id, s.stint, s.name, s.role, s.tier, s.team, s.base_pay, s.starts_on, s.ends_on,
          {clipped("starts_on", "f")} AS starts_at, {clipped("ends_on", "l")} AS ends_at
        FROM (
          SELECT *, row_number() OVER (PARTITION BY person_id ORDER BY starts_on) AS stint
          FROM (
            SELECT person_id, name, role, tier, team, base_pay, starts_on,
              least(
                coalesce(ends_on, {never}),
                coalesce(lead(starts_on) OVER (PARTITION BY person_id ORDER BY starts_on), {never})
              ) AS ends_on
            FROM fact_people) AS rows_in_time
          WHERE starts_on < ends_on) AS s
        LEFT JOIN ({window.day_rows()}) AS f(day, starts_at, ends_at) ON f.day = s.starts_on
        LEFT JOIN ({window.day_rows()}) AS l(day, starts_at, ends_at) ON l.day = s.ends_on
        """,
        key=("person_id", "stint"),
        kept=True,
    )


def _spans(plan: Plan, window: Window) -> Relation:
    """One row for each span, numbered by person and time; attributes are NULL between stints."""
    edges = values((instant(piece.starts_at),) for piece in window.pieces)
    pieces = values(
        (instant(piece.starts_at), instant(piece.ends_at), text_literal(piece.unit), str(piece.campaigns))
        for piece in window.pieces
    )
    return Relation(
        "spans",
        f"""
        SELECT c.span, c.person_id, c.starts_at,
          CASE WHEN c.next_person_id = c.person_id THEN c.next_at
            ELSE {instant(window.ends_at)} END AS ends_at,
          p.unit, p.campaigns, s.stint, s.role, s.tier, s.team, s.base_pay
        FROM (
          SELECT person_id, at AS starts_at, row_number() OVER (ORDER BY person_id, at) AS span,
            lead(person_id) OVER (ORDER BY person_id, at) AS next_person_id,
            lead(at) OVER (ORDER BY person_id, at) AS next_at
          FROM (
            SELECT known.person_id, e.at
            FROM (SELECT DISTINCT person_id FROM fact_people) AS known CROSS JOIN ({edges}) AS e(at)
            UNION
            {_stint_edges(window)}
            {_team_edges(plan, window)}
          ) AS edges) AS c
        JOIN ({pieces}) AS p(starts_at, ends_at, unit, campaigns)
          ON c.starts_at >= p.starts_at AND c.starts_at < p.ends_at
        LEFT JOIN stints AS s
          ON s.person_id = c.person_id AND c.starts_at >= s.starts_at AND c.starts_at < s.ends_at
        """,
        key=("span",),
        kept=True,
    )


def _stint_edges(window: Window) -> str:
    return " UNION ".join(
        f"SELECT person_id, {edge} AS at FROM stints"
        f" WHERE {edge} > {instant(window.starts_at)} AND {edge} < {instant(window.ends_at)}"
        for edge in ("starts_at", "ends_at")
    )


def _team_edges(plan: Plan, window: Window) -> str:
    """Members are cut where a colleague paid by the team's figures changes, so that the colleague's
    stint covers whole spans of every member."""
    leads = [scheme for scheme in plan.schemes if uses_team_base(scheme)]
    if not leads:
        return ""
    paid_by_team = " OR ".join(condition(scheme.applies, attribute_scope("paid")) for scheme in leads)
    return "".join(
        f""" UNION
        SELECT member.person_id, paid.{edge} AS at
        FROM stints AS paid JOIN stints AS member ON member.team = paid.team
        WHERE ({paid_by_team})
          AND paid.{edge} > {instant(window.starts_at)} AND paid.{edge} < {instant(window.ends_at)}"""
        for edge in ("starts_at", "ends_at")
    )
