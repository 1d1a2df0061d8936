"""Parquet files: native types as the text that a CSV file would hold.

Owns that translation. It is exact: a double becomes the shortest decimal that means it, so 12.3 is
an amount of money and 12.345 is refused like the same text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from boji.engine.facts import Kind
from boji.intake.issues import Issue, shown
from boji.intake.source import FileRefused, InputFile, check_header, not_all_empty
from boji.lake.storage import literal, quoted

_INTEGERS = {
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
}
_LOCAL_TIMES = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS"}


def open_parquet(connection: duckdb.DuckDBPyConnection, file: InputFile) -> ParquetSource:
    """Read the schema; FileRefused where the file or a column of it cannot be imported."""
    if file.path.stat().st_size == 0:
        raise FileRefused([Issue(file.name, "empty_file")])
    try:
        described = connection.execute(
            f"DESCRIBE SELECT * FROM read_parquet({literal(file.path)})"
        ).fetchall()
    except duckdb.Error as error:
        raise FileRefused([damaged(file, error)]) from None
    types = {row[0]: row[1] for row in described}
    names = check_header(file, list(types))
    texts = {name: _as_text(name, types[original]) for name, original in zip(names, types, strict=True)}
    wrong = [
        Issue(file.name, "parquet_type", column=name, parameters={"type": shown(kind)})
        for name, kind in zip(names, types.values(), strict=True)
        if texts[name] is None or (kind == "DATE" and file.table.column(name).kind is Kind.INSTANT)
    ]
    if wrong:
        raise FileRefused(wrong)
    return ParquetSource(file, names, {name: text for name, text in texts.items() if text is not None})


def damaged(file: InputFile, error: duckdb.Error) -> Issue:
    """The issue of a file that DuckDB cannot read."""
    detail = shown(str(error).splitlines()[0].replace(str(file.path), file.name))
    return Issue(file.name, "parquet_damaged", parameters={"detail": detail})


@dataclass
class ParquetSource:
    """A Parquet file whose columns can be imported; `texts` is the SQL of each column as text."""

    file: InputFile
    columns: tuple[str, ...]
    texts: dict[str, str]

    def cells(self) -> str:
        selected = ", ".join(f"{text} AS {quoted(name)}" for name, text in self.texts.items())
        filled = not_all_empty(map(quoted, self.columns))
        return f"(SELECT {selected} FROM read_parquet({literal(self.file.path)}) WHERE {filled})"

    def numbered_cells(self) -> str:
        selected = ", ".join(f"{text} AS {quoted(name)}" for name, text in self.texts.items())
        filled = not_all_empty(map(quoted, self.columns))
        table = f"read_parquet({literal(self.file.path)}, file_row_number = true)"
        return f"(SELECT file_row_number + 1 AS row_, {selected} FROM {table} WHERE {filled})"

    def row_in_file(self, row: int) -> int:
        return row + 1

    def faults(self) -> list[Issue]:
        return []


def _as_text(column: str, kind: str) -> str | None:
    name = quoted(column)
    if kind in ("VARCHAR", "DATE", "BOOLEAN", "UUID") or kind.startswith("ENUM") or kind in _INTEGERS:
        return f"CAST({name} AS VARCHAR)"
    if re.fullmatch(r"DECIMAL\(\d+,\s*\d+\)", kind) or kind in ("DOUBLE", "FLOAT"):
        # 12.3000 and 12.0 say the same as 12.3 and 12, and both are exact.
        return rf"regexp_replace(regexp_replace(CAST({name} AS VARCHAR), '(\.[0-9]*?)0+$', '\1'), '\.$', '')"
    if kind in _LOCAL_TIMES:
        return f"strftime(CAST({name} AS TIMESTAMP), '%Y-%m-%d %H:%M:%S.%f')"
    if kind == "TIMESTAMP_NS":  # read as text: nine decimals are cut only where the last three are zero
        return rf"regexp_replace(strftime({name}, '%Y-%m-%d %H:%M:%S.%n'), '000$', '')"
    if kind == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(timezone('UTC', {name}), '%Y-%m-%d %H:%M:%S.%f') || 'Z'"
    return None
