"""What of sessions and accounts is otherwise after an import or undo than before it.

Owns the temporary tables in which the rest of relinking looks that up:

- `link_sessions_before` and `link_keys_before`, beside `link_sessions` and `link_keys` of now;
- `link_changed` (platform, day, since, until): when sessions that came, went or changed were on, before or
  after. The stretches do not overlap;
- `link_renamed` (platform, key): names that mean another home.
"""

from __future__ import annotations

import duckdb

from boji.intake.linking import stretches
from boji.intake.linking.air import prepare_air, prepare_keys
from boji.intake.linking.newest import newest
from boji.lake.reading import Facts


def find_changes(connection: duckdb.DuckDBPyConnection, before: Facts, after: Facts) -> None:
    """Leave the tables above, and those of `air` as they are after."""
    _prepare(connection, before)
    for name in ("link_sessions", "link_keys", "link_accounts_known"):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name}_before AS FROM {name}")
    _prepare(connection, after)
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE link_changed AS
        WITH reached AS (
          SELECT platform, starts, ends, max(ends) OVER (PARTITION BY platform ORDER BY starts, ends
              ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS reached
          FROM {either_but_not_both("link_sessions")} WHERE ends > starts),
        islands AS (
          SELECT *, sum(CASE WHEN starts <= reached THEN 0 ELSE 1 END)
              OVER (PARTITION BY platform ORDER BY starts, ends) AS island
          FROM reached),
        whole AS (
          SELECT platform, min(starts) AS since, max(ends) AS until FROM islands GROUP BY platform, island)
        SELECT *, {stretches.days_of("since", "until")} AS day FROM whole""")
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE link_renamed AS
        SELECT DISTINCT platform, key FROM {either_but_not_both("link_keys")}""")


def either_but_not_both(name: str) -> str:
    """SQL: the rows of a table that it has only before or only after."""
    return f"((FROM {name}_before EXCEPT FROM {name}) UNION ALL (FROM {name} EXCEPT FROM {name}_before))"


def _prepare(connection: duckdb.DuckDBPyConnection, facts: Facts) -> None:
    prepare_keys(connection, newest(connection, facts, (), "accounts"))
    prepare_air(connection, newest(connection, facts, (), "sessions"))
