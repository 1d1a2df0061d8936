"""Whether an xlsx archive is whole and within bounds, and where its formulas failed, before cells are read.

Owns what must be known of the XML without building the sheet: sizes, error cells, and whether the texts that
cells share are there. calamine shows the first text where one is not.
"""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import IO
from xml.etree import ElementTree

from boji.intake.issues import EXAMPLES, Issue, shown
from boji.intake.source import FileRefused, NamedFile

_LARGEST = 1 << 30  # bytes of all parts unpacked, where the reader lays out whole sheets
_LARGEST_STREAM = 4 << 30  # where it does not
_MOST_PARTS = 10_000
_MOST_ERRORS = 10_000  # of one sheet
_LARGEST_INDEX = 1 << 20  # bytes of the parts that say which sheet is where
_CHUNK = 1 << 20
_LONGEST_TAG = 1 << 12
_LONGEST_NUMBER = 18  # digits

NO_SUCH_TEXT = "shared string index"

_ERRORS = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*?\bt=["']e["'])[^<>]*?\br=["']([A-Za-z]{1,3})([0-9]{1,7})["']"""
)
_SHARED_TEXTS = "xl/sharedstrings.xml"
_SHARED_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_USUAL_SHARED_CELL = re.compile(rb't="s"[^<>]*><(?:\w+:)?v>([^<]*)</')
_SHARED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*?\bt=["']s["'])[^<>]*>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</[^<>]*>)\s*)?"""
    rb"""<(?:\w+:)?v\b[^<>]*>\s*([^<]*?)\s*</"""
)
DAMAGES = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def check_archive(file: NamedFile) -> dict[str, dict[int, str]]:
    """The cells whose formula failed by sheet and row; FileRefused for a damaged or too large workbook."""
    if file.path.stat().st_size == 0:
        raise FileRefused([Issue(file.name, "empty_file")])
    try:
        with zipfile.ZipFile(file.path) as archive:
            _check_parts(file, archive, _LARGEST)
            found = _looked_through(archive)
            sheets = sheet_parts(file, archive)
            if not found.has_texts_of(sheets.values()):
                raise _damaged(file, NO_SUCH_TEXT)
            return {name: found.errors[part] for name, part in sheets.items() if part in found.errors}
    except DAMAGES as error:
        raise _damaged(file, str(error)) from None


@contextmanager
def open_archive(file: NamedFile) -> Iterator[zipfile.ZipFile]:
    """The archive, to be read piece by piece; FileRefused where it is damaged or too large."""
    if file.path.stat().st_size == 0:
        raise FileRefused([Issue(file.name, "empty_file")])
    try:
        with zipfile.ZipFile(file.path) as archive:
            _check_parts(file, archive, _LARGEST_STREAM)
            yield archive
    except DAMAGES as error:
        raise _damaged(file, str(error)) from None


def _check_parts(file: NamedFile, archive: zipfile.ZipFile, limit: int) -> None:
    parts = archive.infolist()
    if len({part.filename for part in parts}) < len(parts):
        # Which of them counts, readers see differently.
        raise _damaged(file, "the same part twice")
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > limit:
        raise FileRefused([Issue(file.name, "xlsx_too_large", parameters={"limit": f"{limit >> 30} GB"})])


@dataclass
class _Found:
    """By part the failed formulas and the greatest number of a shared text; how many such texts there are."""

    errors: dict[str, dict[int, str]] = field(default_factory=dict)
    shared: dict[str, float] = field(default_factory=dict)
    texts: int = 0

    def has_texts_of(self, sheets: Iterable[str]) -> bool:
        return all(self.shared.get(part, -1) < self.texts for part in sheets)


def _looked_through(archive: zipfile.ZipFile) -> _Found:
    """What is in the parts. All are read to the end: their check sums prove their sizes."""
    found = _Found()
    for part in archive.infolist():
        with archive.open(part) as stream:
            if part.filename.lower() == _SHARED_TEXTS:
                found.texts = sum(len(_SHARED_TEXT.findall(text)) for text in _overlapping(stream))
            elif part.filename.endswith(".xml"):
                _look_through_sheet(found, part.filename, stream)
            else:
                while stream.read(_CHUNK):
                    pass
    return found


def _look_through_sheet(found: _Found, part: str, stream: IO[bytes]) -> None:
    errors: dict[int, str] = {}
    greatest: float = -1
    for text in _overlapping(stream):
        if b'="e"' in text or b"='e'" in text:
            for letters, row in _ERRORS.findall(text):
                errors.setdefault(int(row), letters.decode())
        greatest = max(greatest, max(map(_number, _shared_numbers(text)), default=-1))
    found.errors[part], found.shared[part] = errors, greatest


def _shared_numbers(text: bytes) -> set[bytes]:
    """As they stand in the cells; twice as quickly where all are written in the usual way."""
    if b"='s'" not in text:
        usual = _USUAL_SHARED_CELL.findall(text)
        if len(usual) == text.count(b'="s"'):
            return set(usual)
    return set(_SHARED_CELL.findall(text))


def _number(index: bytes) -> float:
    """The number of a shared text; infinite where it is none."""
    if not index:
        return -1  # an empty cell
    return int(index) if index.isdigit() and len(index) <= _LONGEST_NUMBER else math.inf


def _overlapping(stream: IO[bytes]) -> Iterator[bytes]:
    """The text in pieces that end with a whole closing tag, where there is one: so cells stay whole."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        text = rest + chunk
        end = text.find(b">", text.rfind(b"</", 0, text.rfind(b">"))) + 1 if b"</" in text else 0
        end = end or text.rfind(b">") + 1 or max(0, len(text) - _LONGEST_TAG)
        yield text[:end]
        rest = text[end:]
    yield rest


def check_errors(file: NamedFile, errors: Mapping[int, str]) -> None:
    """FileRefused where so many formulas failed that the rest of the sheet cannot be trusted either."""
    if len(errors) > _MOST_ERRORS:
        raise FileRefused(formula_errors(file, errors))


def formula_errors(file: NamedFile, errors: Mapping[int, str]) -> list[Issue]:
    """An issue for each of the first rows in which a formula failed."""
    return [
        Issue(file.name, "formula_error", row, value=f"{letters}{row}", total=len(errors))
        for row, letters in islice(errors.items(), EXAMPLES)
    ]


def _damaged(file: NamedFile, detail: str) -> FileRefused:
    return FileRefused([Issue(file.name, "xlsx_damaged", parameters={"detail": detail})])


def sheet_parts(file: NamedFile, archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, in the workbook's order; none where it does not say.

    FileRefused where two sheets have one name.
    """
    try:
        workbook = _index(archive, "xl/workbook.xml")
        relations = _index(archive, "xl/_rels/workbook.xml.rels")
    except (LookupError, ValueError, ElementTree.ParseError):
        return {}
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found: dict[str, str] = {}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            if sheet.get("name", "") in found:
                raise _damaged(file, f"two sheets named {shown(sheet.get('name', ''))}")
            target = targets.get(sheet.get(_RELATION), "")
            found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _index(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with archive.open(name) as stream:
        text = stream.read(_LARGEST_INDEX)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:  # entities could blow up; Excel writes none
        raise KeyError(name)
    return ElementTree.fromstring(text)
