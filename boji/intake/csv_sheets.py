"""A CSV file as a sheet of raw text: its encoding, its delimiter, and rows of any width.

Owns these three. A file whose lines are regular is read by DuckDB; one with title lines, blank lines or
stacked tables by Python, which is slower and tells the width of each row. The encoding is one of UTF-8 and
GB18030, and all of the file must be in it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import duckdb

from boji.intake.issues import Issue
from boji.intake.raw import MOST_COLUMNS, Sheet, check_width, column_names, write_rows
from boji.intake.source import FileRefused, NamedFile
from boji.lake.storage import literal

_START = 1 << 20
_CHUNK = 1 << 20
_LONGEST_ROW = 4 << 20
_DELIMITERS = (",", "\t")
_ENCODINGS = ("utf-8-sig", "gb18030")


def read_csv_sheet(connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path) -> Sheet:
    """The file's rows; FileRefused where it is no text, or no CSV."""
    text = _Text.of(file, target_dir)
    rows = _first_rows(file, text.start)
    delimiter = _delimiter(rows)
    widths = {len(row) for row in csv.reader(io.StringIO("".join(rows), newline=""), delimiter=delimiter)}
    check_width(file, max(widths))
    target = target_dir / "rows.parquet"
    if (
        len(widths) == 1
        and not text.has_blank_lines
        and _copy(connection, text, delimiter, max(widths), target)
    ):
        return Sheet("", target, max(widths), numbered=False)
    width = _write_irregular(connection, file, text.path, delimiter, target)
    return Sheet("", target, width, numbered=True)


@dataclass(frozen=True)
class _Text:
    """A file in UTF-8: the file itself, or what was made of it."""

    path: Path
    start: str
    has_blank_lines: bool

    @classmethod
    def of(cls, file: NamedFile, target_dir: Path) -> _Text:
        with file.path.open("rb") as handle:
            start = handle.read(_START)
        if not start.removeprefix(codecs.BOM_UTF8).strip():
            raise FileRefused([Issue(file.name, "empty_file")])
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise FileRefused([Issue(file.name, "encoding_unknown")])
        wrong = 0
        for encoding in _ENCODINGS:
            target = target_dir / "text.csv" if encoding != "utf-8-sig" else None
            try:
                blank = _transcode(file, encoding, target)
            except UnicodeDecodeError as error:
                wrong = wrong or error.start
                continue
            decoder = codecs.getincrementaldecoder(encoding)()
            return cls(target or file.path, decoder.decode(start), blank)
        raise FileRefused([Issue(file.name, "encoding_unknown", row=_line(file.path, wrong))])


def _transcode(file: NamedFile, encoding: str, target: Path | None) -> bool:
    """Write the text as UTF-8 (where there is a target); whether it has blank lines.

    UnicodeDecodeError counts its `start` from the beginning of the file.
    """
    decoder = codecs.getincrementaldecoder(encoding)()
    blank, last, position = False, b"", 0
    with file.path.open("rb") as source, nullcontext() if target is None else target.open("wb") as out:
        while chunk := source.read(_CHUNK):
            if (nul := chunk.find(0)) >= 0:
                raise FileRefused([Issue(file.name, "nul", row=_line(file.path, position + nul))])
            edge = last + chunk
            blank = blank or b"\n\n" in edge or b"\n\r\n" in edge or b"\r\r" in edge
            last = chunk[-2:]
            text = _decoded(decoder, chunk, position, final=False)
            if out is not None:
                out.write(text.encode())
            position += len(chunk)
        _decoded(decoder, b"", position, final=True)
    return blank


def _decoded(decoder: codecs.IncrementalDecoder, chunk: bytes, position: int, *, final: bool) -> str:
    try:
        return decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        error.start += position
        raise


def _line(path: Path, position: int) -> int:
    line = 1
    with path.open("rb") as handle:
        while position > 0 and (chunk := handle.read(min(_CHUNK, position))):
            line += chunk.count(b"\n")
            position -= len(chunk)
    return line


def _first_rows(file: NamedFile, start: str) -> list[str]:
    """The first lines, the last of which may be cut."""
    lines = start.splitlines(keepends=True)
    if len(lines) == 1 and len(start) >= _START // 4:
        raise FileRefused([Issue(file.name, "header_too_long", row=1)])
    return lines[:100] if len(lines) <= 100 else lines[:99]


def _delimiter(lines: list[str]) -> str:
    """The delimiter that makes most cells of a line."""
    csv.field_size_limit(_LONGEST_ROW)

    def cells(delimiter: str) -> int:
        return max(len(row) for row in csv.reader(lines, delimiter=delimiter))

    return max(_DELIMITERS, key=cells)


def _copy(
    connection: duckdb.DuckDBPyConnection, text: _Text, delimiter: str, width: int, target: Path
) -> bool:
    """Let DuckDB read the file; False where a line is not like the others."""
    columns = ", ".join(f"{name}: 'VARCHAR'" for name in column_names(width))
    reader = (
        f"read_csv({literal(text.path)}, auto_detect = false, header = false, strict_mode = true,"
        f" delim = {literal(delimiter)}, quote = '\"', escape = '\"', nullstr = '', encoding = 'utf-8',"
        f" max_line_size = {_LONGEST_ROW}, columns = {{{columns}}})"
    )
    try:
        connection.execute(f"COPY (FROM {reader}) TO {literal(target)} (FORMAT parquet, COMPRESSION snappy)")
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return False
    return True


def _write_irregular(
    connection: duckdb.DuckDBPyConnection, file: NamedFile, path: Path, delimiter: str, target: Path
) -> int:
    width = 0
    try:
        for _, cells in _rows(path, delimiter):
            width = max(width, len(cells))
            if width > MOST_COLUMNS:
                check_width(file, width)
        numbered = ((number, len(cells), cells) for number, cells in _rows(path, delimiter))
        write_rows(connection, numbered, width, target)
    except csv.Error as error:
        raise FileRefused([Issue(file.name, "csv_shape", parameters={"detail": str(error)})]) from None
    return width


def _rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with their numbers, those at the end that hold nothing left out."""
    csv.field_size_limit(_LONGEST_ROW)
    empty: list[tuple[int, list[str]]] = []
    with path.open(encoding="utf-8-sig", newline="") as handle:
        for number, cells in enumerate(csv.reader(handle, delimiter=delimiter, strict=True), start=1):
            if not any(cells):
                empty.append((number, cells))
                continue
            yield from empty
            empty.clear()
            yield number, cells
