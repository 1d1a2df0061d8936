"""What was on air where and when: the sessions and accounts that linking looks things up in.

Owns the temporary tables that the other modules of this package read:

- `link_keys` (platform, key, home): every name of an account, and its **home**, the room (else the account
  id) under which its sessions go;
- `link_sessions` (session_id, platform, home, starts, ends): times in UTC microseconds, half-open. A session
  whose end is not known lasts until the next start of its home, at most `LONGEST_HOURS`;
- `link_session_days`: the same, one row for each UTC day that a session touches;
- `link_air` (platform, home, day, since, until, session_id): the stretches in which exactly one session was
  on, of a home and (home NULL) of a whole platform. They never overlap, so that an instant meets at most
  one. Where two sessions of one home overlap there is none: nobody guesses which one an order came from.

Days are there for the joins: with them every join is one of equality that streams through the big side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

import duckdb

from boji.engine.facts import ACCOUNT_WRITTEN

LONGEST_HOURS = 24
DAY_US = 86_400_000_000
ANY_PLATFORM = "*"
CALLED = f"coalesce({ACCOUNT_WRITTEN.name}, room_id)"  # by what a stored row names its room
MOST_CANDIDATES = 5  # that a message names

_KEYS = """
CREATE OR REPLACE TEMP TABLE link_keys AS
SELECT DISTINCT coalesce(platform, '') AS platform, key, coalesce(nullif(room_id, ''), account_id) AS home,
  coalesce(name, account_id) AS shown
FROM (
  SELECT *, unnest([trim(account_id), nullif(trim(room_id), ''), nullif(meant, '')]) AS key
  FROM (SELECT a.*, coalesce(s.meant, trim(a.name)) AS meant
        FROM {accounts} AS a LEFT JOIN link_spellings AS s ON s.written = a.name) AS spelt) AS named
WHERE key IS NOT NULL
"""

_SESSIONS = f"""
CREATE OR REPLACE TEMP TABLE link_sessions AS
WITH homes AS (
  SELECT platform, key, min(home) AS home FROM link_keys
  GROUP BY platform, key HAVING count(DISTINCT home) = 1),
placed AS (
  SELECT s.session_id, coalesce(s.platform, '') AS platform, coalesce(h.home, nullif({CALLED}, '')) AS home,
    epoch_us(s.started_at) AS starts, epoch_us(s.ended_at) AS ends
  FROM {{sessions}} AS s
  LEFT JOIN homes AS h ON h.platform = coalesce(s.platform, '') AND h.key = {CALLED}
  WHERE s.started_at IS NOT NULL)
SELECT session_id, platform, home, starts,
  coalesce(ends, least(starts + {LONGEST_HOURS} * 3600000000,
    min(starts) OVER (PARTITION BY platform, home ORDER BY starts
      RANGE BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING))) AS ends
