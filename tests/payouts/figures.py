"""Two kept runs of a month side by side.

Owns which relations are figures: those that list the sessions of all time are none.
"""

from __future__ import annotations

from pathlib import Path

OF_ALL_TIME = {"session_people.parquet", "pooled_sessions.parquet"}


def differing_figures(one: Path, other: Path) -> list[str]:
    """The relations of two runs that are other bytes, by name."""
    names = {path.name for path in [*one.glob("*.parquet"), *other.glob("*.parquet")]} - OF_ALL_TIME
    return sorted(name for name in names if (one / name).read_bytes() != (other / name).read_bytes())
