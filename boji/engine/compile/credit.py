"""Credit: which person's span a fact falls into, and which part of it.

Owns the shift rules (docs/plan-language.md, Credit). Shifts are prepared into **slots**: half-open
intervals of a session that never overlap and each belong to one span, so that a fact joins at most one
and is credited once. Figures that several people share are split by largest remainder, so that the
parts add up to the fact.

`credited_rows` gives a table's facts with `span` (NULL: credited to nobody), the raw columns that
formulas read and, for shared tables, each person's part of a figure as `shared_<column>`.
"""

from __future__ import annotations

from collections.abc import Iterable

from boji.engine.compile.window import Window, instant
from boji.engine.facts import TABLES, Owner, Table
from boji.engine.formulas import Scope, holds
from boji.engine.plan.formula import Attribute
from boji.engine.plan.model import Plan
from boji.engine.program import Relation

VIRTUAL_COLUMNS = ("business_day", "minutes")


def is_shared(plan: Plan, table: Table) -> bool:
    """Whether several people can have parts of one row."""
    if table.owner is Owner.LINE_CREDIT:
        return plan.credit.order_lines == "share_of_minutes"
    return table.owner is Owner.SESSION_SHARE


def session_scope(relation: str) -> Scope:
    def attribute(name: Attribute) -> str:
        return f"{relation}.{name.name}"

    return Scope(attribute=attribute)


def credit_relations(plan: Plan, window: Window, tables: Iterable[str]) -> list[Relation]:
    """The relations that `credited_rows` of these tables stand on."""
    used = [TABLES[name] for name in tables]
    shared = any(is_shared(plan, table) for table in used)
    on_air = any(_needs_slots(plan, table) for table in used)
    relations = []
    if plan.pools:
        relations.append(_pooled_sessions(plan))
    if shared or on_air or plan.pools:
        relations.append(_account_people())
    if shared:
        relations.append(_session_people())
    if on_air:
        relations += [_anchor_shifts(window), _overlapping_sessions(), _on_air(window), _slots(plan)]
    return relations


def _needs_slots(plan: Plan, table: Table) -> bool:
    if table.owner is Owner.LINE_CREDIT:
        return plan.credit.order_lines == "on_air"
    return table.owner is Owner.PERSON_OR_ON_AIR


def _pooled_sessions(plan: Plan) -> Relation:
    """Sessions whose orders leave the personal schemes; `pool` counts from 1 in the plan's order."""
    scope = session_scope("s")
    whens = " ".join(
        f"WHEN {holds(pool.applies, scope)} THEN {number}" for number, pool in enumerate(plan.pools, 1)
    )
    return Relation(
        "pooled_sessions",
        f"""
        SELECT session_id, pool, started_at, title
        FROM (SELECT s.session_id, s.started_at, s.title, CASE {whens} END AS pool FROM fact_sessions AS s)
          AS candidates
        WHERE pool IS NOT NULL
        """,
        key=("session_id",),
        kept=True,
    )


def _account_people() -> Relation:
    """The person of a session without any shift row: that of its account."""
    by_column = " UNION ALL ".join(
        f"""
        SELECT s.session_id, s.started_at, s.ended_at, a.person_id
        FROM without_shift AS s JOIN fact_accounts AS a ON a.platform = s.platform AND a.{column} = s.room_id
        WHERE a.person_id IS NOT NULL"""
        for column in ("room_id", "account_id")
    )
    return Relation(
        "account_people",
        f"""
        WITH without_shift AS (
          SELECT s.session_id, s.platform, s.room_id, s.started_at, s.ended_at FROM fact_sessions AS s
          WHERE NOT EXISTS (SELECT 1 FROM fact_shifts AS shift WHERE shift.session_id = s.session_id))
        SELECT session_id, min(person_id) AS person_id,
          CAST(min(epoch_us(ended_at) - epoch_us(started_at)) AS BIGINT) AS on_air_us
        FROM ({by_column}) AS candidates
        GROUP BY session_id
        """,
        key=("session_id",),
    )


def _session_people() -> Relation:
    """Who shares a session, by microseconds on air; `people` counts them.

    Most sessions are one person's; only the others are taken apart by person.
    """
    return Relation(
        "session_people",
        """
        WITH sharing AS (
          SELECT session_id, person_id, epoch_us(ends_at) - epoch_us(starts_at) AS on_air_us
          FROM fact_shifts WHERE role = 'anchor'
          UNION ALL
          SELECT session_id, person_id, on_air_us FROM account_people),
        whole AS (
          SELECT session_id, min(person_id) AS first_person, max(person_id) AS last_person,
            CAST(sum(on_air_us) AS BIGINT) AS session_us
          FROM sharing GROUP BY session_id)
        SELECT session_id, first_person AS person_id, session_us AS on_air_us, session_us,
          CAST(1 AS BIGINT) AS people
        FROM whole WHERE first_person = last_person
        UNION ALL
        SELECT session_id, person_id, on_air_us, session_us, count(*) OVER (PARTITION BY session_id) AS people
        FROM (
          SELECT a.session_id, a.person_id, CAST(sum(a.on_air_us) AS BIGINT) AS on_air_us, w.session_us
          FROM sharing AS a JOIN whole AS w ON w.session_id = a.session_id
          WHERE w.first_person <> w.last_person
          GROUP BY a.session_id, a.person_id, w.session_us) AS parts
        """,
        key=("session_id", "person_id"),
        kept=True,
    )