FROM placed
"""

_SESSION_DAYS = f"""
CREATE OR REPLACE TEMP TABLE link_session_days AS
SELECT *, unnest(range(starts // {DAY_US}, (ends - 1) // {DAY_US} + 1)) AS day
FROM link_sessions WHERE ends > starts
"""

# Between two edges the sum of +1 and -1 says how many sessions are on, and where it is one, the sum of
# their numbers says which.
_AIR = f"""
CREATE OR REPLACE TEMP TABLE link_air AS
WITH numbered AS (
  SELECT *, row_number() OVER (ORDER BY session_id) AS number FROM link_sessions WHERE ends > starts),
edges AS (
  SELECT platform, home, starts AS moment, 1 AS step, number FROM numbered WHERE home IS NOT NULL
  UNION ALL SELECT platform, home, ends, -1, -number FROM numbered WHERE home IS NOT NULL
  UNION ALL SELECT platform, NULL, starts, 1, number FROM numbered
  UNION ALL SELECT platform, NULL, ends, -1, -number FROM numbered),
moments AS (
  SELECT platform, home, moment, sum(step) AS step, sum(number) AS number FROM edges GROUP BY ALL),
stretches AS (
  SELECT platform, home, moment AS since, lead(moment) OVER w AS until,
    sum(step) OVER w AS sessions, sum(number) OVER w AS number
  FROM moments WINDOW w AS (PARTITION BY platform, home ORDER BY moment))
SELECT s.platform, s.home, unnest(range(since // {DAY_US}, (until - 1) // {DAY_US} + 1)) AS day,
  since, until, n.session_id
FROM stretches AS s JOIN numbered AS n ON n.number = s.number
WHERE s.sessions = 1
"""


def prepare_keys(connection: duckdb.DuckDBPyConnection, accounts: str) -> None:
    """Make `link_keys` out of a relation of accounts."""
    remember_spellings(connection, f"SELECT DISTINCT name FROM {accounts}")
    connection.execute(_KEYS.format(accounts=accounts))


def prepare_air(connection: duckdb.DuckDBPyConnection, sessions: str) -> None:
    """Make the other tables out of `link_keys` and a relation of sessions."""
    connection.execute(_SESSIONS.format(sessions=sessions))
    connection.execute(_SESSION_DAYS)
    connection.execute(_AIR)


def remember_spellings(connection: duckdb.DuckDBPyConnection, *distinct_names: str) -> None:
    """`link_spellings` (written, meant): names that NFKC and trimming change; DuckDB has no NFKC of its own.

    Each query gives distinct names of people and accounts, so there are not many.
    """
    connection.execute("CREATE OR REPLACE TEMP TABLE link_spellings (written VARCHAR, meant VARCHAR)")
    changed = {
        (name, meant)
        for query in distinct_names
        for name in _names(connection, query)
        if (meant := meant_name(name)) != name
    }
    if changed:
        pairs = sorted(changed)
        connection.execute(
            "INSERT INTO link_spellings SELECT unnest(?), unnest(?)",
            [[name for name, _ in pairs], [meant for _, meant in pairs]],
        )


def meant_name(name: str) -> str:
    r"""A name as it is compared: full width as half width, without spaces around.

    >>> meant_name(" 阿梨（Ａ）\t")
    '阿梨(A)'
    """
    return unicodedata.normalize("NFKC", name).strip()


def _names(connection: duckdb.DuckDBPyConnection, query: str) -> Iterable[str]:
    return (name for (name,) in connection.execute(query).fetchall() if name is not None)


def prepare_references(connection: duckdb.DuckDBPyConnection, references: str) -> None:
    """`link_homes` (platform, written, meant, home, home_platform, accounts, candidates): what is meant.

    `references` is a query of distinct (platform, written); platform `*` means any. A reference to no known
    account is a home of its own, so that it is found again once sessions of that name or the account come
    in. `accounts` counts the different homes that it could mean, and `candidates` names them.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE link_references AS {references}")
    remember_spellings(connection, "SELECT DISTINCT written FROM link_references")
    shown = "k.shown || ' (' || k.home || ')'"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE link_homes AS
        WITH meant AS (
          SELECT r.platform, r.written, coalesce(s.meant, r.written) AS meant
          FROM link_references AS r LEFT JOIN link_spellings AS s USING (written)),
        met AS (
          SELECT m.*, k.home, k.shown, k.platform AS home_platform FROM meant AS m
          LEFT JOIN link_keys AS k ON k.key = m.meant AND k.platform = m.platform
          WHERE m.platform <> '{ANY_PLATFORM}'
          UNION ALL
          SELECT m.*, k.home, k.shown, k.platform FROM meant AS m LEFT JOIN link_keys AS k ON k.key = m.meant
          WHERE m.platform = '{ANY_PLATFORM}')
        SELECT k.platform, k.written, any_value(k.meant) AS meant,
          coalesce(min(k.home), nullif(any_value(k.meant), '')) AS home,
          coalesce(min(k.home_platform), k.platform) AS home_platform,
          count(DISTINCT (k.home_platform, k.home)) FILTER (k.home IS NOT NULL) AS accounts,
          list(DISTINCT {shown} ORDER BY {shown})[:{MOST_CANDIDATES}] AS candidates
        FROM met AS k GROUP BY k.platform, k.written""")
