"""What a format declares, as SQL over the rows of one table of a sheet.

Owns the composition: texts of cells, values of columns from them, why a row is ignored or quarantined.
How one text is read is `boji.intake.readings`. Each stage is a subquery over the one before, so that
DuckDB computes it once.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from boji.engine.facts import TABLES, Kind
from boji.intake.formats.model import (
    Cell,
    Condition,
    Constant,
    Format,
    FromFile,
    TableDeclaration,
    Template,
    Value,
    plain_header,
)
from boji.intake.readings import NAME_SEPARATORS, Reader, Reading, cleaned, clock_seconds, is_range
from boji.lake.storage import literal, quoted

_TOTALS = "(合计|总计|汇总|小计|总和|[Tt]otal|TOTAL)[:：]?"


@dataclass
class Declared:
    """One table of a sheet under its format.

    `raw` are the SQL columns of the headers (current names) that the table has, `titles` the headers as the
    file writes them, `groups` the named groups of its name.
    """

    format: Format
    reader: Reader
    raw: Mapping[str, str]
    titles: Mapping[str, str]
    groups: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        used = [header for header in self.format.used_headers if header in self.raw]
        self._texts = {header: f"t{number}" for number, header in enumerate(used)}
        tables = (_Columns(self, table, f"v{number}_") for number, table in enumerate(self.format.tables))
        # What only goes along with the rows (their products) is left out where its key is not there.
        self.tables = [table for table in tables if not (table.declaration.repeats and table.missing_header)]

    def text(self, header: str) -> str | None:
        """The SQL column with the cleaned text of a header's cells; None where there is no such header."""
        return self._texts.get(header)

    def read(self, rows: str) -> str:
        """SQL: the rows with the cleaned texts and the values of all tables beside them."""
        texts = [f"{cleaned(self.raw[header])} AS {name}" for header, name in self._texts.items()]
        staged = _stage(rows, texts)
        for stage in range(3):
            staged = _stage(staged, [sql for table in self.tables for sql in table.stage(stage)])
        return staged

    def ignored(self, cells: list[str]) -> str:
        """SQL: the JSON of why a row is no fact; NULL where it is one."""
        rest = f"coalesce({', '.join(cells[1:])})" if len(cells) > 1 else "NULL"
        first = cells[0]
        branches = [
            f"WHEN {rest} IS NULL AND {first} IS NULL THEN {_why('ignored_empty')}",
            f"WHEN regexp_full_match(trim({first}), '{_TOTALS}') THEN {_why('ignored_totals')}",
        ]
        if len(cells) > 2:  # notes below a table, titles between tables
            branches.append(f"WHEN {rest} IS NULL THEN {_why('ignored_remark')}")
        for ignored in self.format.ignored:
            holds = self.condition(ignored.condition)
            why = _why("ignored", {"why_zh": ignored.because.zh, "why_en": ignored.because.en})
            branches.append(f"WHEN {holds if ignored.met else f'NOT {holds}'} THEN {why}")
        return f"CASE {' '.join(branches)} END"

    def condition(self, condition: Condition) -> str:
        """SQL: whether a condition holds; a header that the table does not have meets none."""
        parts = []
        for header, words in condition.words:
            text = self.text(header)
            tests = [_is_word(text, word) for word in words] if text else ["false"]
            parts.append(f"coalesce({' OR '.join(tests)}, false)")
        return f"({' AND '.join(parts)})" if parts else "false"

    def faults(self) -> list[str]:
        """SQL: for each column the JSON of what is wrong, NULL where nothing is.

        Two tables may read the same cell in the same way: what is wrong with it is said once.
        """
        found: dict[tuple[Cell, Kind], str] = {}
        for table in self.tables:
            for cell, kind, fault in () if table.declaration.repeats else table.faults():
                found.setdefault((cell, kind), fault)
        return list(found.values())

    def key(self) -> str:
        """SQL: the key of a row's facts as text; NULL where a part of it could not be read."""
        return next((table.key() for table in self.tables if not table.declaration.repeats), "NULL")

    def ranges(self) -> list[str]:
        """SQL: for each column of figures the JSON that says that a range was kept as text."""
        return [found for table in self.tables for found in table.ranges()]


