"""A file as a table of text cells: what every format is turned into before its cells are checked.

Owns that common shape and the reading of headers. The formats are `boji.intake.csv_file`,
`boji.intake.xlsx_file` and `boji.intake.parquet_file`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from boji.engine.facts import Table
from boji.intake.issues import EXAMPLES, Issue, shown


@dataclass(frozen=True)
class NamedFile:
    """A file to read: `name` is for people, `path` is a link to it whose name is safe in SQL."""

    name: str
    path: Path


@dataclass(frozen=True)
class InputFile(NamedFile):
    """A file that has the columns of a fact table."""

    table: Table


class FileRefused(Exception):
    """The file cannot be read at all, or its header is wrong."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        self.issues = list(issues)
        super().__init__(", ".join(issue.code for issue in issues))


class Source(Protocol):
    """An opened file whose header is right. Every cell is text."""

    file: InputFile
    columns: tuple[str, ...]

    def cells(self) -> str:
        """SQL: a table of the columns, as text, without rows that are empty altogether."""

    def numbered_cells(self) -> str:
        """SQL: the same with `row_`, which rises from row to row."""

    def row_in_file(self, row: int) -> int:
        """The row as Excel numbers it, for a value of `row_`."""

    def faults(self) -> list[Issue]:
        """What is wrong with the file's shape; asked where reading it failed or a cell is wrong."""


def check_header(file: InputFile, header: Sequence[str]) -> tuple[str, ...]:
    """The columns that a header names, in its order; FileRefused where one of them is wrong."""
    names = tuple(name.strip() for name in header)
    known = file.table.column_names
    issues = []
    for position, name in enumerate(names, start=1):
        if not name:
            issues.append(_issue(file, "empty_column_name", position=position))
        elif name in names[: position - 1]:
            issues.append(_issue(file, "duplicate_column", column=name, value=name))
        elif name not in known:
            issues.append(_unknown_column(file, name))
        if len(issues) == EXAMPLES:
            raise FileRefused(issues)
    issues += [
        _issue(file, "missing_column", column=column.name)
        for column in file.table.columns
        if column.required and column.name not in names
    ]
    if issues:
        raise FileRefused(issues)
    return names


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The right word most like the one written, or None where none is like it."""
    by_lower = {candidate.lower(): candidate for candidate in words}
    found = difflib.get_close_matches(word.lower()[:100], by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def not_all_empty(columns: Iterable[str]) -> str:
    """SQL: whether any of the cells is filled."""
    return "(" + " OR ".join(f"{column} IS NOT NULL" for column in columns) + ")"


def _unknown_column(file: InputFile, name: str) -> Issue:
    known = file.table.column_names
    if any(delimiter in name for delimiter in "\t;|"):
        return _issue(file, "delimiter")
    right = nearest(name, known)
    if right is None:
        return _issue(file, "unknown_column", column=shown(name), value=name, known=", ".join(known))
    return _issue(file, "unknown_column_like", column=shown(name), value=name, nearest=right)


def _issue(
    file: InputFile, code: str, column: str | None = None, value: str | None = None, **parameters: object
) -> Issue:
    return Issue(file.name, code, row=1, column=column, value=value, parameters=parameters)
