"""Exports of a month's statements: one workbook, or one table as CSV or Parquet.

Owns the columns that leave the house. Amounts are exact: two decimals in CSV and Parquet (as decimals),
numbers with a money format in the workbook.
"""

from __future__ import annotations

import csv
import errno
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import xlsxwriter

from boji.engine.results.scorecard import scorecards
from boji.engine.results.statement import TOTALS, line_json, names_of, statements
from boji.engine.run import Run
from boji.payouts.spreadsheets import MONEY, harmless, write_cell

LINE_COLUMNS = ("person_id", "name", "period", "line", "kind", "scheme", "label", "base", "rate", "amount")
PEOPLE_COLUMNS = (
    "person_id",
    "name",
    "period",
    "commission",
    "base_pay",
    "bonus",
    "adjustment",
    "pay",
    "score",
    "grade",
    "incomplete",
)
_MONEY = frozenset({"base", "amount", *TOTALS})
_HEADERS = {
    "zh": {
        "person_id": "人员编号", "name": "姓名", "period": "账期", "line": "行", "kind": "类别",
        "scheme": "方案", "label": "项目", "base": "基数", "rate": "比例", "amount": "金额",
        "commission": "提成", "base_pay": "底薪", "bonus": "奖金", "adjustment": "调整", "pay": "应发",
        "score": "得分", "grade": "等级",
        "incomplete": "缺失", "item": "指标", "weight": "权重", "actual": "实际", "target": "目标",
    },
}  # fmt: skip

_FIGURE = re.compile(r"-?[0-9]+(\.[0-9]+)?")

Progress = Callable[[int, int], None]


class UnknownEnding(ValueError):
    """The file's ending names no form of export."""


def export_run(run: Run, path: Path, language: str = "zh", progress: Progress | None = None) -> None:
    """Write the statements to `x.xlsx`, `x.csv` or `x.parquet`, whole or not at all."""
    writers = {".xlsx": _write_workbook, ".csv": _write_csv, ".parquet": _write_parquet}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UnknownEnding(path.suffix)
    if not path.parent.is_dir():  # said of the folder, not of the draft in it
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path.parent))
    draft = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        writer(run, draft, language, progress or (lambda done, whole: None))
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _lines(run: Run, language: str, progress: Progress) -> Iterator[dict[str, Any]]:
    names = names_of(run)
    rows = run.rows("SELECT * FROM lines ORDER BY person_id, line")
    for number, row in enumerate(rows):
        if number % 1000 == 0:
            progress(number, len(rows))
        yield {
            "person_id": row["person_id"],
            "name": names.get(row["person_id"], ""),
            "period": run.period.label,
            "line": row["line"],
            **line_json(run, row, language),
        }


def _header(columns: tuple[str, ...], language: str) -> list[str]:
    words = _HEADERS.get(language, {})
    return [words.get(column, column) for column in columns]


def _write_csv(run: Run, path: Path, language: str, progress: Progress) -> None:
    """UTF-8 with a mark, so that Excel reads the Chinese."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(LINE_COLUMNS)
        for line in _lines(run, language, progress):
            writer.writerow([_harmless(line[column]) for column in LINE_COLUMNS])


def _harmless(cell: Any) -> Any:
    """Words are made harmless; exact figures, which are texts here, stay what they are."""
    return harmless(cell) if isinstance(cell, str) and not _FIGURE.fullmatch(cell) else cell


def _write_parquet(run: Run, path: Path, language: str, progress: Progress) -> None:
    types = {
        "line": "INTEGER",
        "base": "DECIMAL(18, 2)",
        "amount": "DECIMAL(18, 2)",
        "rate": "DECIMAL(18, 12)",
    }
    columns = ", ".join(f"{column} {types.get(column, 'VARCHAR')}" for column in LINE_COLUMNS)
    places = ", ".join("?" for _ in LINE_COLUMNS)
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE lines ({columns})")
        rows = [[line[column] for column in LINE_COLUMNS] for line in _lines(run, language, progress)]
        if rows:
            connection.executemany(f"INSERT INTO lines VALUES ({places})", rows)
        target = str(path).replace("'", "''")
        connection.execute(f"COPY (SELECT * FROM lines) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")


def _write_workbook(run: Run, path: Path, language: str, progress: Progress) -> None:
    sheets = {
        "people": ("人员" if language == "zh" else "People", PEOPLE_COLUMNS),
        "lines": ("明细" if language == "zh" else "Lines", LINE_COLUMNS),
        "items": (
            "考核" if language == "zh" else "Scorecards",
            ("person_id", "name", "period", "item", "weight", "actual", "target", "score"),
        ),
    }
    names = names_of(run)
    rows = {
        "people": _people(run, language, names),
        "lines": _lines(run, language, progress),
        "items": _items(run, language, names),
    }
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": MONEY})
        for key, (title, columns) in sheets.items():
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 2)
            sheet.set_column(0, len(columns) - 1, 16)
            sheet.write_row(0, 0, _header(columns, language), bold)
            for number, row in enumerate(rows[key], 1):
                for place, column in enumerate(columns):
                    write_cell(sheet, number, place, row[column], money if column in _MONEY else None)


def _people(run: Run, language: str, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for person in statements(run, language):
        incomplete = "; ".join(person["incomplete"])
        yield {**person, "name": names.get(person["person_id"], ""), "incomplete": incomplete}


def _items(run: Run, language: str, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    for card in scorecards(run, language):
        for dimension in card["dimensions"]:
            for item in dimension["items"]:
                yield {
                    **item,
                    "person_id": card["person_id"],
                    "name": names.get(card["person_id"], ""),
                    "period": card["period"],
                    "item": item["label"],
                }
