"""The text with which a company's first plan begins: short, right, with examples that hold."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

_TEXT = Path(__file__).with_suffix(".yaml")
_DAY = "2026-01-01"


def skeleton(today: dt.date) -> str:
    """In force from the first day of this month."""
    return _TEXT.read_text("utf-8").replace(_DAY, today.replace(day=1).isoformat())
