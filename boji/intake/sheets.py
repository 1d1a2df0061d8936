"""An export as sheets of raw text: what every kind of file is turned into before its format is known.

Owns that common shape and which reader opens which kind of file. A sheet is a Parquet file of text cells
`c1`, `c2` …, so that ten million rows pass through in bounded memory. What the cells mean is no business
of this module.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from boji.intake.csv_sheets import read_csv_sheet
from boji.intake.issues import Issue
from boji.intake.raw import Sheet
from boji.intake.source import FileRefused, NamedFile
from boji.intake.xlsx_sheets import read_xlsx_sheets

_CHUNK = 1 << 20


@dataclass(frozen=True)
class OpenedFile:
    """A file read as text. `sheets` are those that hold anything; a CSV file has one without a name."""

    name: str
    size: int
    sha256: str
    modified: float
    sheets: tuple[Sheet, ...] = field(repr=False)

    @property
    def stem(self) -> str:
        return Path(self.name).stem


def open_file(
    connection: duckdb.DuckDBPyConnection, path: Path, target_dir: Path, *, name: str | None = None
) -> OpenedFile:
    """Read all cells of a CSV or xlsx file into `target_dir`; FileRefused where the file is broken.

    `name` is what people call the file, where `path` is a link to it.
    """
    file = NamedFile(name or path.name, path)
    target_dir.mkdir(parents=True, exist_ok=True)
    try:
        before = path.stat()
        with ThreadPoolExecutor(max_workers=1) as background:
            hashing = background.submit(_sha256, path)
            sheets = _sheets(connection, file, target_dir)
        after = path.stat()
    except OSError as error:
        detail = error.strerror or type(error).__name__
        raise FileRefused([Issue(file.name, "unreadable_file", parameters={"detail": detail})]) from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileRefused([Issue(file.name, "changed_while_reading")])
    if not sheets:
        raise FileRefused([Issue(file.name, "empty_file")])
    return OpenedFile(file.name, before.st_size, hashing.result(), before.st_mtime, tuple(sheets))


def _sheets(connection: duckdb.DuckDBPyConnection, file: NamedFile, target_dir: Path) -> list[Sheet]:
    if file.path.suffix.lower() == ".xlsx":
        return read_xlsx_sheets(connection, file, target_dir)
    return [read_csv_sheet(connection, file, target_dir)]


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
