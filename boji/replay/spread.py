"""How pay is spread: quartiles by role and tier, and bins of equal width for a histogram.

Owns both as exact integers. A quartile is somebody's pay, not a mean of two: of n sorted pays the one at
place ceil(n × share), so that it can be pointed at. Bins are alike for all sides that are compared.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from boji.replay.answer import Group

Pay = tuple[str, str, int]  # role, tier, fen

MOST_BINS = 16
_STEPS = (1, 2, 5)


def groups_of(pays: Iterable[Pay]) -> tuple[Group, ...]:
    """One row for each role and tier, and one of everybody where there are several; by role and tier."""
    by_group: dict[tuple[str, str], list[int]] = {}
    everybody: list[int] = []
    for role, tier, fen in pays:
        by_group.setdefault((role, tier), []).append(fen)
        everybody.append(fen)
    found = [_group(role, tier, sorted(own)) for (role, tier), own in sorted(by_group.items())]
    if len(found) > 1:
        found.append(_group("", "", sorted(everybody)))
    return tuple(found)


def _group(role: str, tier: str, pays: list[int]) -> Group:
    return Group(
        role,
        tier,
        len(pays),
        pays[0],
        quantile(pays, 1, 4),
        quantile(pays, 1, 2),
        quantile(pays, 3, 4),
        pays[-1],
    )


def quantile(ordered: Sequence[int], part: int, whole: int) -> int:
    """
    >>> quantile([1, 2, 3, 4], 1, 2), quantile([1, 2, 3, 4, 5], 1, 2), quantile([7], 3, 4)
    (2, 3, 7)
    """
    return ordered[-(-len(ordered) * part // whole) - 1]


def edges_of(pays: Iterable[int]) -> tuple[int, ...]:
    """Ends of bins that hold all these pays: at most `MOST_BINS`, their width 1, 2 or 5 × 10ⁿ yuan.

    >>> edges_of([0, 95_00, 250_00])
    (0, 2000, 4000, 6000, 8000, 10000, 12000, 14000, 16000, 18000, 20000, 22000, 24000, 26000)
    """
    found = list(pays) or [0]
    low, high = min(0, *found), max(found)
    width = next(
        width
        for power in range(2, 40)
        for step in _STEPS
        if (high - low) // (width := step * 10**power) + 2 <= MOST_BINS
    )
    first = low // width
    return tuple(width * place for place in range(first, high // width + 2))


def bins_of(pays: Iterable[int], edges: Sequence[int]) -> tuple[int, ...]:
    """How many pays lie in each bin; a pay on an edge belongs to the bin that begins there."""
    counts = [0] * (len(edges) - 1)
    for fen in pays:
        counts[bisect_right(edges, fen) - 1] += 1
    return tuple(counts)
