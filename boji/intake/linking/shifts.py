"""Shifts of a schedule: which sessions a scheduled stretch of work belongs to.

Owns the rule. A schedule says who works from when to when, half-open, also across midnight. The shift of a
session is the part of that stretch in which the session is on: a stretch over two sessions becomes two
shifts, and minutes on air are minutes of streams, however early people come. Two shifts that meet at a
hand-over still meet after the cut, so that the hand-over second belongs to the second one alone.

The room: the one the row names; else the room of an account of one of the row's people, if one of them
streams then; else the one room in which anything is on at that time. Several: the row is quarantined and
the rooms are named. No session at all: quarantined too, since a shift cannot be kept without its session.
"""

from __future__ import annotations

from boji.intake.linking.references import Referring
from boji.intake.linking.stretches import days_of

_GROUP = "row_, sheet_"


def place_shifts(table: Referring, source: str, accounts: str, ends_at: str) -> str:
    """`link_found`: one row for each session of each shift, with session_, from_ and to_ (microseconds).

    Rows for which there is no one room, or nothing on, are refused.
    """
    run = table.connection.execute
    run(f"""
        CREATE OR REPLACE TEMP TABLE link_shifts AS
        SELECT *, row_number() OVER () AS id_, epoch_us(starts_at) AS since_us_,
          epoch_us({ends_at}) AS until_us_
        FROM {source} WHERE found_person_ IS NOT NULL""")
    run(f"""
        CREATE OR REPLACE TEMP TABLE link_shift_days AS
        SELECT id_, {_GROUP}, platform_key_, home_, found_person_, since_us_, until_us_,
          {days_of("since_us_", "until_us_")} AS day_
        FROM link_shifts WHERE until_us_ > since_us_""")
    run(f"""
        CREATE OR REPLACE TEMP TABLE link_rooms AS
        WITH own AS (
          SELECT DISTINCT a.person_id, k.platform, k.home
          FROM {accounts} AS a
          JOIN link_keys AS k ON k.platform = coalesce(a.platform, '') AND k.key = a.account_id
          WHERE a.person_id IS NOT NULL),
        given AS (
          SELECT DISTINCT {_GROUP}, platform_key_ AS platform, home_ AS home FROM link_shifts
          WHERE home_ IS NOT NULL),
        open AS (FROM link_shift_days ANTI JOIN given USING ({_GROUP})),
        theirs AS (
          SELECT DISTINCT s.row_, s.sheet_, d.platform, d.home FROM open AS s
          JOIN own AS o ON o.person_id = s.found_person_
          JOIN link_session_days AS d
            ON d.platform = o.platform AND d.home = o.home AND d.day = s.day_ AND {_meets("d", "s")}
          WHERE s.platform_key_ IN ('*', d.platform)),
        anywhere AS (
          SELECT DISTINCT s.row_, s.sheet_, d.platform, d.home
          FROM (FROM open ANTI JOIN theirs USING ({_GROUP})) AS s
          JOIN link_session_days AS d ON d.day = s.day_ AND {_meets("d", "s")}
          WHERE s.platform_key_ IN ('*', d.platform))
        SELECT {_GROUP}, count(*) AS rooms, any_value(platform) AS platform, any_value(home) AS home,
          list(coalesce(home, '?') ORDER BY home)[:5] AS candidates
        FROM (FROM given UNION ALL FROM theirs UNION ALL FROM anywhere) GROUP BY {_GROUP}""")
    table.refuse(
        "several_rooms",
        "link_rooms WHERE rooms > 1",
        value="NULL",
        candidates="array_to_string(candidates, ', ')",
    )
    run(f"""
        CREATE OR REPLACE TEMP TABLE link_found AS
        SELECT s.*, d.session_id AS session_,
          greatest(s.since_us_, d.starts) AS from_, least(s.until_us_, d.ends) AS to_
        FROM link_shifts AS s
        JOIN link_rooms AS r ON r.row_ = s.row_ AND r.sheet_ IS NOT DISTINCT FROM s.sheet_ AND r.rooms = 1
        JOIN link_sessions AS d
          ON d.platform = r.platform AND d.home IS NOT DISTINCT FROM r.home AND {_meets("d", "s")}""")
    nothing_on = f"link_shifts ANTI JOIN link_found USING ({_GROUP}) ANTI JOIN"
    table.refuse(
        "no_session_at_that_time",
        f"{nothing_on} (FROM link_rooms WHERE rooms > 1) USING ({_GROUP})",
        value="NULL",
    )
    return "link_found"


def _meets(session: str, stretch: str) -> str:
    return f"{session}.starts < {stretch}.until_us_ AND {session}.ends > {stretch}.since_us_"
