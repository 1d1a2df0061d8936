"""A large CSV file cut into pieces of whole rows, while its bytes are hashed.

Owns where to cut, and what a file must look like for that. A newline ends a row where the quotes before it
are even in number. Whatever is unusual (NUL bytes, line ends of both kinds, no end of a row for too long) is
`Unusual`, for the whole file can be read in one go as well, and that way is told what is wrong with it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PIECE = 200 << 20  # so many bytes of rows are sorted in the memory that a writer has
_CHUNK = 1 << 20
_TIME = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:")


class Unusual(Exception):
    """The file cannot be cut. The way that reads it in one go says why, or reads it."""


@dataclass(frozen=True)
class Piece:
    """Some rows of a file as a file of their own, gone at the next but one. Only the first has the header.

    `is_plain`: of all spaces only blanks are there. `blanks` are how many, None where it is not worth
    knowing: a sample has blanks elsewhere than in times.
    """

    path: Path
    has_header: bool
    is_plain: bool
    blanks: int | None


class CsvPieces:
    """The pieces of a file, in order; `sha256` is known after the last one."""

    def __init__(self, path: Path, folder: Path) -> None:
        self._path = path
        self._folder = folder
        self._digest = hashlib.sha256()
        self._ends = _LineEnds()
        self._rest = b""

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[Piece]:
        """Each piece is cut while the one before it is worked on."""
        with self._path.open("rb") as source, ThreadPoolExecutor(max_workers=1) as background:
            number = 0
            cutting = background.submit(self._cut, source, number)
            while piece := cutting.result():
                number += 1
                cutting = background.submit(self._cut, source, number)
                yield piece
        if not self._ends.are_alike():
            raise Unusual

    def _cut(self, source: BinaryIO, number: int) -> Piece | None:
        """The next piece. Two files are written by turns, over what they held: new pages cost more."""
        path = self._folder / f"piece-{number % 2}.csv"
        path.touch()
        size, quotes, is_plain, blanks = 0, 0, True, None
        with path.open("r+b") as target:
            while chunk := self._rest or self._next(source):
                self._rest = b""
                if not size:
                    blanks = 0 if _has_blanks_in_times_alone(chunk) else None
                is_plain = is_plain and _is_plain(chunk)
                quotes += chunk.count(b'"')
                end = _end_of_row(chunk, quotes) if size + len(chunk) >= PIECE else 0
                self._rest = chunk[end:] if end else b""
                rows = chunk[:end] if end else chunk
                size += target.write(rows)
                blanks = None if blanks is None else blanks + rows.count(b" ")
                if end:
                    break
                if size > 2 * PIECE:
                    raise Unusual
            target.truncate()
        return Piece(path, number == 0, is_plain, blanks) if size else None

    def _next(self, source: BinaryIO) -> bytes:
        chunk = source.read(_CHUNK)
        self._digest.update(chunk)
        if b"\0" in chunk:
            raise Unusual
        self._ends.look_at(chunk)
        return chunk


class _LineEnds:
    """Whether all lines end alike, with LF or with CR LF."""

    def __init__(self) -> None:
        self._returns = self._feeds = self._both = 0
        self._is_first = True
        self._last = b""

    def look_at(self, chunk: bytes) -> None:
        if self._is_first:
            self._is_first = False
            self._with_returns = b"\r" in chunk
        if self._with_returns:
            self._returns += chunk.count(b"\r")
            self._feeds += chunk.count(b"\n")
            self._both += chunk.count(b"\r\n") + (self._last == b"\r" and chunk[:1] == b"\n")
            self._last = chunk[-1:]
        elif b"\r" in chunk:
            raise Unusual

    def are_alike(self) -> bool:
        return self._returns == self._feeds == self._both or not self._with_returns


def _is_plain(chunk: bytes) -> bool:
    return chunk.isascii() and not any(space in chunk for space in (b"\t", b"\v", b"\f", b'"'))


def _has_blanks_in_times_alone(chunk: bytes) -> bool:
    return len(_TIME.findall(chunk)) == chunk.count(b" ")


def _end_of_row(chunk: bytes, quotes: int) -> int:
    """Behind the last newline that ends a row; 0 where there is none. `quotes` are those up to the end."""
    end = len(chunk)
    while (place := chunk.rfind(b"\n", 0, end)) >= 0:
        quotes -= chunk.count(b'"', place, end)
        if quotes % 2 == 0:
            return place + 1
        end = place
    return 0
