"""A program that is planned once and then asked again and again, each time over a few rows handed in.

Owns its plans and how rows come in and go out; it keeps no rows, so that any number of threads may ask.

Planning is most of the work of a statement over a handful of rows: of 17 ms, a commission program takes 12 to
parse, plan and optimize. DuckDB keeps the plan of a prepared statement only if its optimizer had no part in
it, because what the optimizer decides rests on the rows there were. So it has none: joins stay as they are
written, which up to some thousand rows costs less than a new plan.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import duckdb

from boji.engine.arithmetic import quoted, text_literal
from boji.engine.execute.embedded import FiguresOverflow
from boji.engine.program import Program, checked_statement

Rows = Sequence[Sequence[object]]
Shape = Mapping[str, str]  # names of columns to SQL types
Asked = tuple[str, ...]

_MEMORY = "256MB"  # enough for tens of thousands of rows; nothing is written to disk


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    """One for all programs of the process: an instance of its own would cost each 50 ms and 4 MB."""
    return duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY, "temp_directory": ""})


@dataclass(frozen=True)
class _Question:
    """A statement that answers with some relations, and the relations given to it, in order."""

    text: str
    reads: tuple[str, ...]


@dataclass
class _Connection:
    """A connection with the questions that it has a plan for."""

    duckdb: duckdb.DuckDBPyConnection
    planned: list[Asked] = field(default_factory=list)

    def name_of(self, asked: Asked, question: _Question) -> str:
        """The prepared statement of a question."""
        if asked not in self.planned:
            self.duckdb.execute(f"PREPARE question_{len(self.planned)} AS {question.text}")
            self.planned.append(asked)
        return f"question_{self.planned.index(asked)}"


class PreparedProgram:
    """A program over relations that are given with each question."""

    def __init__(self, program: Program, given: Mapping[str, Shape]) -> None:
        self._idle: list[_Connection] = []
        self._at_once = threading.BoundedSemaphore(os.cpu_count() or 1)
        self._question = cache(lambda asked: _question(program, given, asked))

    def answer(self, asked: Asked, rows: Mapping[str, Rows]) -> dict[str, list[dict[str, Any]]]:
        """The rows of the relations asked for, unordered. Raises FiguresOverflow."""
        question = self._question(asked)
        given = ", ".join(text_literal(_as_json(rows[name])) for name in question.reads)
        with self._connection() as connection:
            try:
                answered = connection.duckdb.execute(
                    f"EXECUTE {connection.name_of(asked, question)}({given})"
                )
            except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
                raise FiguresOverflow(str(error)) from error
            found = answered.fetchone()
        assert found is not None
        return {name: rows or [] for name, rows in zip(asked, found, strict=True)}

    @contextmanager
    def _connection(self) -> Iterator[_Connection]:
        """One that nobody else uses; there are as many as there are processors."""
        with self._at_once:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = _Connection(_instance().cursor())
                connection.duckdb.execute("PRAGMA disable_optimizer")
            try:
                yield connection
            finally:
                self._idle.append(connection)


def _question(program: Program, given: Mapping[str, Shape], asked: Asked) -> _Question:
    """The relations asked for, and those that they stand on, as one statement."""
    wanted = set(asked)
    used = []
    for relation in reversed(program.relations):
        if relation.name in wanted:
            statement = checked_statement(relation.sql)
            wanted |= statement.reads
            used.append(f"{relation.name} AS ({statement.text})")
    reads = tuple(name for name in given if name in wanted)
    unknown = wanted - {*reads, *(relation.name for relation in program.relations)}
    assert not unknown, f"nothing gives {', '.join(sorted(unknown))}"
    parts = [f"{name} AS ({_rows_of(number, given[name])})" for number, name in enumerate(reads, 1)]
    answers = ", ".join(f"(SELECT list(r) FROM {name} AS r)" for name in asked)
    return _Question(f"WITH {', '.join([*parts, *reversed(used)])} SELECT {answers}", reads)


def _rows_of(parameter: int, shape: Shape) -> str:
    """The rows of a parameter: JSON of texts, so that its type is the same whatever it holds."""
    columns = ", ".join(
        f"CAST(r[{place}] AS {kind}) AS {quoted(name)}" for place, (name, kind) in enumerate(shape.items(), 1)
    )
    texts = f"from_json(CAST(${parameter} AS VARCHAR), '[[\"VARCHAR\"]]')"
    return f"SELECT {columns} FROM (SELECT unnest({texts}) AS r) AS given_rows"


def _as_json(rows: Rows) -> str:
    return json.dumps([[None if cell is None else str(cell) for cell in row] for row in rows])
