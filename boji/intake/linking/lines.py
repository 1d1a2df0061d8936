"""Order lines and their sessions: by room and instant.

Owns the one rule, which import and relinking share: a line of a stream belongs to the only session of its
home that was on when it was paid, started_at ≤ paid_at < ended_at; without a home (self-broadcast: the
company's own account sold it), to the only session of its platform. None or several: no session.
"""

from __future__ import annotations

from boji.intake.linking.air import DAY_US

FROM_A_STREAM = "(channel = 'live' OR channel IS NULL)"


def with_sessions(lines: str) -> str:
    """SQL: the lines with `found_`, the session.

    `lines` has platform_key_, home_, paid_at and `looks_`: whether a session is looked for at all.
    """
    return f"""
      SELECT l.*, a.session_id AS found_
      FROM (SELECT *, CASE WHEN looks_ THEN epoch_us(paid_at) END AS at_,
              CASE WHEN looks_ THEN epoch_us(paid_at) // {DAY_US} END AS day_
            FROM {lines} AS looked) AS l
      LEFT JOIN link_air AS a
        ON a.platform = l.platform_key_ AND a.home IS NOT DISTINCT FROM l.home_ AND a.day = l.day_
          AND a.since <= l.at_ AND l.at_ < a.until"""
