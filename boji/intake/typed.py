"""A file whose cells are right, as Parquet in the stored types.

Owns that form and the SQL of its columns. How files come to it is `boji.intake.staging`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from boji.intake.cells import Spaces, checked
from boji.intake.source import Source
from boji.lake.delta import DataFile
from boji.lake.storage import duckdb_type, quoted


@dataclass(frozen=True)
class Typed:
    """`rows` are those of the file. `pieces` describe the paths where these are as the lake writes them."""

    source: Source
    paths: tuple[Path, ...]
    rows: int
    sha256: str
    size: int
    pieces: tuple[DataFile, ...] = ()


def typed_columns(source: Source, zone: ZoneInfo, spaces: Spaces = Spaces.ANY) -> str:
    """SQL: all columns of the table, those that the file has checked."""
    return ", ".join(
        f"{checked(column, quoted(column.name), zone, spaces)} AS {quoted(column.name)}"
        if column.name in source.columns
        else f"CAST(NULL AS {duckdb_type(column)}) AS {quoted(column.name)}"
        for column in source.file.table.columns
    )
