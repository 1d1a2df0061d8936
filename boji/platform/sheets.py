"""Tables that leave the site as CSV.

Owns their safety: a cell that a spreadsheet would take for a formula is text there, too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(cell: str) -> str:
    """
    >>> harmless("=1+1"), harmless("陈晨"), harmless("-")
    ("'=1+1", '陈晨', "'-")
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def csv_file(name: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """A download in UTF-8 with a mark, so that Excel reads the Chinese."""
    text = io.StringIO()
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    answer = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