def _anchor_shifts(window: Window) -> Relation:
    return Relation(
        "anchor_shifts",
        f"""
        SELECT session_id, person_id, starts_at, ends_at FROM fact_shifts
        WHERE role = 'anchor'
          AND ends_at > {instant(window.starts_at)} AND starts_at < {instant(window.ends_at)}
        """,
    )


def _overlapping_sessions() -> Relation:
    """Sessions in which two anchor shifts overlap: by starts, some shift ends after the next begins."""
    return Relation(
        "overlapping_sessions",
        """
        SELECT DISTINCT session_id
        FROM (
          SELECT session_id, ends_at,
            lead(starts_at) OVER (PARTITION BY session_id ORDER BY starts_at, ends_at) AS next_at
          FROM anchor_shifts) AS neighbours
        WHERE next_at < ends_at
        """,
        key=("session_id",),
    )


def _on_air(window: Window) -> Relation:
    """Who is on air when: intervals of a session that do not overlap.

    Sessions whose anchor shifts do not overlap keep them as they are. In the others every stretch
    between two shift edges goes to the shift that began last, then to the smaller person_id.
    """
    return Relation(
        "on_air",
        f"""
        WITH contested AS (
          SELECT shift.* FROM anchor_shifts AS shift
          JOIN overlapping_sessions AS o ON o.session_id = shift.session_id),
        stretches AS (
          SELECT session_id, at AS starts_at, lead(at) OVER (PARTITION BY session_id ORDER BY at) AS ends_at
          FROM (SELECT session_id, starts_at AS at FROM contested
                UNION SELECT session_id, ends_at FROM contested) AS edges),
        claims AS (
          SELECT s.session_id, s.starts_at, s.ends_at, c.person_id,
            row_number() OVER (PARTITION BY s.session_id, s.starts_at
              ORDER BY c.starts_at DESC, c.person_id) AS place
          FROM stretches AS s JOIN contested AS c
            ON c.session_id = s.session_id AND c.starts_at <= s.starts_at AND c.ends_at >= s.ends_at)
        SELECT session_id, person_id, starts_at, ends_at FROM claims WHERE place = 1
        UNION ALL
        SELECT session_id, person_id, starts_at, ends_at FROM anchor_shifts AS shift
        WHERE NOT EXISTS (SELECT 1 FROM overlapping_sessions AS o WHERE o.session_id = shift.session_id)
        UNION ALL
        SELECT session_id, person_id, {instant(window.starts_at)}, {instant(window.ends_at)}
        FROM account_people
        """,
        key=("session_id", "starts_at"),
    )


def _slots(plan: Plan) -> Relation:
    """On-air intervals cut at the edges of their person's spans; `pooled` with the session."""
    pooled = "pool.session_id IS NOT NULL" if plan.pools else "FALSE"
    join = "LEFT JOIN pooled_sessions AS pool ON pool.session_id = a.session_id" if plan.pools else ""
    return Relation(
        "slots",
        f"""
        SELECT a.session_id, s.span, {pooled} AS pooled,
          greatest(a.starts_at, s.starts_at) AS starts_at, least(a.ends_at, s.ends_at) AS ends_at
        FROM on_air AS a
        JOIN spans AS s
          ON s.person_id = a.person_id AND s.starts_at < a.ends_at AND s.ends_at > a.starts_at
        {join}
        """,
        key=("span", "session_id", "starts_at"),
        kept=True,
    )


def personal_lines(window: Window | None, columns: set[str]) -> str:
    """Order lines that can be credited to people, with the columns asked for."""
    wanted = ", ".join(f"l.{name}" for name in sorted(columns))
    inside = window.inside("l.paid_at") if window else "l.paid_at IS NOT NULL"
    return f"""
      SELECT {wanted} FROM fact_order_lines AS l
      WHERE {inside} AND (l.channel = 'live' OR l.channel IS NULL)"""


