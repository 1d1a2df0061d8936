"""Local times as UTC in SQL: one zone's offsets as ranges of local time.

Owns that translation only. DuckDB's own zone functions are slower and shift times that do not exist
without a word; here they are NULL. Of times that exist twice (clocks put back) the first is meant,
as in Python. Years 1970 to 2099.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

_STEP = 7 * 86_400  # no zone changes its offset twice within a week
_FIRST = int(dt.datetime(1970, 1, 2, tzinfo=dt.UTC).timestamp())
_LAST = int(dt.datetime(2099, 12, 31, tzinfo=dt.UTC).timestamp())
_USUAL = int(dt.datetime(2026, 1, 1, tzinfo=dt.UTC).timestamp())


def utc_microseconds(local: str, zone: ZoneInfo) -> str:
    """SQL: UTC microseconds of an SQL expression of local ones; NULL where there is no such time."""
    branches = " ".join(
        f"WHEN {local} >= {start}000000 AND {local} < {end}000000 THEN {local} - ({offset}000000)"
        for start, end, offset in _ranges(zone.key)
    )
    return f"CASE {branches} END"


def usual_days(zone: ZoneInfo) -> tuple[dt.date, dt.date, int]:
    """(first day, last day, offset in seconds): from the first to before the last the offset is the same."""
    start, end, offset = _ranges(zone.key)[0]
    epoch = dt.date(1970, 1, 1)
    first, last = (epoch + dt.timedelta(days=days) for days in (-(-start // 86_400), end // 86_400))
    return first, last, offset


@lru_cache(maxsize=8)
def _ranges(key: str) -> tuple[tuple[int, int, int], ...]:
    """(first local second, end, offset) with the most usual ranges first, which SQL tries in order."""
    zone = ZoneInfo(key)
    edges = [_FIRST, *_changes(zone), _LAST]
    ranges = []
    reached = -(2**62)
    for start, end in pairwise(edges):
        offset = _offset(zone, start)
        ranges.append((max(start + offset, reached), end + offset, offset))
        reached = end + offset
    return tuple(sorted(ranges, key=lambda found: max(found[0] - _USUAL, _USUAL - found[1])))


def _changes(zone: ZoneInfo) -> list[int]:
    found = []
    for start in range(_FIRST, _LAST, _STEP):
        low, high = start, min(start + _STEP, _LAST)
        if _offset(zone, low) == _offset(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == _offset(zone, low) else (low, middle)
        found.append(high)
    return found


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = dt.datetime.fromtimestamp(second, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())
