"""Whether an xlsx archive is whole and within bounds, and where its formulas failed, before cells are read.

Owns what must be known of the XML without building the sheet: sizes, error cells.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
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

_ERRORS = re.compile(
    rb"""<(?:\w+:)?c\b(?=[^<>]*?\bt=["']e["'])[^<>]*?\br=["']([A-Za-z]{1,3})([0-9]{1,7})["']"""
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
            errors = _errors(archive)
            return {name: errors[part] for name, part in sheet_parts(file, archive).items() if part in errors}
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


def _errors(archive: zipfile.ZipFile) -> dict[str, dict[int, str]]:
    """The failed formulas of each part. All parts are read to the end: their check sums prove their sizes."""
    errors = {}
    for part in archive.infolist():
        with archive.open(part) as stream:
            if part.filename.endswith(".xml"):
                errors[part.filename] = _errors_of_sheet(stream)
            else:
                while stream.read(_CHUNK):
                    pass
    return errors


def _errors_of_sheet(stream: IO[bytes]) -> dict[int, str]:
    errors: dict[int, str] = {}
    for text in _overlapping(stream):
        if b'="e"' in text or b"='e'" in text:
            for letters, row in _ERRORS.findall(text):
                errors.setdefault(int(row), letters.decode())
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
