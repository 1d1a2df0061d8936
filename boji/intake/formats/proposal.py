"""A format proposed for a file that none is known for: which table, which header is which column.

Owns the guess, which is never more than that: it is a draft of a declaration, with how sure each line of it
is, that a person reads, mends and gives back. Two things speak for a column: a header that other formats
(or our own words) use for it, and cells that can be read as such a column.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from zoneinfo import ZoneInfo

import duckdb

from boji.engine.facts import TABLES, Kind, Table
from boji.engine.plan.vocabulary import COLUMNS
from boji.intake.formats.model import Cell, Format, plain_header
from boji.intake.formats.writing import id_of, numbered, scalar
from boji.intake.raw import Sheet
from boji.intake.readings import Reader, Reading, cleaned
from boji.intake.sheets import OpenedFile

_HEADER_WITHIN = 30
_SAMPLE = 500
_SAME, _ALIKE, _LEAST = 0.95, 0.7, 0.35
_USUAL = {
    Kind.TEXT: Reading.TEXT,
    Kind.MONEY: Reading.MONEY,
    Kind.COUNT: Reading.COUNT,
    Kind.MEASURE: Reading.MEASURE,
    Kind.INSTANT: Reading.INSTANT,
    Kind.DAY: Reading.DAY,
    Kind.FLAG: Reading.FLAG,
}
_ALSO = {  # what people write, and no shipped format does
    "base_pay": ("底薪", "基本工资"),
    "ends_on": ("离职日期", "离职"),
    "name": ("姓名",),
    "person_id": ("工号", "员工编号"),
    "quantity": ("数量",),
    "role": ("角色", "岗位"),
    "starts_on": ("入职日期", "入职", "起始日期"),
    "team": ("团队", "小组"),
    "tier": ("层级", "级别"),
}
_DATED = (Reading.CLOCK, Reading.VOCABULARY, Reading.NAMES)  # need more than a header: left to people


@dataclass(frozen=True)
class ProposedColumn:
    """A canonical column that a header may be. `confidence` lies between 0 and 1."""

    column: str
    header: str
    reading: Reading
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """A draft for one file. `missing` are key columns for which no header was found."""

    table: str
    columns: tuple[ProposedColumn, ...]
    missing: tuple[str, ...]
    confidence: float
    declaration: str


def propose(
    connection: duckdb.DuckDBPyConnection,
    opened: OpenedFile,
    formats: Iterable[Format],
    *,
    zone: ZoneInfo,
    today: dt.date,
) -> Proposal | None:
    """The likeliest mapping of the file's first table; None where nothing in it is known."""
    sheet = opened.sheets[0]
    found = header_of(sheet.head(connection))
    if found is None:
        return None
    row, header = found
    judge = _Judge(connection, sheet, row, Reader(zone, today))
    synonyms = _synonyms(formats)
    drafts = [_draft(judge, table, header, synonyms[name]) for name, table in TABLES.items()]
    best = max(drafts, key=lambda draft: sum(column.confidence for column in draft.columns))
    if not best.columns:
        return None
    return Proposal(
        best.table, best.columns, best.missing, best.confidence, _declaration(opened, header, best)
    )


def likely_uses(titles: Sequence[str], table: str, formats: Iterable[Format]) -> tuple[ProposedColumn, ...]:
    """What headers may be in a table that somebody has chosen, by their words alone."""
    return _draft(_ByWords(), TABLES[table], titles, _synonyms(formats)[table]).columns


def header_of(head: Sequence[tuple[int, list[str]]]) -> tuple[int, list[str]] | None:
    """The header among the first rows of a sheet: the row with most words that are no figures."""

    def words(cells: Sequence[str]) -> int:
        return len(
            {cell for cell in cells if cell.strip() and not re.fullmatch(r"[\W\d年月日时分秒]+", cell)}
        )

    rows = [(words(cells), -row, row, cells) for row, cells in head[:_HEADER_WITHIN]]
    if not rows or max(rows)[0] < 2:
        return None
    _, _, row, cells = max(rows)
    return row, cells


def _synonyms(formats: Iterable[Format]) -> dict[str, dict[str, dict[str, Reading]]]:
    """Table: column: header: how it is read."""
    found: dict[str, dict[str, dict[str, Reading]]] = {name: {} for name in TABLES}
    for name, table in TABLES.items():
        for column in table.columns:
            usual = Reading.ID if column.name.endswith("_id") else _USUAL[column.kind]
            label = COLUMNS[column.name].zh if column.name in COLUMNS else column.name
            words = (column.name, label, *_ALSO.get(column.name, ()))
            found[name][column.name] = dict.fromkeys(map(plain_header, words), usual)
    for format_ in formats:
        older: dict[str, list[str]] = {}
        for old, current in format_.older.items():
            older.setdefault(current, []).append(old)
        for table_ in format_.tables:
            for column_name, cell in table_.cells():
                if column_name in found[table_.table] and _is_plain(cell):
                    for header in (cell.headers[0], *older.get(cell.headers[0], ())):
                        found[table_.table][column_name].setdefault(header, cell.reading)
    return found


