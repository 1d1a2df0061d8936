"""CSV files: UTF-8, commas, double quotes, a header.

Owns how they are read and what can be wrong with their shape. DuckDB reads the rows; Python reads the
header, and the rows again only where something is wrong, to say in which of them.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boji.intake.issues import EXAMPLES, Issue
from boji.intake.source import FileRefused, InputFile, check_header, not_all_empty
from boji.lake.storage import literal, quoted

_LONGEST_HEADER = 1 << 20
_LONGEST_ROW = 4 << 20
_CHUNK = 1 << 20


def open_csv(file: InputFile) -> CsvSource:
    """Read the header; FileRefused where it is wrong."""
    with file.path.open("rb") as handle:
        start = handle.read(_LONGEST_HEADER + 1)
    if not start.removeprefix(codecs.BOM_UTF8).strip():
        raise FileRefused([Issue(file.name, "empty_file")])
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise FileRefused([Issue(file.name, "encoding")])
    if (position := start.find(0)) >= 0:
        raise FileRefused([Issue(file.name, "nul", row=start.count(b"\n", 0, position) + 1)])
    return CsvSource(file, check_header(file, _header(file, start)))


def _header(file: InputFile, start: bytes) -> list[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        text = decoder.decode(start)
    except UnicodeDecodeError as error:
        row = start.count(b"\n", 0, error.start) + 1
        raise FileRefused([Issue(file.name, "encoding", row=row)]) from None
    csv.field_size_limit(_LONGEST_ROW)
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(rows)
    except csv.Error as error:
        raise FileRefused([Issue(file.name, "csv_shape", row=1, parameters={"detail": str(error)})]) from None
    if len(start) > _LONGEST_HEADER and rows.line_num >= text.count("\n") + 1:
        raise FileRefused([Issue(file.name, "header_too_long", row=1)])
    return header


@dataclass
class CsvSource:
    """A CSV file whose header is right."""

    file: InputFile
    columns: tuple[str, ...]
    _blank_rows: list[int] | None = None

    def cells(self) -> str:
        return self.cells_of(self.file.path, has_header=True)

    def cells_of(self, path: Path, *, has_header: bool) -> str:
        """SQL: the cells of a file that holds some of the rows."""
        filled = not_all_empty(map(quoted, self.columns))
        return f"(SELECT * FROM {self._reader(path, has_header=has_header)} WHERE {filled})"

    def numbered_cells(self) -> str:
        numbered = (
            f"SELECT row_number() OVER () AS row_, * FROM {self._reader(self.file.path, has_header=True)}"
        )
        return f"(SELECT * FROM ({numbered}) WHERE {not_all_empty(map(quoted, self.columns))})"

    def _reader(self, path: Path, *, has_header: bool) -> str:
        columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in self.columns)
        return (
            f"read_csv({literal(path)}, auto_detect = false, header = {has_header}, strict_mode = true,"
            f" delim = ',', quote = '\"', escape = '\"', nullstr = '', encoding = 'utf-8',"
            f" max_line_size = {_LONGEST_ROW}, columns = {{{columns}}})"
        )

    def row_in_file(self, row: int) -> int:
        """DuckDB leaves out blank lines, Excel counts them."""
        if self._blank_rows is None:
            blank = self._has_blank_lines()
            self._blank_rows = [number for number, cells in self._rows() if not cells] if blank else []
        number = row + 1
        for blank_row in self._blank_rows:
            if blank_row > number:
                break
            number += 1
        return number

    def faults(self) -> list[Issue]:
        return self._encoding_fault() or self._width_faults() or self._line_end_fault()

    def _has_blank_lines(self) -> bool:
        last = b""
        with self.file.path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                text = last + chunk
                if b"\n\n" in text or b"\n\r\n" in text or b"\r\r" in text:
                    return True
                last = chunk[-2:]
        return False

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        csv.field_size_limit(_LONGEST_ROW)
        with self.file.path.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
            yield from enumerate(csv.reader(handle, strict=True), start=1)

    def _encoding_fault(self) -> list[Issue]:
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        lines = 0
        with self.file.path.open("rb") as handle:
            while chunk := handle.read(_CHUNK):
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    row = lines + chunk.count(b"\n", 0, error.start) + 1
                    return [Issue(self.file.name, "encoding", row=row)]
                lines += chunk.count(b"\n")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return [Issue(self.file.name, "encoding", row=lines + 1)]
        return []

    def _width_faults(self) -> list[Issue]:
        expected = len(self.columns)
        found: list[tuple[int, int]] = []
        total = 0
        number = 0
        try:
            for number, cells in self._rows():
                if cells and len(cells) != expected:
                    total += 1
                    if total <= EXAMPLES:
                        found.append((number, len(cells)))
        except csv.Error as error:
            return [Issue(self.file.name, "csv_shape", row=number + 1, parameters={"detail": str(error)})]
        return [
            Issue(
                self.file.name,
                "row_width",
                row,
                total=total,
                parameters={"found": width, "expected": expected},
            )
            for row, width in found
        ]

    def _line_end_fault(self) -> list[Issue]:
        with self.file.path.open("rb") as handle:
            both = alone = False
            for line in handle:
                both = both or line.endswith(b"\r\n")
                alone = alone or (line.endswith(b"\n") and not line.endswith(b"\r\n"))
                if both and alone:
                    return [Issue(self.file.name, "line_ends")]
        return []
