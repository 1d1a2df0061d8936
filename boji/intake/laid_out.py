"""The cells of a workbook as calamine gives them, as text: a program that `boji.intake.xlsx_sheets` runs.

Owns that translation. calamine lays out every cell between the first and the last, and ends the process
where there is no memory for them; a file of a few kilobytes can claim a sheet of terabytes. Looking at the
addresses beforehand would cost a pass over the whole XML, and trust that calamine reads them in the same
way. In a process of its own, with limits that the system keeps, whatever goes wrong is a refusal in words.

Nothing of Boji is imported here, so that the program starts in hundredths of a second. It writes to its
standard output, by `marshal`: for each sheet a `Begun`, then pieces, then None; at last what is wrong, or "".
"""

from __future__ import annotations

import datetime as dt
import marshal
import resource
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from itertools import islice
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

MEMORY = 3 << 30  # a million rows of twenty columns take two thirds of it
_SECONDS = 600  # of processor time
_ROWS_AT_ONCE = 20_000
_EXAMPLES = 5
_INEXACT = 1e15  # Excel keeps fifteen digits of a number

Begun = tuple[str, int]
"""The name of a sheet and how many columns it has."""
Odd = tuple[str, int, int, list[tuple[int, str]]]
"""Cells that may not say what they said: date or long_number, the column, how many, and the first of them."""
Piece = tuple[list[int], list[list[str]], list[Odd]]
"""Row numbers, for each column its cells, and the odd ones among them."""


def shown_text(cell: Any) -> str:
    """A cell as the text that a CSV file would hold; a number whose last digits Excel has lost as Excel
    shows it, so that it is no id.

    >>> shown_text(0.1 + 0.2), shown_text(12.0), shown_text(True), shown_text(6917000000000000123.0)
    ('0.3', '12', 'true', '6.917E+18')
    """
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if abs(cell) >= _INEXACT:
            digits, _, exponent = f"{cell:.14e}".partition("e")
            return f"{digits.rstrip('0').rstrip('.')}E{int(exponent):+d}"
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            text = f"{cell:.15g}"
            return format(Decimal(text), "f") if "e" in text else text
        case dt.datetime():
            return cell.isoformat(" ")
        case _:
            return str(cell)


def odd_cells(column: int, rows: Sequence[int], cells: Sequence[Any], texts: Sequence[str]) -> list[Odd]:
    """The dates among the cells of a column, and the numbers whose last digits Excel has lost."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if isinstance(cell, dt.date | dt.time | dt.timedelta):
            found.setdefault("date", []).append(place)
        elif isinstance(cell, float) and abs(cell) >= _INEXACT:
            found.setdefault("long_number", []).append(place)
    return [
        (kind, column, len(places), [(rows[place], texts[place]) for place in places[:_EXAMPLES]])
        for kind, places in found.items()
    ]


def _sheets(
    workbook: CalamineWorkbook, *, most_columns: int, first_only: bool
) -> Iterator[Begun | Piece | None]:
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ == SheetTypeEnum.WorkSheet:
            sheet = workbook.get_sheet_by_index(index)
            if sheet.width:
                yield about.name, sheet.width
                if sheet.width <= most_columns:
                    yield from _pieces(sheet)
                yield None
            if first_only:
                return


def _pieces(sheet: CalamineSheet) -> Iterator[Piece]:
    lines = sheet.iter_rows()
    number = (sheet.start or (0, 0))[0] + 1
    while chunk := list(islice(lines, _ROWS_AT_ONCE)):
        rows = list(range(number, number + len(chunk)))
        number += len(chunk)
        if all(line.count("") == len(line) for line in chunk):
            continue  # a cell far down leaves a million rows without any
        columns = []
        odd: list[Odd] = []
        for place, cells in enumerate(zip(*chunk, strict=True)):
            texts = _texts(cells)
            if texts is None:
                texts = [shown_text(cell) for cell in cells]
                odd += odd_cells(place, rows, cells, texts)
            columns.append(texts)
        yield rows, columns, odd


def _texts(cells: tuple[Any, ...]) -> list[str] | None:
    """Cells of one plain kind, all in one go; None where each must be looked at."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return list(cells)
    if kinds <= {float, int}:
        texts = "%.15g\n" * len(cells) % cells
        if "e" not in texts and "n" not in texts:
            return texts.split("\n")[:-1]
    return None


def _limit(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with suppress(ValueError, OSError):  # systems that have no such limit
        resource.setrlimit(kind, (limit, limit))


def _main(path: str, most_columns: str, which: str) -> None:
    _limit(resource.RLIMIT_AS, MEMORY)
    _limit(resource.RLIMIT_CPU, _SECONDS)
    _limit(resource.RLIMIT_CORE, 0)
    out = sys.stdout.buffer
    wrong = ""
    try:
        with CalamineWorkbook.from_path(path) as workbook:
            for part in _sheets(workbook, most_columns=int(most_columns), first_only=which == "first"):
                marshal.dump(part, out)
    except (CalamineError, OSError, ValueError, IndexError, OverflowError) as error:
        wrong = str(error) or type(error).__name__
    marshal.dump(wrong, out)
    out.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
