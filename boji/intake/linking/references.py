"""The reference columns of a table: what they are, and the rows with what they mean beside them.

Owns the temporary views in which the rules find each row's home and person, and the refusals of references
that could mean several. Which session a row belongs to is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES, Kind
from boji.intake.linking.air import ANY_PLATFORM, prepare_references
from boji.intake.linking.names import prepare_names
from boji.intake.linking.refusals import refuse
from boji.intake.record import TableRows
from boji.lake.reading import columns_of
from boji.lake.storage import literal, parquet, quoted

PLACE = ("row_", "sheet_")


@dataclass(frozen=True)
class Referring:
    """A table of a file with its stored columns, those that linking resolves among them."""

    connection: duckdb.DuckDBPyConnection
    file: int
    rows: TableRows
    stored: tuple[str, ...]

    @classmethod
    def of(cls, connection: duckdb.DuckDBPyConnection, file: int, rows: TableRows) -> Referring:
        return cls(connection, file, rows, tuple(columns_of(connection, parquet(*rows.paths))))

    @property
    def references(self) -> set[str]:
        return {name for name in self.stored if name.endswith("_") and name not in PLACE}

    def has(self, name: str) -> bool:
        return name in self.stored

    def refuse(self, code: str, rows: str, *, value: str, **parameters: str) -> None:
        refuse(self.connection, self.file, code, rows, value=value, parameters=parameters)


def with_homes(table: Referring) -> str:
    """A view of the rows with platform_key_, home_ and meant_, empty where a row names no account."""
    platform = next((name for name in ("platform", "platform_") if table.has(name)), None)
    key = f"coalesce({platform}, '')" if platform else literal(ANY_PLATFORM)
    written = [f"nullif(trim({name}), '')" for name in ("account_", "room_id") if table.has(name)]
    reference = f"coalesce({', '.join(written)})" if written else "CAST(NULL AS VARCHAR)"
    keyed = f"(SELECT *, {key} AS key_, {reference} AS written_ FROM {parquet(table.rows.rows)})"
    prepare_references(
        table.connection,
        f"SELECT DISTINCT key_ AS platform, written_ AS written FROM {keyed} WHERE written_ IS NOT NULL",
    )
    view = _view(
        table.connection,
        "link_rows",
        f"""SELECT r.*, coalesce(h.home_platform, r.key_) AS platform_key_,
              h.meant AS meant_, h.home AS home_, h.accounts AS accounts_, h.candidates AS candidates_
            FROM {keyed} AS r LEFT JOIN link_homes AS h ON h.platform = r.key_ AND h.written = r.written_""",
    )
    table.refuse(
        "ambiguous_account",
        f"{view} WHERE accounts_ > 1",
        value="written_",
        candidates="array_to_string(candidates_, ', ')",
    )
    return view


def with_people(table: Referring, source: str, people: str, zone: ZoneInfo) -> str:
    """A view of the rows with found_person_; empty where the row names nobody."""
    day = _day(table, zone)
    prepare_names(
        table.connection,
        people,
        f"SELECT DISTINCT person_name_ AS written, {day} AS day FROM {source} WHERE person_name_ IS NOT NULL",
    )
    view = _view(
        table.connection,
        "link_rows_of_people",
        f"""SELECT r.*, n.people AS people_, n.candidates AS names_,
              CASE WHEN n.people = 1 THEN n.person_id END AS found_person_
            FROM (SELECT *, {day} AS named_on_ FROM {source}) AS r
            LEFT JOIN link_named AS n
              ON n.written = r.person_name_ AND n.day IS NOT DISTINCT FROM r.named_on_""",
    )
    for code, test in (
        ("ambiguous_person", "people_ > 1"),
        ("unknown_person_like", "people_ = 0 AND len(names_) > 0"),
        ("unknown_person", "people_ = 0 AND coalesce(len(names_), 0) = 0"),
    ):
        table.refuse(
            code,
            f"{view} WHERE {test}",
            value="person_name_",
            candidates="coalesce(array_to_string(names_, ', '), '')",
        )
    return view


def _day(table: Referring, zone: ZoneInfo) -> str:
    """SQL: the day on which a row's name is meant; NULL where its table has none."""
    fact = TABLES[table.rows.table]
    at = "starts_at" if fact.name == "shifts" else fact.at
    kind = fact.column(at).kind if at is not None and table.has(at) else None
    if at is None or kind not in (Kind.INSTANT, Kind.DAY):
        return "CAST(NULL AS DATE)"
    if kind is Kind.DAY:
        return quoted(at)
    return f"CAST(timezone({literal(zone.key)}, {quoted(at)}) AS DATE)"


def _view(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> str:
    connection.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")
    return name
