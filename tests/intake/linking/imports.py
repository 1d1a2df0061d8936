"""Small imports for linking: rows in Python, as reading would hand them over."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES, Kind
from boji.intake.linking import Relinked, link, relink
from boji.intake.record import ReadFile, TableRows
from boji.lake import storage_table
from boji.lake.desk import Relinking
from boji.lake.ledger import Turnover
from boji.lake.storage import duckdb_type, literal, parquet

ZONE = ZoneInfo("Asia/Shanghai")
Row = Mapping[str, Any]


def at(text: str) -> dt.datetime:
    """`09-05 20:00[:30]` of 2026, in the workspace's zone."""
    return dt.datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


@dataclass
class Lake:
    """Facts by table, as Parquet in a directory."""

    folder: Path
    paths: dict[str, list[str]] = field(default_factory=dict)

    def files(self, table: str) -> list[str]:
        return self.paths.get(table, [])

    def put(self, connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Row]) -> None:
        """Make these the table's rows."""
        path = self.folder / f"{table}-{len(list(self.folder.iterdir()))}.parquet"
        listed = list(rows)
        derived = TABLES[table].derived
        names = {column.name for column in derived}
        plain = [{key: value for key, value in row.items() if key not in names} for row in listed]
        connection.register("put", storage_table(table, plain))
        relation = "put"
        if derived and listed:
            types = ", ".join(f"{column.name} {duckdb_type(column)}" for column in derived)
            connection.execute(f"CREATE OR REPLACE TEMP TABLE made ({types})")
            places = ", ".join("?" for _ in derived)
            made = [[row.get(column.name) for column in derived] for row in listed]
            connection.executemany(f"INSERT INTO made VALUES ({places})", made)
            relation = "put POSITIONAL JOIN made"
        connection.execute(f"COPY (FROM {relation}) TO {literal(path)} (FORMAT parquet)")
        self.paths[table] = [str(path)] if listed else []

    def rows(self, connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
        return read(connection, parquet(*self.files(table))) if self.files(table) else []


def read(connection: duckdb.DuckDBPyConnection, relation: str) -> list[dict[str, Any]]:
    cursor = connection.execute(f"SELECT * FROM {relation}")
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def read_file(
    connection: duckdb.DuckDBPyConnection, folder: Path, table: str, rows: Sequence[Row], number: int = 0
) -> ReadFile:
    """A file of a platform that brings rows of one table; keys that end in `_` are reference columns."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [name for name in names if name in TABLES[table].column_names]
    types = {name: TABLES[table].column(name).kind for name in columns}
    kinds = {name: types[name].sql_type if name in types else "VARCHAR" for name in names}
    kinds |= {name: Kind.INSTANT.sql_type for name in names if name == "until_"}
    declared = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    connection.execute(f"CREATE OR REPLACE TEMP TABLE given (row_ BIGINT, sheet_ VARCHAR, {declared})")
    for place, row in enumerate(rows, start=2):
        values = [place, "", *(_stored(types.get(name), row.get(name)) for name in names)]
        connection.execute(f"INSERT INTO given VALUES ({', '.join('?' for _ in values)})", values)
    path, record = folder / f"read-{number}-{table}.parquet", folder / f"record-of-{number}.parquet"
    connection.execute(f"COPY given TO {literal(path)} (FORMAT parquet)")
    connection.execute(
        "COPY (SELECT row_, sheet_, 'accepted' AS outcome_, '[]' AS reasons_, 'raw' AS \"列\" FROM given)"
        f" TO {literal(record)} (FORMAT parquet)"
    )
    return ReadFile(
        name=f"{table}-{number}.csv",
        sha256=str(number),
        size=1,
        format="test",
        exported_at=at("10-01 08:00") + dt.timedelta(hours=number),
        rows=len(rows),
        accepted=len(rows),
        quarantined=0,
        ignored=0,
        record=record,
        tables=(TableRows(table, tuple(columns), (path,)),),
    )


def _stored(kind: Kind | None, value: Any) -> Any:
    return value * 10**kind.scale if kind is not None and kind.scale and value is not None else value


@dataclass
class Bench:
    """One linking: the lake, and what comes of files."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    lake: Lake

    def linked(self, *files: ReadFile) -> tuple[ReadFile, ...]:
        target = self.folder / "target"
        target.mkdir(exist_ok=True)
        return link(self.connection, self.lake, files, target, ZONE)

    def read_file(self, table: str, rows: Sequence[Row], number: int = 0) -> ReadFile:
        folder = self.folder / "read"
        folder.mkdir(exist_ok=True)
        return read_file(self.connection, folder, table, rows, number)

    def relinked(self, before: Lake) -> list[Relinked]:
        """What comes out otherwise than in the lake before, rows that keep their keys."""
        target = self.folder / "relinked"
        target.mkdir(exist_ok=True)
        asked = Relinking(before, self.lake, {}, Turnover((), ()), target)
        return [found for found in relink(self.connection, asked) if isinstance(found, Relinked)]

    def rows(self, file: ReadFile) -> list[dict[str, Any]]:
        return [row for rows in file.tables for row in read(self.connection, parquet(rows.rows))]

    def reasons(self, file: ReadFile) -> dict[int, list[str]]:
        """The codes of quarantined rows."""
        assert file.record is not None
        found = read(self.connection, parquet(file.record))
        return {
            row["row_"]: [reason["code"] for reason in json.loads(row["reasons_"])]
            for row in found
            if row["outcome_"] == "quarantined"
        }