def _is_plain(cell: Cell) -> bool:
    return (
        cell.reading not in _DATED and len(cell.headers) == 1 and not cell.plus and cell.plus_header is None
    )


class _Judging(Protocol):
    def share(self, position: int, reading: Reading, kind: Kind) -> float: ...


class _ByWords:
    """Takes every cell for readable."""

    def share(self, position: int, reading: Reading, kind: Kind) -> float:
        return 1


@dataclass(frozen=True)
class _Judge:
    """How many of a column's cells a reading can read, tried on the first rows."""

    connection: duckdb.DuckDBPyConnection
    sheet: Sheet
    header_row: int
    reader: Reader

    def share(self, position: int, reading: Reading, kind: Kind) -> float:
        rows = f"SELECT * FROM {self.sheet.rows} WHERE row_ > {self.header_row} LIMIT {_SAMPLE}"
        text = f"SELECT {cleaned(self.sheet.columns[position])} AS text FROM ({rows})"
        value = self.reader.value(reading, "text", kind)
        (filled, read) = self.connection.execute(
            f"SELECT count(text), count(value) FROM (SELECT text, {value} AS value FROM ({text}))"
        ).fetchone() or (0, 0)
        return read / filled if filled else 0.5


@dataclass(frozen=True)
class _Draft:
    table: str
    columns: tuple[ProposedColumn, ...]
    missing: tuple[str, ...]
    confidence: float


def _draft(
    judge: _Judging, table: Table, header: Sequence[str], synonyms: Mapping[str, Mapping[str, Reading]]
) -> _Draft:
    """The best header for each column of a table, no header twice."""
    found = []
    for position, title in enumerate(header):
        plain = plain_header(title)
        for column in table.columns if plain else ():
            likeness, reading = _likeness(plain, synonyms[column.name])
            if likeness and not column.choices:
                sure = round(likeness * judge.share(position, reading, column.kind), 2)
                found.append(ProposedColumn(column.name, title.strip(), reading, sure))
    chosen: dict[str, ProposedColumn] = {}
    taken: set[str] = set()
    for proposed in sorted(found, key=lambda one: -one.confidence):
        if proposed.confidence >= _LEAST and proposed.column not in chosen and proposed.header not in taken:
            chosen[proposed.column] = proposed
            taken.add(proposed.header)
    columns = tuple(chosen[name] for name in table.column_names if name in chosen)
    missing = tuple(column.name for column in table.columns if column.required and column.name not in chosen)
    known = sum(column.confidence for column in columns)
    needed = len(columns) + len(missing)
    return _Draft(table.name, columns, missing, round(known / needed, 2) if needed else 0)


def _likeness(plain: str, synonyms: Mapping[str, Reading]) -> tuple[float, Reading]:
    if plain in synonyms:
        return _SAME, synonyms[plain]
    bare = {_bare(word): word for word in synonyms}
    close = difflib.get_close_matches(_bare(plain), bare, n=1, cutoff=0.75)
    if not close:
        return 0, Reading.TEXT
    ratio = difflib.SequenceMatcher(None, _bare(plain), close[0]).ratio()
    return _ALIKE * ratio, synonyms[bare[close[0]]]


def _bare(plain: str) -> str:
    """A header without its unit: 成交金额(元)."""
    return re.sub(r"\([^()]*\)$", "", plain) or plain


def _declaration(opened: OpenedFile, header: Sequence[str], draft: _Draft) -> str:
    """The draft as the YAML that a person mends."""
    titles = [title.strip() for title in header if title.strip()]
    chosen = [column.header for column in draft.columns if column.confidence >= _ALIKE] or [
        column.header for column in draft.columns
    ]
    lines = [
        f"# {opened.name}: {draft.confidence:.0%}. 请核对每一列 / Check every column.",
        f"id: {id_of(opened.stem)}",
        f"title: {scalar(opened.stem)}",
        "platform: any",
        "recognise:",
        f"  headers: [{', '.join(scalar(title) for title in chosen)}]",
        f"headers: [{', '.join(scalar(title) for title in numbered(titles))}]",
        "tables:",
        f"  - table: {draft.table}",
        "    columns:",
    ]
    for column in draft.columns:
        source = f"{{from: {scalar(column.header)}, as: {column.reading.value}}}"
        lines.append(f"      {column.column}: {source}  # {column.confidence:.0%}")
    lines += [f"      # {name}: {{from: …, as: …}}  必须填写 / must be filled in" for name in draft.missing]
    return "\n".join(lines) + "\n"
