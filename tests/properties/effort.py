"""How many cases the property tests try.

A short round of the same cases each time by default; BOJI_CASES says how many cases the comparison with
the oracle tries instead, new ones each time, and the laws in proportion.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings

SHORT = 150
CASES = int(os.environ.get("BOJI_CASES", SHORT))


def effort(cases: int) -> settings:
    """`cases` in the short round."""
    return settings(
        max_examples=max(1, cases * CASES // SHORT),
        deadline=None,
        derandomize=CASES == SHORT,
        database=None,
        print_blob=True,
        phases=(Phase.explicit, Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
