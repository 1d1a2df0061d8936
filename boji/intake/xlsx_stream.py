"""The rows of a worksheet straight from its XML, a piece at a time, in bounded memory.

Owns the plain form in which platforms write: texts, shared texts and numbers. A sheet that holds anything
else (formulas, dates, rich text, another prefix) is `UnusualSheet`, and calamine reads it, which lays out
the whole sheet: 1 GB for 500,000 rows of 22 columns.

Tried on those rows: as quick as calamine with the checks that must come before it, in half the memory.
"""

from __future__ import annotations

import gc
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.sax.saxutils import unescape

from boji.intake.xlsx_cells import shown_text

_PIECE = 1 << 20
_LONGEST_ROW = 64 << 20
_MOST_SHARED = 256 << 20  # bytes of texts that cells share

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rb'(?:/>|>(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|<v>([^<]*)</v>)?</c>)'
)
_SHARED = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si><t/></si>')
_STYLES = re.compile(r"<cellXfs[^>]*>(.*?)</cellXfs>", re.DOTALL)
_FORMAT_OF_STYLE = re.compile(r'<xf [^>]*?numFmtId="([0-9]+)"')
_OWN_FORMAT = re.compile(r'<numFmt [^>]*?numFmtId="([0-9]+)"[^>]*?formatCode="([^"]*)"')
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}

Piece = tuple[list[int], list[list[str]]]
"""Row numbers and, for each column, its cells."""


class UnusualSheet(Exception):
    """The sheet is not written in the plain form."""


@dataclass
class WorkbookTexts:
    """What the sheets of a workbook share: texts, and which styles show a number as a date."""

    shared: list[str]
    date_styles: frozenset[bytes]

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> WorkbookTexts:
        names = set(archive.namelist())
        shared: list[str] = []
        if "xl/sharedStrings.xml" in names:
            if archive.getinfo("xl/sharedStrings.xml").file_size > _MOST_SHARED:
                raise UnusualSheet
            text = _text(archive.read("xl/sharedStrings.xml"))
            shared = [_plain(found) for found in _SHARED.findall(text)]
            if len(shared) != text.count("<si>") + text.count("<si "):
                raise UnusualSheet
        styles = _text(archive.read("xl/styles.xml")) if "xl/styles.xml" in names else ""
        return cls(shared, frozenset(_date_styles(styles)))