class _Columns:
    """The columns of one declared table for which the sheet has the headers."""

    def __init__(self, declared: Declared, declaration: TableDeclaration, prefix: str) -> None:
        self.declared = declared
        self.declaration = declaration
        self.values = {name: value for name, value in declaration.columns.items() if self._is_there(value)}
        self.sql = {name: f"{prefix}{number}" for number, name in enumerate(self.values)}

    @property
    def missing_header(self) -> str | None:
        """The header of a key column or required one that the sheet does not have."""
        for name, cell in self.declaration.cells():
            if name not in self.values and (self._is_required(name, cell)):
                return cell.headers[0]
        return None

    def stage(self, number: int) -> Iterator[str]:
        """SQL columns of a stage: the texts that count, the values of cells, the templates made of them."""
        for name, value in self.values.items():
            column = self.sql[name]
            if number == 0 and isinstance(value, Cell):
                yield f"{self._effective(value)} AS x{column}"
            elif number == 1 and not isinstance(value, Template):
                yield f"{self._value(name, value)} AS {column}"
            elif number == 2 and isinstance(value, Template):
                yield f"{self._template(value)} AS {column}"

    def faults(self) -> Iterator[tuple[Cell, Kind, str]]:
        for name, value in self.values.items():
            if not isinstance(value, Cell):
                continue
            stored = self.declaration.column(name)
            column, text = self.sql[name], f"x{self.sql[name]}"
            wrong, parameters = self._fault(value, text)
            unread = f"{column} IS NULL AND {text} IS NOT NULL"
            if value.reading in _RANGED:
                unread += f" AND NOT {is_range(text)}"
            branches = f"WHEN {unread} THEN {self._reason(value, wrong, text, parameters)}"
            if self._is_required(name, value):
                branches += (
                    f" WHEN {column} IS NULL THEN {self._reason(value, literal('required'), text, {})}"
                )
            yield replace(value, required=self._is_required(name, value)), stored.kind, f"CASE {branches} END"

    def ranges(self) -> Iterator[str]:
        for name, value in self.values.items():
            if isinstance(value, Cell) and value.reading in _RANGED:
                column, text = self.sql[name], f"x{self.sql[name]}"
                reason = self._reason(value, literal("range_kept"), text, {})
                kept = f"{column} IS NULL AND {text} IS NOT NULL AND {is_range(text)}"
                yield f"CASE WHEN {kept} THEN {reason} END"

    def rows(self) -> str:
        """SQL: the columns of a row of facts, with `row_` and `sheet_`, as selected from `Declared.read`."""
        columns = ["row_", "sheet_"]
        for name, value in self.values.items():
            sql = self.sql[name]
            if isinstance(value, Cell) and value.reading is Reading.NAMES:
                sql = f"unnest(list_distinct(regexp_split_to_array({sql}, '{NAME_SEPARATORS}')))"
            kind = self.declaration.column(name).kind.sql_type
            columns.append(f"CAST({sql} AS {kind}) AS {quoted(name)}")
        return ", ".join(columns)

    def key(self) -> str:
        """SQL: the key as text; NULL where a part of it, or of what it is made of, is not known."""
        own = (*TABLES[self.declaration.table].key, "person_name_", "account_")
        parts = []
        for name in (name for name in own if name in self.values):
            value = self.values[name]
            made_of = (
                [part for part in value.columns if part in self.values] if isinstance(value, Template) else []
            )
            parts += [f"CAST({self.sql[part]} AS VARCHAR)" for part in (*made_of, name) if part != "account_"]
            if name == "account_":
                parts.append(f"coalesce({self.sql[name]}, '')")
        return " || ' ' || ".join(parts) or "NULL"

    def tells(self) -> str:
        """SQL: whether a row tells anything of this table."""
        own = TABLES[self.declaration.table]
        needed = [
            self.sql[name]
            for name, value in self.values.items()
            if name in own.key or (isinstance(value, Cell) and value.reading is Reading.NAMES)
        ]
        return " AND ".join(f"{column} IS NOT NULL" for column in needed) or "true"

    def _is_there(self, value: Value) -> bool:
        if isinstance(value, Cell):
            needed = [value.on, value.plus_header]
            return any(header in self.declared.raw for header in value.headers) and all(
                header is None or header in self.declared.raw for header in needed
            )
        if isinstance(value, FromFile):
            return value.group in self.declared.groups
        return True

    def _is_required(self, name: str, cell: Cell) -> bool:
        return cell.required or self.declaration.column(name).required

    def _effective(self, cell: Cell) -> str:
        present = self._present(cell)
        if len(present) > 1:  # a sum is shown as what is added up
            texts = ", ".join(present)
            return f"CASE WHEN coalesce({texts}) IS NOT NULL THEN concat_ws(' + ', {texts}) END"
        text = present[0]
        if cell.missing:
            text = f"CASE WHEN {text} NOT IN ({_listed(cell.missing)}) THEN {text} END"
        if cell.or_header is not None and (other := self.declared.text(cell.or_header)):
            otherwise = f"CASE WHEN {other} NOT IN ({_listed(cell.missing)}) THEN {other} END"
            text = f"coalesce({text}, {otherwise if cell.missing else other})"
        if cell.unless.words:
            text = f"CASE WHEN NOT {self.declared.condition(cell.unless)} THEN {text} END"
        return text

    def _value(self, name: str, value: Value) -> str:
        if isinstance(value, Constant):
            return literal(value.value)
        if isinstance(value, FromFile):
            return literal(self.declared.groups[value.group])
        assert isinstance(value, Cell)
        reader, text = self.declared.reader, f"x{self.sql[name]}"
        kind = self.declaration.column(name).kind
        if value.reading is Reading.VOCABULARY:
            return _meaning(value, text)
        if value.reading is Reading.CLOCK:
            return self._clock(value, text)
        present = self._present(value)
        if len(present) > 1:
            return _sum(
                {part: reader.value(value.reading, part, kind, times=value.times) for part in present}
            )
        seconds = name.endswith("_seconds")
        return self._later(value, reader.value(value.reading, text, kind, seconds=seconds, times=value.times))

    def _present(self, cell: Cell) -> list[str]:
        return [text for header in cell.headers if (text := self.declared.text(header))]

    def _later(self, cell: Cell, instant: str) -> str:
        if cell.plus:
            return f"{instant} + to_seconds({cell.plus})"
        if cell.plus_header is None:
            return instant
        text = self.declared.text(cell.plus_header)
        assert text is not None
        seconds = self.declared.reader.value(Reading.SECONDS, text, Kind.MEASURE, seconds=True)
        return f"make_timestamptz(epoch_us({instant}) + ({seconds}) * 100)"

    def _clock(self, cell: Cell, text: str) -> str:
        assert cell.on is not None
        day_text = self.declared.text(cell.on)
        assert day_text is not None
        reader, seconds = self.declared.reader, clock_seconds(text)
        after = self.declared.text(cell.after) if cell.after is not None else None
        if after is not None:  # a clock time before the one that it follows is that of the next day
            start = clock_seconds(after)
            next_day = f"WHEN {seconds} < {start} THEN {seconds} + 86400"
            seconds = f"(CASE {next_day} WHEN {seconds} > {start} THEN {seconds} END)"
        return reader.instant_of(f"(CAST({reader.day(day_text)} AS TIMESTAMP) + to_seconds({seconds}))")

    def _template(self, template: Template) -> str:
        parts = []
        for text, name in template.parts():
            if text:
                parts.append(literal(text))
            if name in self.values:
                parts.append(self._as_text(name))
            elif name and (cell := self.declared.text(plain_header(name))):
                parts.append(f"coalesce({cell}, '')")
        return f"({' || '.join(parts)})" if parts else "NULL"

    def _as_text(self, name: str) -> str:
        """SQL: a value inside a template; empty where it is not known, and local time for instants."""
        column, kind = self.sql[name], self.declaration.column(name).kind
        if kind is Kind.INSTANT:
            column = f"strftime(timezone({literal(self.declared.reader.zone.key)}, {column}), '%Y%m%d%H%M%S')"
        return f"coalesce(CAST({column} AS VARCHAR), '')"

    def _fault(self, cell: Cell, text: str) -> tuple[str, dict[str, object]]:
        """SQL of the message code of a text that cannot be read, and the parameters of the message."""
        if cell.reading is Reading.VOCABULARY:
            choices = ", ".join(dict.fromkeys(word for word, _ in cell.words))
            code = "'vocabulary'"
            if cell.not_yet:
                code = f"CASE WHEN {text} IN ({_listed(cell.not_yet)}) THEN 'not_yet' ELSE 'vocabulary' END"
            return code, {"choices": choices}
        code = self.declared.reader.fault(cell.reading, text)
        if cell.reading is Reading.CLOCK and cell.after in self.declared.raw:
            code = f"CASE WHEN {clock_seconds(text)} IS NOT NULL THEN 'same_clock' ELSE {code} END"
        return code, {"scale": 2 if cell.reading is Reading.MONEY else 0}

    def _reason(self, cell: Cell, code: str, text: str, parameters: dict[str, object]) -> str:
        header = next(header for header in cell.headers if header in self.declared.raw)
        tail = f',"parameters":{json.dumps(parameters, ensure_ascii=False)}}}'
        head = f',"column":{json.dumps(self.declared.titles[header], ensure_ascii=False)},"value":'
        return (
            f"('{{\"code\":\"' || {code} || '\"' || {literal(head)}"
            f" || CAST(to_json(left(coalesce({text}, ''), 200)) AS VARCHAR) || {literal(tail)})"
        )


