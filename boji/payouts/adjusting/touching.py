"""Whom changed facts concern in a month: order lines and refunds by credit, other rows by whom they name.

Owns the answer for many people at once. Words for it are in `boji.payouts.adjusting.causes`.
"""

from __future__ import annotations

from collections.abc import Collection

from boji.engine.plan.model import Plan
from boji.payouts.adjusting.changed import ChangedFacts
from boji.payouts.adjusting.sides import Sides, Touch
from boji.payouts.adjusting.touched_lines import line_touches
from boji.payouts.adjusting.touched_rows import row_touches
from boji.payouts.stored import StoredRun


def touches_of(
    changed: ChangedFacts, before: StoredRun, after: StoredRun, plan: Plan, people: Collection[str]
) -> dict[str, list[Touch]]:
    """What changed between two runs of a month and concerns these people: refunds and order lines first."""
    sides = Sides(changed, before, after, plan)
    found: dict[str, list[Touch]] = {person: [] for person in people}
    if not sides.touched:
        return found
    sides.open(people)
    touches = line_touches(sides)
    for name in sides.touched:
        if name not in ("order_lines", "refunds"):
            touches += row_touches(sides, name)
    for touch in touches:
        found[touch.person_id].append(touch)
    return found
