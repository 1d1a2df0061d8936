"""An export read under its format: a record of every row, and the facts that the rows bring.

Owns the order of steps for one file. Which format a file has is `boji.intake.formats.recognition`; linking
and publishing come after.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES
from boji.intake.export_notes import notes_on
from boji.intake.formats.model import REFERENCES, Format
from boji.intake.formats.recognition import regions
from boji.intake.issues import Issue
from boji.intake.readings import Reader
from boji.intake.record import ReadFile, TableRows
from boji.intake.region_rows import RegionRows, with_one_header
from boji.intake.repeats import settle_repeats
from boji.intake.sheets import OpenedFile, open_file
from boji.intake.source import FileRefused
from boji.lake.storage import literal, parquet, quoted

Progress = Callable[[str, str], None]


def read_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    format_: Format,
    *,
    zone: ZoneInfo,
    target_dir: Path,
    exported_at: dt.datetime | None = None,
    name: str | None = None,
    progress: Progress | None = None,
) -> ReadFile:
    """Open a file and read it; see `read_opened`."""
    opened = open_file(connection, path, target_dir, name=name)
    return read_opened(
        connection,
        opened,
        format_,
        zone=zone,
        target_dir=target_dir,
        exported_at=exported_at,
        progress=progress,
    )


def read_opened(
    connection: duckdb.DuckDBPyConnection,
    opened: OpenedFile,
    format_: Format,
    *,
    zone: ZoneInfo,
    target_dir: Path,
    exported_at: dt.datetime | None = None,
    progress: Progress | None = None,
) -> ReadFile:
    """Read an opened file into Parquet files in `target_dir`.

    `exported_at` is, where nobody says it, what the file's name says, and else when the file was last
    changed. FileRefused where the file has no table of the format, or a table lacks a column that it needs.
    """
    say = progress or (lambda step, about: None)
    groups = format_.file_groups(opened.stem)
    exported = exported_at or exported_in_name(groups, zone) or _modified(opened)
    reader = Reader(zone, exported.astimezone(zone).date())
    found = regions(connection, opened, format_)
    if not found:
        parameters = {"title_zh": format_.title.zh, "title_en": format_.title.en}
        raise FileRefused([Issue(opened.name, "not_this_format", parameters=parameters)])
    parts = [RegionRows(some, format_, reader, groups) for some in with_one_header(found)]
    _check_columns(opened, parts)
    say("reading", opened.name)
    written: dict[str, list[tuple[tuple[str, ...], Path]]] = {}
    records = []
    for number, part in enumerate(parts):
        record = target_dir / f"part-{number}.parquet"
        part.write_record(connection, record)
        for table, columns, path in part.write_facts(connection, record, target_dir):
            written.setdefault(table, []).append((columns, path))
        records.append(record)
    record = _one_record(connection, records, target_dir / "record.parquet")
    tables = [_one_table(connection, format_, table, parts_, target_dir) for table, parts_ in written.items()]
    say("checking", opened.name)
    record, tables = settle_repeats(connection, format_, record, tables)
    counts = _counts(connection, record)
    return ReadFile(
        name=opened.name,
        sha256=opened.sha256,
        size=opened.size,
        format=format_.id,
        exported_at=exported,
        rows=sum(counts.values()),
        accepted=counts.get("accepted", 0),
        quarantined=counts.get("quarantined", 0),
        ignored=counts.get("ignored", 0),
        record=record,
        tables=tuple(tables),
        notes=notes_on(connection, opened, format_, parts, record),
    )


def exported_in_name(groups: dict[str, str], zone: ZoneInfo) -> dt.datetime | None:
    """When a file was exported, as its name says: the group `epoch` or `exported` of the format's pattern.

    A day without a time is the end of that day: whatever was exported before it is older.
    """
    if epoch := groups.get("epoch"):
        return dt.datetime.fromtimestamp(int(epoch[:10]), dt.UTC)
    digits = re.sub("[^0-9]", "", groups.get("exported", ""))
    forms = {8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
    if len(digits) not in forms:
        return None
    try:
        local = dt.datetime.strptime(digits, forms[len(digits)]).replace(tzinfo=zone)
    except ValueError:
        return None
    return local.replace(hour=23, minute=59, second=59) if len(digits) == 8 else local


def _modified(opened: OpenedFile) -> dt.datetime:
    return dt.datetime.fromtimestamp(opened.modified, dt.UTC).replace(microsecond=0)


def _check_columns(opened: OpenedFile, parts: Sequence[RegionRows]) -> None:
    issues: list[Issue] = []
    for part in parts:
        for columns in part.declared().tables:
            if header := columns.missing_header:
                issues += (
                    Issue(opened.name, "missing_column", row=region.header_row, column=header)
                    for region in part.regions
                )
    if issues:
        raise FileRefused(issues)


def _one_record(connection: duckdb.DuckDBPyConnection, records: Sequence[Path], target: Path) -> Path:
    if len(records) == 1:
        return records[0].rename(target)
    listed = ", ".join(map(literal, records))
    connection.execute(
        f"COPY (FROM read_parquet([{listed}], union_by_name = true))"
        f" TO {literal(target)} (FORMAT parquet, COMPRESSION snappy)"
    )
    return target


def _one_table(
    connection: duckdb.DuckDBPyConnection,
    format_: Format,
    table: str,
    parts: Sequence[tuple[tuple[str, ...], Path]],
    target_dir: Path,
) -> TableRows:
    """The facts of one table from all parts of the file, each once where several rows tell of the same."""
    columns = tuple(dict.fromkeys(name for names, _ in parts for name in names))
    stored = tuple(name for name in columns if name not in REFERENCES)
    repeats = any(declared.repeats for declared in format_.tables if declared.table == table)
    if len(parts) == 1 and not repeats:
        return TableRows(table, stored, (parts[0][1],))
    listed = ", ".join(literal(path) for _, path in parts)
    rows = f"read_parquet([{listed}], union_by_name = true)"
    query = f"FROM {rows}"
    if repeats:
        key = [name for name in TABLES[table].key if name in columns]
        others = [name for name in ("sheet_", *columns) if name not in key]
        last = ", ".join(f"arg_max({quoted(name)}, row_) AS {quoted(name)}" for name in others)
        query = f"SELECT {quoted(*key)}, max(row_) AS row_, {last} FROM {rows} GROUP BY {quoted(*key)}"
    target = target_dir / f"{table}.parquet"
    connection.execute(f"COPY ({query}) TO {literal(target)} (FORMAT parquet, COMPRESSION snappy)")
    return TableRows(table, stored, (target,))


def _counts(connection: duckdb.DuckDBPyConnection, record: Path) -> dict[str, int]:
    rows = connection.execute(f"SELECT outcome_, count(*) FROM {parquet(record)} GROUP BY ALL").fetchall()
    return dict(rows)
