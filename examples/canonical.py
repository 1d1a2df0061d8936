"""Canonical CSV files: how the rows of a company are written down.

Owns the outside form of a cell and of a file: UTF-8, one header line, times in the workspace's zone
without a zone mark, money in yuan with two decimals, flags as true and false, unknown as empty.
What the columns mean is documented in docs/ and fixed in `boji.engine.facts`.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

Cell = str | int | bool | date | datetime | None
Row = dict[str, Cell]
Tables = dict[str, list[Row]]


def yuan(fen: int) -> str:
    """
    >>> yuan(123456), yuan(-5)
    ('1234.56', '-0.05')
    """
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def tenths(figure: int) -> str:
    """A measure with one decimal, from its tenths.

    >>> tenths(853)
    '85.3'
    """
    return f"{figure // 10}.{figure % 10}"


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def write_tables(tables: Mapping[str, Sequence[Row]], folder: Path) -> None:
    """Write each table to `folder/TABLE.csv`; the header is the columns of its first row."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(rows[0])
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns)
            for row in rows:
                assert len(row) == len(columns), f"{name}: {row} has not the columns {columns}"
                writer.writerow([_text(row[column]) for column in columns])
