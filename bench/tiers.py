"""The tiers of plain.yaml by hand, for the peers."""

from __future__ import annotations

# Upper ends in fen, rates in ten-thousandths.
TIERS = ((6_000_000, 150), (8_000_000, 200))
LAST_RATE = 250


def commission(base: int) -> int:
    """In fen, half up; a base below zero pays nothing."""
    rate = next((rate for end, rate in TIERS if base <= end), LAST_RATE)
    return (2 * max(base, 0) * rate + 10_000) // 20_000
