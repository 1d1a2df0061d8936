"""A format's YAML read into a `Format`, or a list of all that is wrong with it.

Owns the words of declarations (docs/formats.md lists them) and the checks that combine them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from boji.engine.facts import TABLES, Column, Kind, Table
from boji.engine.plan.fields import Fields, fields_of
from boji.engine.plan.issues import Issues, PlanRefused, listed, nearest_word
from boji.engine.plan.label import Label
from boji.engine.plan.reading import Reading as Notes
from boji.engine.plan.source import ListNode, MapNode, Node, ScalarNode, read_source
from boji.engine.plan.values import LiteralError
from boji.intake.formats.model import (
    REFERENCES,
    Cell,
    Condition,
    Constant,
    Format,
    FromFile,
    Ignored,
    TableDeclaration,
    Template,
    Value,
    plain_header,
)
from boji.intake.readings import KINDS, Reading

_SPANS = {"1h": 3600, "1d": 86400}
_ID = re.compile(r"[a-z][a-z0-9_]{1,60}")


def read_declaration(text: str, file: str) -> Format:
    """The format that a YAML text declares; PlanRefused with place, problem and mend of all errors."""
    issues = Issues(file)
    node = read_source(text, issues)
    notes = Notes(issues)
    fields = None if node is None else fields_of(notes, node)
    format_ = None if fields is None else _Declaration(notes, fields).format()
    if len(issues) or format_ is None:
        raise PlanRefused(issues.in_order())
    return format_


class _Declaration:
    """One declaration; knows the headers that may be named."""

    def __init__(self, notes: Notes, fields: Fields) -> None:
        self.notes = notes
        self.fields = fields
        self.headers = tuple(plain_header(text) for text in _texts(notes, fields, "headers"))
        self._repeated_headers()

    def format(self) -> Format:
        fields = self.fields
        recognised = fields.fields("recognise")
        required: tuple[str, ...] = ()
        file = sheet = None
        if recognised is not None:
            required = self._header_list(recognised, "headers")
            file, sheet = self._pattern(recognised, "file"), self._pattern(recognised, "sheet")
            recognised.finish()
        joined = fields.fields("joined") if fields.has("joined") else None
        made = Format(
            id=fields.literal("id", _id, ""),
            title=fields.label("title"),
            platform=fields.text("platform"),
            headers=self.headers,
            required=required,
            older=self._older(),
            file_pattern=file,
            sheet_pattern=sheet,
            hints=fields.count("hint_rows") if fields.has("hint_rows") else 0,
            ignored=tuple(self._ignored(row) for row in self._optional_rows("ignore")),
            joined_by=None if joined is None else joined.text("by"),
            joined=() if joined is None else self._header_list(joined, "headers"),
            joined_texts=()
            if joined is None or not joined.has("texts")
            else self._header_list(joined, "texts"),
            personal=self._header_list(fields, "personal") if fields.has("personal") else (),
            tables=tuple(self._table(row, file) for row in fields.rows("tables")),
        )
        if joined is not None:
            joined.finish()
        fields.finish()
        self._personal_is_unused(made)
        return made

    # Headers

    def _header(self, node: Node) -> str:
        header = plain_header(self.notes.literal(node, str, ""))
        if header and header not in self.headers:
            self.notes.wrong(
                node,
                Label(f"headers 里没有“{header}”", f"“{header}” is not among the headers"),
                Label("写进 headers，或改为其中之一", "Add it to headers, or name one of them"),
                nearest_word(header, self.headers),
            )
        return header

    def _header_list(self, fields: Fields, key: str) -> tuple[str, ...]:
        node = fields.get(key)
        return () if node is None else tuple(self._header(item) for item in _items(node))

    def _optional_header(self, fields: Fields, key: str) -> str | None:
        node = fields.get(key) if fields.has(key) else None
        return None if node is None else self._header(node)

    def _repeated_headers(self) -> None:
        repeated = {header for header in self.headers if self.headers.count(header) > 1}
        for header in sorted(repeated):
            self.fields.wrong(
                "headers",
                Label(f"“{header}”写了两次", f"“{header}” is there twice"),
                Label("第二个写成 名称_2", "Write the second one as name_2"),
            )

    def _older(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for written, node in self.fields.entries("older") if self.fields.has("older") else ():
            current = self._header(written)
            for item in _items(node):
                old = plain_header(self.notes.literal(item, str, ""))
                if old in self.headers or found.get(old, current) != current:
                    self.notes.wrong(item, Label(f"“{old}”指向两列", f"“{old}” would mean two columns"))
                found[old] = current
        return found

    def _pattern(self, fields: Fields, key: str) -> re.Pattern[str] | None:
        return fields.literal(key, _regex, None) if fields.has(key) else None

    # Rows

    def _optional_rows(self, key: str) -> list[Fields]:
        return self.fields.rows(key) if self.fields.has(key) else []

    def _ignored(self, row: Fields) -> Ignored:
        met = row.has("when")
        condition = self._condition(row, "when" if met or not row.has("unless") else "unless")
        ignored = Ignored(condition, met, row.label("because"))
        row.finish()
        return ignored

    def _condition(self, fields: Fields, key: str) -> Condition:
        return Condition(
            tuple(
                (self._header(name), tuple(self.notes.literal(item, str, "") for item in _items(node)))
                for name, node in fields.entries(key)
            )
        )

    # Tables and their columns

    def _table(self, row: Fields, file: re.Pattern[str] | None) -> TableDeclaration:
        table = TABLES[row.choice("table", TABLES) or next(iter(TABLES))]
        columns: dict[str, Value] = {}
        places: dict[str, Node] = {}
        for written, node in row.entries("columns"):
            column = self._column(table, written)
            if column is not None:
                columns[column.name] = self._value(column, node, file)
                places[column.name] = node
        for name, value in columns.items():
            self._check_template(places[name], value, columns)
        declared = TableDeclaration(
            table.name, columns, row.choice("repeats", ("true", "false"), "false") == "true"
        )
        self._key_is_declared(row, table, columns)
        row.finish()
        return declared

    def _check_template(self, node: Node, value: Value, columns: Mapping[str, Value]) -> None:
        for used in value.columns if isinstance(value, Template) else ():
            is_column = used in columns and not isinstance(columns[used], Template)
            if not is_column and plain_header(used) not in self.headers:
                problem = Label(f"没有可用的列“{used}”", f"there is no column “{used}” to use")
                self.notes.wrong(node, problem, None, nearest_word(used, [*columns, *self.headers]))

    def _key_is_declared(self, row: Fields, table: Table, columns: Mapping[str, Value]) -> None:
        linked = {"session_id": "account_", "person_id": "person_name_"}
        for key in table.key:
            if key not in columns and linked.get(key) not in columns:
                row.wrong("columns", Label(f"缺少主键列“{key}”", f"the key column “{key}” is missing"))

    def _column(self, table: Table, name: ScalarNode) -> Column | None:
        known = [*table.column_names, *REFERENCES]
        if name.text in REFERENCES:
            return Column(name.text, REFERENCES[name.text])
        if name.text in table.column_names:
            return table.column(name.text)
        self.notes.wrong(
            name,
            Label(f"表 {table.name} 没有列“{name.text}”", f"{table.name} has no column “{name.text}”"),
            Label(f"可用的列：{listed(known, 40)}", f"Its columns: {listed(known, 40)}"),
            nearest_word(name.text, known),
        )
        return None

    def _value(self, column: Column, node: Node, file: re.Pattern[str] | None) -> Value:
        fields = fields_of(self.notes, node)
        value: Value = Constant("")
        if fields is None:
            return value
        if fields.has("constant"):
            value = Constant(fields.text("constant"))
            _check_constant(self.notes, node, column, value)
        elif fields.has("template"):
            value = Template(fields.text("template"))
        elif fields.has("file"):
            value = FromFile(fields.choice("file", file.groupindex if file else ()))
        else:
            value = self._cell(column, fields)
        fields.finish()
        return value

    def _cell(self, column: Column, fields: Fields) -> Cell:
        known = [reading.value for reading in Reading if column.kind in KINDS[reading]]
        reading = Reading(fields.choice("as", known) or known[0])
        plus, plus_header = 0, None
        if fields.has("plus"):
            node = fields.get("plus")
            span = _SPANS.get(node.text) if isinstance(node, ScalarNode) else None
            plus, plus_header = (span, None) if span else (0, self._optional_header(fields, "plus"))
        cell = Cell(
            reading=reading,
            headers=self._header_list(fields, "from"),
            words=self._words(fields, column) if reading is Reading.VOCABULARY else (),
            not_yet=_texts(self.notes, fields, "not_yet") if fields.has("not_yet") else (),
            missing=_texts(self.notes, fields, "missing") if fields.has("missing") else (),
            or_header=self._optional_header(fields, "or"),
            unless=self._condition(fields, "unless") if fields.has("unless") else Condition(),
            on=self._optional_header(fields, "on") if reading is Reading.CLOCK else None,
            after=self._optional_header(fields, "after"),
            plus=plus,
            plus_header=plus_header,
            times=fields.literal("times", _decimal, Decimal(1)) if fields.has("times") else Decimal(1),
            required=fields.choice("required", ("true", "false"), "false") == "true",
        )
        if reading is Reading.CLOCK and cell.on is None:
            fields.wrong(
                "as", Label("钟点需要日期列", "a clock time needs a day"), Label("加上 on: …", "Add on: …")
            )
        if len(cell.headers) > 1 and column.kind not in (Kind.MONEY, Kind.COUNT):
            fields.wrong("from", Label("只有金额和整数可相加", "only money and counts are added up"))
        return cell

    def _words(self, fields: Fields, column: Column) -> tuple[tuple[str, str], ...]:
        words = []
        for word, node in fields.entries("words"):
            meaning = self.notes.choice(node, column.choices) if column.choices else None
            words.append((word.text, meaning or self.notes.literal(node, str, "")))
        return tuple(words)

    def _personal_is_unused(self, made: Format) -> None:
        for header in sorted(set(made.personal) & set(made.used_headers)):
            self.fields.wrong(
                "personal",
                Label(f"个人信息列“{header}”不会保留，不能读取", f"“{header}” is dropped and cannot be read"),
            )


def _check_constant(notes: Notes, node: Node, column: Column, value: Constant) -> None:
    if column.kind is not Kind.TEXT:
        notes.wrong(node, Label("只有文本列可以写常量", "only a column of text can be constant"))
    elif column.choices and value.value not in column.choices:
        notes.wrong(
            node,
            Label(f"这里不能是“{value.value}”", f"“{value.value}” cannot stand here"),
            Label(f"可用的：{listed(column.choices)}", f"Use one of: {listed(column.choices)}"),
        )


def _items(node: Node) -> tuple[Node, ...]:
    """The values of a list; a single value is a list of one."""
    return node.items if isinstance(node, ListNode) else (node,)


def _texts(notes: Notes, fields: Fields, key: str) -> tuple[str, ...]:
    node = fields.get(key)
    if node is None or isinstance(node, MapNode):
        fields.items(key)  # notes what is wanted
        return ()
    return tuple(notes.literal(item, str, "") for item in _items(node))


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise LiteralError(
            Label(f"“{text}”不能作为编号", f"“{text}” cannot be an id"),
            Label("用小写字母、数字和下划线", "Use small letters, digits and underscores"),
        )
    return text


def _regex(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as error:
        raise LiteralError(
            Label(f"不是正则表达式（{error}）", f"this is no regular expression ({error})"),
            Label("请检查括号和反斜杠", "Check brackets and backslashes"),
        ) from None


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(0)
    if not number.is_finite() or number == 0 or abs(number) > 1_000_000:
        raise LiteralError(
            Label(f"“{text}”不是倍数", f"“{text}” is no factor"),
            Label("写成 0.1 这样的数", "Write a number such as 0.1"),
        )
    return number
