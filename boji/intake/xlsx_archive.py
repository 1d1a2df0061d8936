"""Whether an xlsx archive is whole and within bounds, and where its formulas failed, before cells are read.

Owns what must be known of the XML without building the sheet: sizes, cell addresses, error cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

from boji.intake.issues import EXAMPLES, Issue
from boji.intake.source import FileRefused, NamedFile

_LARGEST = 1 << 30  # bytes of all parts unpacked, where the reader lays out whole sheets
_LARGEST_STREAM = 4 << 30  # where it does not
_MOST_PARTS = 10_000
_MOST_CELLS = 60_000_000  # the reader lays out every cell between the first and the last: 24 bytes each
_MOST_ERRORS = 10_000  # of one sheet are kept
_LARGEST_INDEX = 1 << 20  # bytes of the parts that say which sheet is where
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 12

# Excel, and nearly every exporter, writes rows and addresses so; what does not is searched more slowly.
_PLAIN_ROWS = re.compile(rb'<row [^>]*?\br="([0-9]+)"')
_PLAIN_COLUMNS = re.compile(rb'r="([A-Za-z]{2,})[0-9]+"')
_ROWS = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]+)["']""")
_COLUMNS = re.compile(rb"""\br=["']([A-Za-z]{2,})[0-9]+["']""")
_ERRORS = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*?\bt=["']e["'])[^>]*?\br=["']([A-Za-z]+)([0-9]+)["']""")
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class CellErrors:
    """The cells of one sheet whose formula failed: the first of them as (row, letters), and how many."""

    cells: list[tuple[int, str]] = field(default_factory=list)
    total: int = 0

    def issues(self, file: NamedFile) -> list[Issue]:
        return [
            Issue(file.name, "formula_error", row, value=f"{letters}{row}", total=self.total)
            for row, letters in self.cells[:EXAMPLES]
        ]


def check_archive(file: NamedFile) -> dict[str, CellErrors]:
    """The formula errors of each sheet that has some; FileRefused for a damaged or too large workbook."""
    if file.path.stat().st_size == 0:
        raise FileRefused([Issue(file.name, "empty_file")])
    try:
        with zipfile.ZipFile(file.path) as archive:
            _check_sizes(file, archive, _LARGEST)
            errors = _check_parts(file, archive)
            return {name: errors[part] for name, part in sheet_parts(archive).items() if part in errors}
    except DAMAGES as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None


@contextmanager
def open_archive(file: NamedFile) -> Iterator[zipfile.ZipFile]:
    """The archive, to be read piece by piece; FileRefused where it is damaged or too large."""
    if file.path.stat().st_size == 0:
        raise FileRefused([Issue(file.name, "empty_file")])
    try:
        with zipfile.ZipFile(file.path) as archive:
            _check_sizes(file, archive, _LARGEST_STREAM)
            yield archive
    except DAMAGES as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None


def _check_sizes(file: NamedFile, archive: zipfile.ZipFile, limit: int) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limit:
        raise FileRefused([Issue(file.name, "xlsx_too_large", parameters={"limit": f"{limit >> 30} GB"})])


def _check_parts(file: NamedFile, archive: zipfile.ZipFile) -> dict[str, CellErrors]:
    errors = {}
    for part in archive.infolist():
        # Reading to the end proves the size that the archive declares, by its check sum.
        with archive.open(part) as stream:
            if part.filename.endswith(".xml"):
                found = _check_sheet(file, stream)
                if found.total:
                    errors[part.filename] = found
            else:
                while stream.read(_CHUNK):
                    pass
    return errors


def _check_sheet(file: NamedFile, stream: IO[bytes]) -> CellErrors:
    rows = columns = 0
    errors = CellErrors()
    for text in _overlapping(stream):
        is_plain = b"='" not in text and b":row" not in text
        last_rows = (_PLAIN_ROWS if is_plain else _ROWS).findall(text)
        far_columns = (_PLAIN_COLUMNS if is_plain else _COLUMNS).findall(text)
        rows = max(rows, *map(int, last_rows), 0)
        columns = max(columns, *map(_column_number, set(far_columns)), 26)
        if rows * columns > _MOST_CELLS:
            raise FileRefused([Issue(file.name, "xlsx_too_large", parameters={"limit": "60,000,000 cells"})])
        if b'="e"' not in text and b"='e'" not in text:
            continue
        for letters, row in _ERRORS.findall(text):
            errors.total += 1
            if errors.total <= _MOST_ERRORS:
                errors.cells.append((int(row), letters.decode()))
    return errors


def _overlapping(stream: IO[bytes]) -> Iterator[bytes]:
    """The text in pieces that end with a whole tag."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        end = text.rfind(b">") + 1 or max(0, len(text) - _LONGEST_TAG)
        yield text[:end]
        rest = text[end:]
    yield rest


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:8]:
        number = number * 26 + letter - 64
    return number


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, in the workbook's order; none where it does not say."""
    try:
        workbook = _index(archive, "xl/workbook.xml")
        relations = _index(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ElementTree.ParseError):
        return {}
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            target = targets.get(sheet.get(_RELATION), "")
            found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _index(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as stream:
        text = stream.read(_LARGEST_INDEX)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # entities could blow up; Excel writes none
        raise KeyError(name)
    return ElementTree.fromstring(text)
