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

from boji.intake.laid_out import Odd, Piece, odd_cells, shown_text
from boji.intake.xlsx_archive import NO_SUCH_TEXT

_PIECE = 1 << 20
_LONGEST_ROW = 64 << 20
_MOST_SHARED = 256 << 20  # bytes of texts that cells share
_MOST_SHARED_TEXTS = 4_000_000
_LARGEST_STYLES = 4 << 20

_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rb'(?:/>|>(?:<is><t(?: xml:space="preserve")?>([^<]*)</t></is>|<v>([^<]*)</v>)?</c>)'
)
_ROW = rb'<row r="([0-9]{1,7})"[^>]*>%s</row>'
# A cell of a column whose cells are of one kind: letters, styles, kind, value.
_CELL_OF_ROW = (
    rb'(?:<c r="%(letters)s\1"%(style)s%(kind)s>%(value)s</c>|<c r="%(letters)s\1"(?: s="[0-9]+")?/>)?'
)
_INLINE = rb'<is><t(?: xml:space="preserve")?>([^<]*)</t></is>'
_VALUE = rb"<v>([^<]*)</v>"
_NUMBERS = re.compile(rb"[-+0-9.eE\n]*")
_ROWS_TO_LEARN = 20
_PLAIN_KINDS = {b"", b"n", b"s", b"str", b"inlineStr"}
_SHARED = re.compile(r'<si><t(?: xml:space="preserve")?>([^<]*)</t></si>|<si><t/></si>')
_FORMAT_OF_STYLE = re.compile(r'<xf [^<>]*?numFmtId="([0-9]{1,9})"')
_OWN_FORMAT = re.compile(r'<numFmt [^<>]*?numFmtId="([0-9]{1,9})"[^<>]*?formatCode="([^"]*)"')
_ENTITIES = {"&quot;": '"', "&apos;": "'"}
_BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}


class UnusualSheet(Exception):
    """The sheet is not written in the plain form."""


