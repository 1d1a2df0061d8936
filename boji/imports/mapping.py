"""A mapping as it is made in the page: what its fields hold, the declaration that they make, what is wrong.

Owns the fields' names and their checks: `table`, `title`, for header n `column:n`, `as:n`, `on:n` and, of a
vocabulary, `word:n:k` with `means:n:k`; `fixed:column` for a column that no header holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from boji.engine.facts import TABLES, Column, Kind
from boji.imports.looks import UnknownTable
from boji.intake.formats.model import REFERENCES, Format
from boji.intake.formats.proposal import likely_uses
from boji.intake.formats.writing import Chosen, ChosenColumn, declaration_text, numbered
from boji.intake.readings import KINDS, Reading
from boji.platform.words import say

MOST_HEADERS = 120
MOST_WORDS = 20
_STANDS_FOR = {"session_id": "account_", "person_id": "person_name_"}  # what linking makes the key of


@dataclass(frozen=True)
class HeaderChoice:
    """What is chosen for one header; an empty column: it is not read."""

    title: str
    header: str  # unlike any other: the second of a name is name_2
    samples: tuple[str, ...]
    column: str = ""
    reading: str = ""
    on: str = ""
    words: tuple[tuple[str, str], ...] = ()
    confidence: float = 0


@dataclass(frozen=True)
class FileMapping:
    """All that is chosen for a file; `errors` by field."""

    title: str
    table: str
    headers: tuple[HeaderChoice, ...]
    fixed: Mapping[str, str] = field(default_factory=dict)

    def needed(self) -> list[Column]:
        """Required columns that no header holds."""
        chosen = {one.column for one in self.headers}
        return [
            column
            for column in TABLES[self.table].columns
            if column.required and column.name not in chosen and _STANDS_FOR.get(column.name) not in chosen
        ]

    def errors(self) -> dict[str, str]:
        found: dict[str, str] = {}
        if not self.title.strip():
            found["title"] = say("请给这种表格起个名字", "Give this kind of table a name")
        seen: dict[str, str] = {}
        for number, one in enumerate(self.headers):
            if not one.column:
                continue
            if one.column in seen:
                found[f"column:{number}"] = say(
                    "“{other}”已经是这一列", "“{other}” is this column already", other=seen[one.column]
                )
            seen[one.column] = one.title
            if one.reading == Reading.CLOCK.value and not one.on:
                found[f"on:{number}"] = say("钟点要配日期列", "A time of day needs a column with the day")
            if one.reading == Reading.VOCABULARY.value and not any(meaning for _, meaning in one.words):
                found[f"as:{number}"] = say("请写明每个词的含义", "Say what each word means")
        for column in self.needed():
            if not self.fixed.get(column.name, "").strip():
                found[f"fixed:{column.name}"] = say(
                    "每行都要有这一列：在上面选一列，或在这里写明",
                    "Every row needs it: choose a column above, or say it here",
                )
        return found

    def declaration(self, identity: str) -> str:
        columns = [
            ChosenColumn(
                one.header,
                one.column,
                Reading(one.reading),
                one.on,
                tuple((word, meaning) for word, meaning in one.words if meaning),
            )
            for one in self.headers
            if one.column
        ]
        fixed = {
            column.name: text.strip()
            for column in self.needed()
            if (text := self.fixed.get(column.name, "")).strip()
        }
        headers = tuple(one.header for one in self.headers if one.title)
        return declaration_text(
            Chosen(identity, self.title.strip(), self.table, headers, tuple(columns), fixed)
        )


def columns_for(table: str) -> list[Column]:
    """The columns that a header may fill: the table's own and what linking resolves."""
    names = TABLES[table].column_names
    references = []
    if "person_id" in names and table != "people":
        references.append("person_name_")
    if {"session_id", "room_id", "account_id"} & set(names) and table != "accounts":
        references.append("account_")
    if table == "shifts":
        references.append("until_")
    own = [one for one in TABLES[table].columns if not (table == "shifts" and one.name == "ends_at")]
    return [*own, *(Column(name, REFERENCES[name]) for name in references)]


def readings_for(table: str, column: str) -> list[Reading]:
    """How a cell of that column may be read, the usual one first."""
    found = next((one for one in columns_for(table) if one.name == column), None)
    if found is None:
        return []
    fitting = [reading for reading, kinds in KINDS.items() if found.kind in kinds]
    if found.choices:
        return [Reading.VOCABULARY]
    if found.kind is Kind.TEXT and not column.endswith("_id"):
        fitting.sort(key=lambda reading: reading is not Reading.TEXT)
    if column != "person_name_":
        fitting = [reading for reading in fitting if reading is not Reading.NAMES]
    return fitting


def proposed(unknown: UnknownTable, file: str) -> FileMapping:
    """The likeliest mapping of a file, as its look proposes it."""
    table = unknown.table or "order_lines"
    uses = {one.header: (one.column, one.reading, one.confidence) for one in unknown.uses}
    return FileMapping(Path(file).stem[:60], table, _choices(unknown, uses))


def chosen(unknown: UnknownTable, data: Mapping[str, str], formats: Sequence[Format]) -> FileMapping:
    """What the fields say. After the table was changed, headers are proposed anew for it."""
    table = data.get("table", "")
    if table not in TABLES:
        table = unknown.table or "order_lines"
    if table != data.get("table_before", table):
        titles = unknown.headers[:MOST_HEADERS]
        likely = likely_uses(titles, table, formats)
        uses = {one.header: (one.column, one.reading.value, one.confidence) for one in likely}
        return FileMapping(data.get("title", "")[:60], table, _choices(unknown, uses))
    headers = tuple(_said(one, number, table, data) for number, one in enumerate(_choices(unknown, {})))
    fixed = {name: data.get(f"fixed:{name}", "")[:200] for name in TABLES[table].column_names}
    return FileMapping(data.get("title", "")[:60], table, headers, fixed)


def _choices(unknown: UnknownTable, uses: Mapping[str, tuple[str, str, float]]) -> tuple[HeaderChoice, ...]:
    titles = unknown.headers[:MOST_HEADERS]
    found = []
    taken = dict(uses)
    for place, (title, header) in enumerate(zip(titles, numbered(titles), strict=True)):
        samples = tuple(row[place] for row in unknown.rows)
        column, reading, confidence = taken.pop(title, ("", "", 0))
        found.append(HeaderChoice(title, header, samples, column, reading, confidence=confidence))
    return tuple(found)


def _said(one: HeaderChoice, number: int, table: str, data: Mapping[str, str]) -> HeaderChoice:
    column = data.get(f"column:{number}", "") if one.title else ""
    fitting = [reading.value for reading in readings_for(table, column)]
    if not fitting:
        return one
    reading = data.get(f"as:{number}", "")
    reading = reading if reading in fitting else fitting[0]
    on = data.get(f"on:{number}", "") if reading == Reading.CLOCK.value else ""
    words = _words(one, number, data) if reading == Reading.VOCABULARY.value else ()
    return HeaderChoice(one.title, one.header, one.samples, column, reading, on, words)


def _words(one: HeaderChoice, number: int, data: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Each word among the samples with its meaning, as far as it is said."""
    said = {
        data.get(f"word:{number}:{place}", ""): data.get(f"means:{number}:{place}", "")
        for place in range(MOST_WORDS)
    }
    distinct = list(dict.fromkeys(text.strip() for text in one.samples if text.strip()))[:MOST_WORDS]
    return tuple((word, said.get(word, "")) for word in distinct)
