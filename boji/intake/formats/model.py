"""A format as dataclasses: what one kind of export looks like, and which facts its cells are.

Owns the shape. Declarations in YAML are read by `declaration`, files are recognised by `recognition`,
and what a reading makes of a cell's text is `boji.intake.readings`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from boji.engine.facts import TABLES, Column, Kind
from boji.engine.plan.label import Label
from boji.intake.readings import Reading

REFERENCES = {
    "person_name_": Kind.TEXT,
    "account_": Kind.TEXT,
    "platform_": Kind.TEXT,
    "until_": Kind.INSTANT,
}
"""Columns that linking resolves and removes: see `boji.intake.record`."""


@dataclass(frozen=True)
class Condition:
    """Whether the cells under some headers hold one of some words; `x*` is a word that begins with x."""

    words: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(header for header, _ in self.words)


@dataclass(frozen=True)
class Ignored:
    """Rows that are no facts: those that meet the condition, or those that do not."""

    condition: Condition
    met: bool
    because: Label


@dataclass(frozen=True)
class Cell:
    """A column read from cells.

    `headers` are added up where there are several. `words` gives a vocabulary its meaning, `not_yet` are
    words that the platform replaces later. `or_header` is read where the cell is empty, and nothing where
    `unless` holds. A clock time stands `on` the day of another cell and `after` another clock time. `plus`
    seconds, or the seconds of another cell, are added to an instant.
    """

    reading: Reading
    headers: tuple[str, ...]
    words: tuple[tuple[str, str], ...] = ()
    not_yet: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    or_header: str | None = None
    unless: Condition = field(default_factory=Condition)
    on: str | None = None
    after: str | None = None
    plus: int = 0
    plus_header: str | None = None
    times: Decimal = Decimal(1)
    required: bool = False

    @property
    def used_headers(self) -> tuple[str, ...]:
        others = (self.or_header, self.on, self.after, self.plus_header, *self.unless.headers)
        return (*self.headers, *(header for header in others if header is not None))


@dataclass(frozen=True)
class Constant:
    """A column that is the same in all rows."""

    value: str


@dataclass(frozen=True)
class FromFile:
    """A column that stands in the file's name: a named group of the format's pattern."""

    group: str


@dataclass(frozen=True)
class Template:
    """A text made of other columns of the same table, or of cells: `douyin:{room_id}:{started_at}`."""

    text: str

    def parts(self) -> Iterator[tuple[str, str]]:
        """Pairs of literal text and the column that follows it ("" after the last text)."""
        pieces = re.split(r"\{([^{}]*)\}", self.text)
        yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column for _, column in self.parts() if column)


Value = Cell | Constant | FromFile | Template


@dataclass(frozen=True)
class TableDeclaration:
    """The facts of one table that each row holds. `repeats`: several rows tell of the same one (products)."""

    table: str
    columns: Mapping[str, Value]
    repeats: bool = False

    def column(self, name: str) -> Column:
        """The stored form of a column or reference."""
        if name in REFERENCES:
            return Column(name, REFERENCES[name])
        return TABLES[self.table].column(name)

    @property
    def template_headers(self) -> list[str]:
        """The headers that templates name."""
        templates = (value for value in self.columns.values() if isinstance(value, Template))
        return [
            plain_header(name)
            for template in templates
            for name in template.columns
            if name not in self.columns
        ]

    def cells(self) -> Iterator[tuple[str, Cell]]:
        for name, value in self.columns.items():
            if isinstance(value, Cell):
                yield name, value


@dataclass(frozen=True)
class Format:
    """One kind of export. Headers are in the form of `plain_header`; `older` maps old names to current.

    A cell may hold several items joined by a sign. Such a row becomes as many lines, if all cells of `joined`
    hold as many; those of `joined_texts` are empty where they do not.
    """

    id: str
    title: Label
    platform: str
    headers: tuple[str, ...]
    required: tuple[str, ...]
    tables: tuple[TableDeclaration, ...]
    older: Mapping[str, str] = field(default_factory=dict)
    file_pattern: re.Pattern[str] | None = None
    sheet_pattern: re.Pattern[str] | None = None
    hints: int = 0
    ignored: tuple[Ignored, ...] = ()
    joined_by: str | None = None
    joined: tuple[str, ...] = ()
    joined_texts: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()

    def current(self, header: str) -> str:
        """The current name of a header as it stands in a file."""
        plain = plain_header(header)
        return self.older.get(plain, plain)

    @property
    def used_headers(self) -> tuple[str, ...]:
        """The headers whose cells become facts or decide about rows, each once."""
        used = [header for table in self.tables for _, cell in table.cells() for header in cell.used_headers]
        for table in self.tables:
            used += table.template_headers
        for ignored in self.ignored:
            used += ignored.condition.headers
        return tuple(dict.fromkeys([*used, *self.joined]))

    def file_groups(self, stem: str) -> dict[str, str]:
        """The named groups of the pattern in a file's name without its ending."""
        found = (
            self.file_pattern.fullmatch(unicodedata.normalize("NFKC", stem)) if self.file_pattern else None
        )
        return {name: text for name, text in found.groupdict().items() if text} if found else {}


def plain_header(header: str) -> str:
    """A header as it is compared: brackets and letters of one width, no spaces, small letters.

    >>> plain_header(" 3分钟人工回复率 （会话）")
    '3分钟人工回复率(会话)'
    """
    return re.sub(r"[\s\u200b\ufeff']+", "", unicodedata.normalize("NFKC", header)).lower()


def plain_headers(headers: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(plain_header, headers))