def credited_rows(plan: Plan, window: Window, table: Table, columns: set[str], shared: set[str]) -> str:
    """The table's facts of the window as SQL: span, pooled (where pools matter), raw and shared columns.

    `columns` are the raw columns wanted, `shared` those of which the person's part is wanted.
    """
    if is_shared(plan, table):
        return _shared_rows(plan, window, table, columns, shared)
    match table.owner:
        case Owner.LINE_CREDIT:
            return _line_rows(plan, window, columns)
        case Owner.PERSON_OR_ON_AIR:
            return _on_air_rows(window, table, columns)
        case Owner.PERSON:
            return _own_rows(_dated(table), "person_id", window, columns)
        case Owner.ACCOUNT:
            return _account_rows(window, table, columns)
    raise AssertionError(f"rows of {table.name} are not credited by spans")


def _wanted(columns: Iterable[str], relation: str = "f") -> str:
    return "".join(f", {relation}.{name}" for name in sorted(set(columns) - set(VIRTUAL_COLUMNS)))


def _days(window: Window, columns: set[str], at: str) -> tuple[str, str]:
    """The `business_day` column and the join that gives it, where it is wanted."""
    if "business_day" not in columns:
        return "", ""
    return (
        ", d.day AS business_day",
        (
            f"JOIN ({window.day_rows()}) AS d(day, starts_at, ends_at)"
            f" ON {at} >= d.starts_at AND {at} < d.ends_at"
        ),
    )


def _line_rows(plan: Plan, window: Window, columns: set[str]) -> str:
    by_shift = plan.credit.order_lines == "on_air"
    key, slots = ("session_id", "slots") if by_shift else ("person_id", "spans")
    needed = (columns - {"business_day"}) | {key, "paid_at"}
    pooled, pool_join = "", ""
    if plan.pools and by_shift:
        pooled = ", slot.pooled"
    elif plan.pools:
        needed |= {"session_id"}
        pooled = ", pool.session_id IS NOT NULL AS pooled"
        pool_join = "LEFT JOIN pooled_sessions AS pool ON pool.session_id = f.session_id"
    day, day_join = _days(window, columns, "f.paid_at")
    # A window may reach back to earlier months; what was uncredited there was said in their runs.
    since = instant(window.clock.starts_at(window.period.first_day))
    unnamed = f"CASE WHEN slot.span IS NULL AND f.paid_at >= {since} THEN f.{key} IS NULL END AS unnamed"
    return f"""
      SELECT slot.span{pooled}, {unnamed}, f.paid_at AS at{_wanted(columns)}{day}
      FROM ({personal_lines(window, needed)}) AS f
      LEFT JOIN {slots} AS slot
        ON slot.{key} = f.{key} AND f.paid_at >= slot.starts_at AND f.paid_at < slot.ends_at
      {pool_join} {day_join}"""


def _on_air_rows(window: Window, table: Table, columns: set[str]) -> str:
    day, day_join = _days(window, columns, f"f.{table.at}")
    has_person = "person_id" in table.column_names
    anonymous = "WHERE f.person_id IS NULL" if has_person else ""
    rows = f"""
      SELECT slot.span, f.{table.at} AS at{_wanted(columns)}{day}
      FROM fact_{table.name} AS f
      JOIN slots AS slot ON slot.session_id = f.session_id
        AND f.{table.at} >= slot.starts_at AND f.{table.at} < slot.ends_at
      {day_join} {anonymous}"""
    if has_person:
        rows += " UNION ALL " + _own_rows(_dated(table), "person_id", window, columns)
    return rows


def _dated(table: Table) -> str:
    """The table's rows with the column that dates them under the name `at`, once."""
    at = "" if table.at == "at" else f", {table.at} AS at"
    return f"SELECT *{at} FROM fact_{table.name}"


def _own_rows(source: str, person: str, window: Window, columns: set[str]) -> str:
    """Rows that name their person, dated by `at`."""
    day, day_join = _days(window, columns, "f.at")
    return f"""
      SELECT span.span, f.at{_wanted(columns)}{day}
      FROM ({source}) AS f
      JOIN spans AS span
        ON span.person_id = f.{person} AND f.at >= span.starts_at AND f.at < span.ends_at
      {day_join}"""


def _account_rows(window: Window, table: Table, columns: set[str]) -> str:
    source = f"""
      SELECT t.*, owner.owner_id, d.starts_at AS at
      FROM fact_{table.name} AS t
      JOIN ({window.day_rows()}) AS d(day, starts_at, ends_at) ON d.day = t.{table.at}
      JOIN (SELECT account_id, min(person_id) AS owner_id FROM fact_accounts
            WHERE person_id IS NOT NULL GROUP BY account_id) AS owner ON owner.account_id = t.account_id"""
    return _own_rows(source, "owner_id", window, columns)