_RANGED = (Reading.MONEY, Reading.COUNT, Reading.MEASURE, Reading.FRACTION, Reading.PERCENT)


def reasons(parts: list[str]) -> str:
    """SQL: a JSON list of those parts that are not NULL; NULL where all are."""
    if not parts:
        return "NULL"
    listed = f"list_filter([{', '.join(parts)}], lambda part: part IS NOT NULL)"
    joined = f"'[' || array_to_string({listed}, ',') || ']'"
    return f"CASE WHEN coalesce({', '.join(parts)}) IS NOT NULL THEN {joined} END"


def one_reason(code: str, parameters: Mapping[str, object] | None = None) -> str:
    """SQL: the JSON of one reason that concerns no single column."""
    reason = {"code": code, "column": None, "value": None, "parameters": dict(parameters or {})}
    return literal(json.dumps(reason, ensure_ascii=False, separators=(",", ":")))


def _why(code: str, parameters: Mapping[str, object] | None = None) -> str:
    return f"'[' || {one_reason(code, parameters)} || ']'"


def _stage(rows: str, columns: list[str]) -> str:
    return f"(SELECT *, {', '.join(columns)} FROM {rows})" if columns else rows


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(literal(word) for word in words)


def _is_word(text: str, word: str) -> str:
    if not word:
        return f"{text} IS NULL"
    if word.startswith("*") and word.endswith("*"):
        return f"contains({text}, {literal(word.strip('*'))})"
    if word.endswith("*"):
        return f"starts_with({text}, {literal(word[:-1])})"
    return f"{text} = {literal(word)}"


def _meaning(cell: Cell, text: str) -> str:
    branches = " ".join(
        f"WHEN {_is_word(text, word)} THEN {literal(meaning)}" for word, meaning in cell.words
    )
    return f"CASE {branches} END"


def _sum(read: Mapping[str, str]) -> str:
    """SQL: the sum of the values of some texts, empty ones left out; NULL where one cannot be read."""
    added = " + ".join(f"coalesce({value}, 0)" for value in read.values())
    readable = " AND ".join(f"({text} IS NULL OR ({value}) IS NOT NULL)" for text, value in read.items())
    return f"CASE WHEN coalesce({', '.join(read)}) IS NOT NULL AND {readable} THEN {added} END"
