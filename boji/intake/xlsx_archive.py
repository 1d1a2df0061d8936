"""Whether an xlsx archive is whole, within bounds, and free of formula errors, before its cells are read.

Owns what must be known of the XML without building the sheet: sizes, cell addresses, error cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO
from xml.etree import ElementTree

from boji.intake.issues import EXAMPLES, Issue
from boji.intake.source import FileRefused, InputFile

_LARGEST = 1 << 30  # bytes of all parts unpacked
_MOST_PARTS = 10_000
_MOST_CELLS = 60_000_000  # the reader lays out every cell between the first and the last: 24 bytes each
_LARGEST_INDEX = 1 << 20  # bytes of the parts that say which sheet is the first
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 12

_LAST_ROWS = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br=["']([0-9]+)["']""")
_FAR_COLUMNS = re.compile(rb"""\br=["']([A-Za-z]{2,})[0-9]+["']""")
_ERRORS = re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*?\bt=["']e["'])[^>]*?\br=["']([A-Za-z]+)([0-9]+)["']""")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_archive(file: InputFile) -> None:
    """FileRefused where the workbook is damaged, too large or has formula errors in its first sheet."""
    if file.path.stat().st_size == 0:
        raise FileRefused([Issue(file.name, "empty_file")])
    try:
        with zipfile.ZipFile(file.path) as archive:
            _check_parts(file, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": str(error)})]) from None


def _check_parts(file: InputFile, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST:
        raise FileRefused([Issue(file.name, "xlsx_too_large", parameters={"limit": "1 GB"})])
    first = _first_sheet(archive)
    for part in parts:
        # Reading to the end proves the size that the archive declares, by its check sum.
        with archive.open(part) as stream:
            if part.filename.endswith(".xml"):
                _check_sheet(file, stream, is_first=part.filename == first)
            else:
                while stream.read(_CHUNK):
                    pass


def _check_sheet(file: InputFile, stream: IO[bytes], *, is_first: bool) -> None:
    rows = columns = errors = 0
    issues = []
    for text in _overlapping(stream):
        rows = max(rows, *(int(found) for found in _LAST_ROWS.findall(text)), 0)
        columns = max(columns, *(_column_number(found) for found in set(_FAR_COLUMNS.findall(text))), 26)
        if rows * columns > _MOST_CELLS:
            raise FileRefused([Issue(file.name, "xlsx_too_large", parameters={"limit": "60,000,000 cells"})])
        if is_first:
            for letters, row in _ERRORS.findall(text):
                errors += 1
                if errors <= EXAMPLES:
                    issues.append((int(row), letters.decode()))
    if issues:
        raise FileRefused(
            [
                Issue(file.name, "formula_error", row, value=f"{letters}{row}", total=errors)
                for row, letters in issues
            ]
        )


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


def _first_sheet(archive: zipfile.ZipFile) -> str | None:
    """The part that holds the first sheet; None where the workbook does not say."""
    try:
        workbook = _index(archive, "xl/workbook.xml")
        relations = _index(archive, "xl/_rels/workbook.xml.rels")
    except (KeyError, ElementTree.ParseError):
        return None
    sheet = next((element for element in workbook.iter() if element.tag.endswith("}sheet")), None)
    wanted = None if sheet is None else sheet.get(_RELATION)
    for relation in relations:
        if relation.get("Id") == wanted:
            target = relation.get("Target", "")
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _index(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as stream:
        text = stream.read(_LARGEST_INDEX)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # entities could blow up; Excel writes none
        raise KeyError(name)
    return ElementTree.fromstring(text)