def _shared_rows(plan: Plan, window: Window, table: Table, columns: set[str], shared: set[str]) -> str:
    """Rows split by time on air; `on_air_us` is the person's own time in the row's session."""
    source = _session_rows(plan, window, table, (columns | shared) - {"business_day", "minutes"})
    day, day_join = _days(window, columns, "f.at")
    carried = {"at"} | columns - {"business_day", "minutes"}
    carried |= ({"pooled"} if plan.pools else set()) | (
        {"on_air_us"} if "minutes" in columns | shared else set()
    )
    figures = sorted(shared - {"minutes"})
    raw = "".join(f", f.{name}" for name in sorted(carried))
    whole = "".join(f", f.{name} AS shared_{name}" for name in figures)
    parts = "".join(f", f.part_{name} AS shared_{name}" for name in figures)
    owned = "s.*, p.person_id AS owner_id, p.on_air_us"
    return f"""
      SELECT span.span, f.*{day} FROM (
        WITH source AS ({source}),
        split AS (
          SELECT {owned}{_quotients(figures)}
          FROM source AS s JOIN session_people AS p ON p.session_id = s.session_id
          WHERE p.people > 1)
        SELECT f.owner_id{raw}{whole}
        FROM (SELECT {owned} FROM source AS s JOIN session_people AS p ON p.session_id = s.session_id
              WHERE p.people = 1) AS f
        UNION ALL
        SELECT f.owner_id{raw}{parts} FROM ({_parts(table, carried, figures)}) AS f) AS f
      JOIN spans AS span
        ON span.person_id = f.owner_id AND f.at >= span.starts_at AND f.at < span.ends_at
      {day_join}"""


def _quotients(figures: Iterable[str]) -> str:
    """Each figure's absolute value times the person's time over the session's, whole and what remains."""
    return "".join(
        f""", CAST(abs(s.{name}) AS HUGEINT) * p.on_air_us // p.session_us AS quotient_{name}
          , CAST(abs(s.{name}) AS HUGEINT) * p.on_air_us % p.session_us AS remainder_{name}"""
        for name in figures
    )


def _parts(table: Table, carried: Iterable[str], figures: Iterable[str]) -> str:
    """The rows of `split` with each person's part of the figures, by largest remainder.

    What the whole quotients leave goes to the largest remainders: a person gets one more where fewer people
    than are left come before them. Rows of one fact meet in one join, whatever the number of figures; a
    window for each figure would sort once for each. The sign is restored, an empty cell stays empty.
    """
    key = ", ".join(f"mine.{name}" for name in table.key)
    same_row = " AND ".join(f"other.{name} = mine.{name}" for name in table.key)
    kept = "".join(f", min(mine.{name}) AS {name}" for name in sorted(set(carried) - set(table.key)))
    parts = "".join(
        f"""
          , (CASE WHEN min(mine.{name}) < 0 THEN -1 ELSE 1 END) * CAST(min(mine.quotient_{name})
            + (CASE WHEN count(CASE WHEN other.remainder_{name} > mine.remainder_{name}
                OR other.remainder_{name} = mine.remainder_{name}
                  AND other.owner_id < mine.owner_id THEN 1 END)
              < abs(min(mine.{name})) - sum(other.quotient_{name}) THEN 1 ELSE 0 END) AS BIGINT)
            AS part_{name}"""
        for name in figures
    )
    return f"""
      SELECT mine.owner_id, {key}{kept}{parts} FROM split AS mine JOIN split AS other ON {same_row}
      GROUP BY mine.owner_id, {key}"""


def _session_rows(plan: Plan, window: Window, table: Table, columns: set[str]) -> str:
    """A shared table's rows of the window, with session_id, at and pooled."""
    keys = set(table.key) | {"session_id"}
    if table.name == "order_lines":
        rows = personal_lines(window, columns | keys | {"paid_at"})
        rows = f"SELECT l.*, l.paid_at AS at FROM ({rows}) AS l"
    elif table.name == "costs":
        wanted = ", ".join(f"c.{name}" for name in sorted(columns | keys))
        rows = f"""SELECT {wanted}, coalesce(c.at, s.started_at) AS at FROM fact_costs AS c
          LEFT JOIN fact_sessions AS s ON s.session_id = c.session_id"""
        rows = f"SELECT * FROM ({rows}) AS dated WHERE {window.inside('at')}"
    else:
        wanted = ", ".join(f"t.{name}" for name in sorted(columns | keys))
        rows = f"""SELECT {wanted}, t.{table.at} AS at FROM fact_{table.name} AS t
          WHERE {window.inside(f"t.{table.at}")}"""
    if not plan.pools:
        return rows
    return f"""SELECT r.*, pool.session_id IS NOT NULL AS pooled FROM ({rows}) AS r
      LEFT JOIN pooled_sessions AS pool ON pool.session_id = r.session_id"""
