"""One cell of a workbook as the text that a CSV file would hold.

Owns that translation: a number with the digits that Excel shows, fifteen at most.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

INEXACT = 1e15  # Excel keeps fifteen digits of a number


def plain_text(cell: Any) -> str:
    """A cell as text.

    >>> plain_text(0.1 + 0.2), plain_text(12.0), plain_text(True)
    ('0.3', '12', 'true')
    """
    match cell:
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case float():
            text = f"{cell:.15g}"
            return format(Decimal(text), "f") if "e" in text else text
        case dt.datetime():
            return cell.isoformat(" ")
        case _:
            return str(cell)


def shown_text(cell: Any) -> str:
    """A cell as text; a number whose last digits Excel has lost as Excel shows it, so that it is no id.

    >>> shown_text(6917000000000000123.0)
    '6.917E+18'
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and abs(cell) >= INEXACT:
        digits, _, exponent = f"{cell:.14e}".partition("e")
        return f"{digits.rstrip('0').rstrip('.')}E{int(exponent):+d}"
    return plain_text(cell)
