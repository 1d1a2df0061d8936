"""Names of people: which person a written name means on a day.

Owns the lookup: exact after NFKC and trimming, among those who were with the company on that day. Nothing
like it is ever taken instead; it is proposed.
"""

from __future__ import annotations

import duckdb

from boji.intake.linking.air import remember_spellings

MOST_PROPOSED_FOR = 200  # distinct unknown names; comparing more with all people takes too long
LEAST_LIKENESS = 0.7


def prepare_names(connection: duckdb.DuckDBPyConnection, people: str, written: str) -> None:
    """`link_named` (written, day, person_id, people, candidates): what each name means on each day.

    `written` is a query of distinct (written, day); day NULL: on any day. `people` counts the persons that
    it could mean: person_id is filled where that is one. `candidates` are they, or names like it.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE link_written AS {written}")
    remember_spellings(
        connection, f"SELECT DISTINCT name FROM {people}", "SELECT DISTINCT written FROM link_written"
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE link_people AS
        SELECT DISTINCT coalesce(s.meant, p.name) AS name, p.person_id, p.starts_on, p.ends_on
        FROM {people} AS p LEFT JOIN link_spellings AS s ON s.written = p.name WHERE p.name IS NOT NULL""")
    shown = "p.name || ' (' || p.person_id || ')'"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE link_named AS
        SELECT w.written, w.day, min(p.person_id) AS person_id, count(DISTINCT p.person_id) AS people,
          list(DISTINCT {shown} ORDER BY {shown}) FILTER (p.person_id IS NOT NULL)
            AS candidates
        FROM (SELECT w.*, coalesce(s.meant, w.written) AS meant
              FROM link_written AS w LEFT JOIN link_spellings AS s USING (written)) AS w
        LEFT JOIN link_people AS p ON p.name = w.meant
          AND (w.day IS NULL OR (w.day >= coalesce(p.starts_on, w.day)
            AND (p.ends_on IS NULL OR w.day < p.ends_on)))
        GROUP BY w.written, w.day""")
    _propose(connection)


def _propose(connection: duckdb.DuckDBPyConnection) -> None:
    """Names like the unknown ones; the same name of another day comes first."""
    connection.execute(f"""
        UPDATE link_named SET candidates = proposed.names
        FROM (
          SELECT written, list(name ORDER BY likeness DESC, name)[:3] AS names
          FROM (
            SELECT u.written, p.name || ' (' || p.person_id || ')' AS name,
              max(jaro_winkler_similarity(u.written, p.name)) AS likeness
            FROM (SELECT DISTINCT written FROM link_named WHERE people = 0
                  ORDER BY written LIMIT {MOST_PROPOSED_FOR}) AS u, link_people AS p
            WHERE jaro_winkler_similarity(u.written, p.name) >= {LEAST_LIKENESS}
            GROUP BY ALL) AS alike
          GROUP BY written) AS proposed
        WHERE link_named.written = proposed.written AND people = 0""")
