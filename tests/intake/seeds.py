"""Good files from which damaged ones are made."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import xlsxwriter

from tests.intake.formats.test_shipped import CASES, written


@dataclass(frozen=True)
class Seed:
    """A file that can be imported."""

    name: str
    data: bytes


_LINES = [
    [
        "line_id",
        "order_id",
        "platform",
        "session_id",
        "product_id",
        "quantity",
        "paid_at",
        "paid_amount",
        "channel",
    ],
    *(
        [
            f"69{n:017}",
            f"68{n:017}",
            "douyin",
            "S1",
            "P1",
            "1",
            f"2026-09-{1 + n % 28:02} 20:15:{n % 60:02}",
            f"{n}.90",
            "live",
        ]
        for n in range(40)
    ),
]


def _csv() -> bytes:
    return "".join(",".join(row) + "\n" for row in _LINES).encode()


def _xlsx() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(_LINES):
            for column, cell in enumerate(row):
                sheet.write(number, column, int(cell) if cell.isdigit() and len(cell) < 5 else cell)
    return target.getvalue()


def _parquet() -> bytes:
    columns = ", ".join(f"column{n} AS {name}" for n, name in enumerate(_LINES[0]))
    rows = ", ".join("(" + ", ".join(f"'{cell}'" for cell in row) + ")" for row in _LINES[1:])
    names = ", ".join(f"column{n}" for n in range(len(_LINES[0])))
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "seed.parquet"
        connection.execute(
            f"COPY (SELECT {columns} FROM (VALUES {rows}) AS t({names})) TO '{path}' (FORMAT parquet)"
        )
        return path.read_bytes()


def _exports() -> Iterator[Seed]:
    """Each shipped format, as CSV and as workbook."""
    for case in CASES:
        for suffix in (".csv", ".xlsx"):
            name = str(Path(case.file).with_suffix(suffix))
            with tempfile.TemporaryDirectory() as folder:
                yield Seed(name, written(replace(case, file=name), Path(folder)).read_bytes())


SEEDS = (
    Seed("order_lines.csv", _csv()),
    Seed("order_lines.xlsx", _xlsx()),
    Seed("order_lines.parquet", _parquet()),
    *_exports(),
)