class DamagedSheet(Exception):
    """A cell names a shared text that is not there; calamine would take the first one in its place."""


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
            count = text.count("<si>") + text.count("<si ")
            if count > _MOST_SHARED_TEXTS or "<!" in text:
                raise UnusualSheet
            shared = [_plain(found) for found in _SHARED.findall(text)]
            if len(shared) != count:
                raise UnusualSheet
        styles = ""
        if "xl/styles.xml" in names:
            if archive.getinfo("xl/styles.xml").file_size > _LARGEST_STYLES:
                raise UnusualSheet
            styles = _text(archive.read("xl/styles.xml"))
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
        if b"<!" in text:
            raise UnusualSheet
        self._odd: list[Odd] = []
        numbers, columns = self._alike(text) or self._one_by_one(text)
        if not numbers:
            return None
        if numbers[0] <= last or numbers != sorted(numbers):
            raise UnusualSheet
        empty = [""] * len(numbers)
        width = max(columns, default=0) + 1
        return numbers, [columns.get(place, empty) for place in range(width)], self._odd

    def _alike(self, text: bytes) -> tuple[list[int], dict[int, list[str]]] | None:
        """The rows read as wholes, where each column's cells are of one kind: half the time of cells."""
        learned = self._learned(text)
        if learned is None:
            return None
        pattern, kinds = learned
        found = pattern.findall(text)
        if len(found) != text.count(b"<row"):
            return None
        rows, *values = zip(*found, strict=True)
        numbers = list(map(int, rows))
        if len(set(numbers)) != len(numbers):
            return None
        return numbers, {
            _position(letters): self._of_kind(letters, kind, rows, own)
            for (letters, kind), own in zip(kinds.items(), values, strict=True)
        }

    def _learned(self, text: bytes) -> tuple[re.Pattern[bytes], dict[bytes, bytes]] | None:
        """How rows like the first are written, and each column's kind; None where its cells are not alike."""
        end = 0
        for _ in range(_ROWS_TO_LEARN):
            end = text.find(b"</row>", end) + len(b"</row>")
            if end < len(b"</row>"):
                end = len(text)
                break
        kinds: dict[bytes, set[bytes]] = {}
        styles: dict[bytes, set[bytes]] = {}
        for letters, _, style, kind, inline, value in _CELL.findall(text, 0, end):
            styles.setdefault(letters, set()).add(style)
            kinds.setdefault(letters, set()).update({kind} if inline or value else ())
        if not kinds or any(len(own) > 1 or not own <= _PLAIN_KINDS for own in kinds.values()):
            return None
        one = {letters: (own or {b""}).pop() for letters, own in sorted(kinds.items(), key=_by_position)}
        if any(kind in (b"", b"n") and styles[at] & self.texts.date_styles for at, kind in one.items()):
            return None
        cells = (_cell_of_row(letters, kind, styles[letters]) for letters, kind in one.items())
        return re.compile(_ROW % b"".join(cells)), one

    def _of_kind(
        self, letters: bytes, kind: bytes, rows: Sequence[bytes], values: Sequence[bytes]
    ) -> list[str]:
        match kind:
            case b"s":
                return self._shared(values)
            case b"" | b"n":
                return self._numbers(letters, rows, values)
            case _:
                return _decoded(values)

    def _one_by_one(self, text: bytes) -> tuple[list[int], dict[int, list[str]]]:
        """The rows cell by cell."""
        cells = _CELL.findall(text)
        if len(cells) != text.count(b"<c ") + text.count(b"<c>") or b":row" in text or b":c " in text:
            raise UnusualSheet
        place = {number: at for at, number in enumerate(dict.fromkeys(cell[1] for cell in cells))}
        by_column: dict[bytes, list[tuple[bytes, ...]]] = {}
        for letters, *cell in cells:
            by_column.setdefault(letters, []).append(tuple(cell))
        columns = {}
        for letters, own in by_column.items():
            found = _Cells(*zip(*own, strict=True))
            column = [""] * len(place)
            for row, shown in zip(found.rows, self._texts(letters, found), strict=True):
                column[place[row]] = shown
            columns[_position(letters)] = column
        return list(map(int, place)), columns

    def _texts(self, letters: bytes, cells: _Cells) -> list[str]:
        """The cells of one column as texts."""
        kinds = set(cells.kinds)
        if kinds == {b"inlineStr"}:
            return _decoded(cells.inline)
        if not self.texts.date_styles.isdisjoint(cells.styles) and not kinds <= {b"s", b"inlineStr", b"str"}:
            raise UnusualSheet
        if len(kinds) == 1 and kinds <= _PLAIN_KINDS:
            return self._of_kind(letters, kinds.pop(), cells.rows, cells.values)
        return [
            self._text(letters, row, kind, inline, value)
            for row, _, kind, inline, value in zip(*cells, strict=True)
        ]

    def _text(self, letters: bytes, row: bytes, kind: bytes, inline: bytes, value: bytes) -> str:
        if kind == b"e":
            self.errors.setdefault(int(row), letters.decode())
            return ""
        if kind not in _PLAIN_KINDS:
            raise UnusualSheet
        return self._of_kind(letters, kind, (row,), (inline if kind == b"inlineStr" else value,))[0]

    def _shared(self, values: Sequence[bytes]) -> list[str]:
        shared = self.texts.shared
        if any(value and not value.isdigit() for value in values):
            raise DamagedSheet(NO_SUCH_TEXT)
        try:
            return [shared[int(value)] if value else "" for value in values]
        except (ValueError, IndexError):
            raise DamagedSheet(NO_SUCH_TEXT) from None

    def _numbers(self, letters: bytes, rows: Sequence[bytes], values: Sequence[bytes]) -> list[str]:
        """Numbers with the digits that Excel shows; all at once unless one is very large or small."""
        joined = b"\n".join(values)
        if not _NUMBERS.fullmatch(joined):
            raise UnusualSheet
        if not re.search(rb"[.eE+]", joined) and max(map(len, values)) <= 15:
            return joined.decode("ascii").split("\n")
        try:
            if all(values):
                texts = "%.15g\n" * len(values) % tuple(map(float, values))
                if "e" not in texts:
                    return texts.split("\n")[:-1]
            cells = [float(value) if value else "" for value in values]
            shown = [shown_text(cell) for cell in cells]
        except ValueError:
            raise UnusualSheet from None
        self._odd += odd_cells(_position(letters), list(map(int, rows)), cells, shown)
        return shown


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
    if b"\r" in joined or b"\0" in joined:
        raise UnusualSheet  # an XML reader makes line ends alike, and knows no NUL
    together = _text(joined).split("\n")
    decoded = together if len(together) == len(texts) else [_text(text) for text in texts]
    return [_plain(text) for text in decoded] if b"&" in joined or b"_x" in joined else decoded


def _cell_of_row(letters: bytes, kind: bytes, styles: set[bytes]) -> bytes:
    some = b"|".join(sorted(styles - {b""}))
    return _CELL_OF_ROW % {
        b"letters": letters,
        b"style": b'(?: s="(?:%s)")%s' % (some, b"?" if b"" in styles else b"") if some else b"",
        b"kind": b' t="%s"' % kind if kind else b"",
        b"value": _INLINE if kind == b"inlineStr" else _VALUE,
    }


def _plain(text: str) -> str:
    if "_x" in text and re.search("_x[0-9A-Fa-f]{4}_", text):
        raise UnusualSheet
    if "&" not in text:
        return text
    if "&#" in text:
        try:
            text = re.sub("&#(x?)([0-9A-Fa-f]{1,6});", _character, text)
        except ValueError:  # hexadecimal digits without x
            raise UnusualSheet from None
    return unescape(text, _ENTITIES)


def _character(found: re.Match[str]) -> str:
    code = int(found[2], 16 if found[1] else 10)
    if (code < 32 and code not in (9, 10, 13)) or 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        raise UnusualSheet
    return chr(code)


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise UnusualSheet from None


def _date_styles(styles: str) -> Iterator[bytes]:
    own = dict(_OWN_FORMAT.findall(styles))
    used = styles.partition("<cellXfs")[2].partition("</cellXfs>")[0]
    for style, number in enumerate(_FORMAT_OF_STYLE.findall(used)):
        code = re.sub(r'"[^"]*"|&quot;.*?&quot;|\\.|\[[^\]]*\]', "", own.get(number, ""))
        if int(number) in _BUILT_IN_DATES or re.search("[ymdhs年月日]", code, re.IGNORECASE):
            yield str(style).encode()


def _by_position(column: tuple[bytes, object]) -> int:
    return _position(column[0])


def _position(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