@dataclass
class SheetStream:
    """A worksheet that is being read. `errors` are the cells whose formula failed, by row."""

    archive: zipfile.ZipFile
    part: str
    texts: WorkbookTexts
    errors: dict[int, str] = field(default_factory=dict)

    def pieces(self) -> Iterator[Piece]:
        """The rows in pieces of some thousands; UnusualSheet where something is not plain."""
        with self.archive.open(self.part) as stream:
            rest = b""
            last = 0
            while chunk := stream.read(_PIECE):
                whole = rest + chunk
                end = whole.rfind(b"</row>") + len(b"</row>")
                if end < len(b"</row>"):
                    end = 0
                    if len(whole) > _LONGEST_ROW:
                        raise UnusualSheet
                rest = whole[end:]
                if not end:
                    continue
                with _uncollected():
                    piece = self._piece(whole[:end], last)
                if piece is not None:
                    last = piece[0][-1]
                    yield piece
            if b"<c " in rest or b"<c>" in rest or b"</worksheet>" not in rest:
                raise UnusualSheet

    def _piece(self, text: bytes, last: int) -> Piece | None:
        cells = _CELL.findall(text)
        if len(cells) != text.count(b"<c ") + text.count(b"<c>") or b":row" in text or b":c " in text:
            raise UnusualSheet
        if not cells:
            return None
        letters, rows, styles, kinds, inline, values = zip(*cells, strict=True)
        numbers = [int(row) for row in dict.fromkeys(rows)]
        if numbers[0] <= last or numbers != sorted(numbers):
            raise UnusualSheet
        width = len(cells) // len(numbers)
        regular = letters[:width] * len(numbers) == letters and len(set(letters[:width])) == width
        columns: dict[int, list[str]] = {}
        for place, name in enumerate(letters[:width]) if regular else ():
            every = slice(place, None, width)
            found = _Cells(rows[every], styles[every], kinds[every], inline[every], values[every])
            columns[_position(name)] = self._texts(name, found)
        if not regular:
            columns = self._scattered(cells, numbers)
        empty = [""] * len(numbers)
        return numbers, [columns.get(place, empty) for place in range(max(columns) + 1)]

    def _scattered(self, cells: Sequence[tuple[bytes, ...]], numbers: Sequence[int]) -> dict[int, list[str]]:
        """The columns of rows that do not all have the same cells."""
        place = {str(number).encode(): at for at, number in enumerate(numbers)}
        by_column: dict[bytes, list[tuple[bytes, ...]]] = {}
        for letters, *cell in cells:
            by_column.setdefault(letters, []).append(tuple(cell))
        columns = {}
        for letters, own in by_column.items():
            found = _Cells(*zip(*own, strict=True))
            column = [""] * len(numbers)
            for row, text in zip(found.rows, self._texts(letters, found), strict=True):
                column[place[row]] = text
            columns[_position(letters)] = column
        return columns

    def _texts(self, letters: bytes, cells: _Cells) -> list[str]:
        """The cells of one column as texts."""
        kinds = set(cells.kinds)
        if kinds == {b"inlineStr"}:
            return _decoded(cells.inline)
        if kinds == {b"s"}:
            shared = self.texts.shared
            return [shared[int(value)] for value in cells.values]
        if not self.texts.date_styles.isdisjoint(cells.styles) and not kinds <= {b"s", b"inlineStr", b"str"}:
            raise UnusualSheet
        if kinds <= {b"", b"n"}:
            return _numbers(cells.values)
        return [
            self._text(letters, row, kind, inline, value)
            for row, _, kind, inline, value in zip(*cells, strict=True)
        ]

    def _text(self, letters: bytes, row: bytes, kind: bytes, inline: bytes, value: bytes) -> str:
        match kind:
            case b"" | b"n":
                return _numbers((value,))[0]
            case b"inlineStr":
                return _decoded((inline,))[0]
            case b"s":
                return self.texts.shared[int(value)]
            case b"str":
                return _decoded((value,))[0]
            case b"e":
                self.errors.setdefault(int(row), letters.decode())
                return ""
            case _:
                raise UnusualSheet


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looks for cyclic garbage: there is none, and looking takes as long as the reading."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Cells(NamedTuple):
    """Cells of one column: their rows, styles, kinds, texts that stand in them, and values."""

    rows: tuple[bytes, ...]
    styles: tuple[bytes, ...]
    kinds: tuple[bytes, ...]
    inline: tuple[bytes, ...]
    values: tuple[bytes, ...]


def _decoded(texts: Sequence[bytes]) -> list[str]:
    """Texts of XML; all at once unless one of them has several lines."""
    joined = b"\n".join(texts)
    if b"\r" in joined:
        raise UnusualSheet  # an XML reader makes line ends alike
    together = _text(joined).split("\n")
    decoded = together if len(together) == len(texts) else [_text(text) for text in texts]
    return [_plain(text) for text in decoded] if b"&" in joined or b"_x" in joined else decoded


def _numbers(values: Sequence[bytes]) -> list[str]:
    """Numbers with the digits that Excel shows; all at once unless some are empty, very large or small."""
    joined = b"\n".join(values)
    if not re.search(rb"[.eE]", joined) and max(map(len, values)) <= 15:
        return joined.decode("ascii", "replace").split("\n")
    try:
        if all(values):
            texts = "%.15g\n" * len(values) % tuple(map(float, values))
            if "e" not in texts:
                return texts.split("\n")[:-1]
        return [shown_text(float(value)) if value else "" for value in values]
    except ValueError:
        raise UnusualSheet from None


def _plain(text: str) -> str:
    if "_x" in text and re.search("_x[0-9A-Fa-f]{4}_", text):
        raise UnusualSheet
    if "&" not in text:
        return text
    if "&#" in text:
        text = re.sub("&#(x?)([0-9A-Fa-f]{1,6});", _character, text)
    return unescape(text, _ENTITIES)


def _character(found: re.Match[str]) -> str:
    return chr(int(found[2], 16 if found[1] else 10))


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise UnusualSheet from None


def _date_styles(styles: str) -> Iterator[bytes]:
    own = dict(_OWN_FORMAT.findall(styles))
    found = _STYLES.search(styles)
    for style, number in enumerate(_FORMAT_OF_STYLE.findall(found[1]) if found else ()):
        code = re.sub(r'"[^"]*"|&quot;.*?&quot;|\\.|\[[^\]]*\]', "", own.get(number, ""))
        if int(number) in _BUILT_IN_DATES or re.search("[ymdhs年月日]", code, re.IGNORECASE):
            yield str(style).encode()


def _position(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
