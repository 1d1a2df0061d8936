"""Stretches of time and their sessions: hourly costs and minutes go to the session that they overlap most.

Owns that rule: of the sessions of the home the one with the largest overlap, among equals the earliest.
Without a home, the only session of the platform that overlaps at all; with several, none.
"""

from __future__ import annotations

from boji.intake.linking.air import DAY_US


def days_of(since: str, until: str) -> str:
    """SQL: one row for each UTC day that a half-open stretch touches."""
    return f"unnest(range({since} // {DAY_US}, ({until} - 1) // {DAY_US} + 1))"


def with_sessions(rows: str) -> str:
    """SQL: the rows with `found_`, the session, and `sessions_`, the ids of those that it could be.

    `rows` has id_ (unique), platform_key_, home_, since_us_ and until_us_ (microseconds, half-open).
    """
    return f"""
      WITH stretches AS (FROM {rows}),
      by_day AS (
        SELECT id_, platform_key_, home_, since_us_, until_us_, {days_of("since_us_", "until_us_")} AS day_
        FROM stretches),
      met AS (
        SELECT s.*, d.session_id, d.starts, d.ends FROM by_day AS s JOIN link_session_days AS d
          ON d.platform = s.platform_key_ AND d.home = s.home_ AND d.day = s.day_
          AND d.starts < s.until_us_ AND d.ends > s.since_us_
        UNION ALL
        SELECT s.*, d.session_id, d.starts, d.ends FROM by_day AS s JOIN link_session_days AS d
          ON d.platform = s.platform_key_ AND d.day = s.day_
          AND d.starts < s.until_us_ AND d.ends > s.since_us_
        WHERE s.home_ IS NULL),
      chosen AS (
        SELECT id_, list(DISTINCT session_id ORDER BY session_id)[:5] AS sessions,
          first(session_id
            ORDER BY least(ends, until_us_) - greatest(starts, since_us_) DESC, starts, session_id) AS best
        FROM met GROUP BY id_)
      SELECT s.*, c.sessions AS sessions_,
        CASE WHEN s.home_ IS NOT NULL OR len(c.sessions) = 1 THEN c.best END AS found_
      FROM stretches AS s LEFT JOIN chosen AS c USING (id_)"""
