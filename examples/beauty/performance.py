"""How well each anchor did in each month.

Owns the figures a month is built towards: sales, conversion, interaction and the rest, with the turns that
are written into the story on purpose (`STORY`). The rows that realise them are made by `sales`, `audience`
and `backoffice`, so what is counted from the rows lies near these figures, not on them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from examples.beauty.cast import ANCHOR_BY_ID, JOINER, LEAVER, PROMOTED, Anchor
from examples.beauty.season import MONTH_PACE
from examples.chance import Chance


@dataclass(frozen=True)
class Turn:
    """What the story fixes about a person's month; None leaves it to chance. Sales in yuan."""

    skill: int | None = None
    sales: int | None = None
    violations: int | None = None
    exact: bool = False  # the month's credited sales come to `sales`, to the fen


STORY: dict[tuple[str, int], Turn] = {
    # A06 was promoted in April after three excellent months.
    (PROMOTED, 3): Turn(skill=99, violations=0),
    # A20 fails from February to April, each time a little less, and so is never proposed to go.
    (LEAVER, 5): Turn(skill=66, violations=0),
    # A05 is excellent in June and August, but not in the month between.
    ("A05", 7): Turn(violations=1),
    # A08 rises: three excellent months, so that the plan proposes her promotion.
    ("A08", 6): Turn(skill=90, violations=1),
    ("A08", 7): Turn(skill=108, sales=228_000, violations=0),
    ("A08", 8): Turn(skill=111, sales=241_000, violations=0),
    ("A08", 9): Turn(skill=113, sales=256_000, violations=0),
    # A14 fails twice and does not improve, so that the plan proposes a transfer.
    ("A14", 7): Turn(skill=76, sales=139_000, violations=0),
    ("A14", 8): Turn(skill=63, sales=121_000, violations=1),
    ("A14", 9): Turn(skill=57, sales=112_000, violations=1),
    # Months exactly on a boundary of the tiers.
    ("A03", 4): Turn(sales=300_000, exact=True),
    ("A07", 8): Turn(sales=200_000, violations=1, exact=True),
    # A10 lacks 8,000 to the tier of 200,000 in May and buys them herself on the last day (see `sales`).
    ("A10", 5): Turn(sales=192_900),
    # A21 begins.
    (JOINER, 6): Turn(skill=76, sales=38_000, violations=0),
    (JOINER, 7): Turn(skill=82, sales=64_000),
}


@dataclass(frozen=True)
class Performance:
    """One anchor's month. Rates are parts of 10,000, `sales` fen, `response` seconds."""

    sales: int
    exact: bool
    conversion: int
    interaction: int
    innovation: int
    fan_growth: int
    retention: int
    private: int
    execution: int
    response: int
    rating: int
    violations: int
    returns: int


def _sales(anchor: Anchor, month: int, chance: Chance) -> int:
    usual = anchor.sales * (112 if anchor.person_id == PROMOTED and month >= 5 else 100) // 100
    return usual * MONTH_PACE[month] * chance.around(100, 13) // 100


def _violations(skill: int, chance: Chance) -> int:
    if not chance.happens(max(150, 330 + (90 - skill) * 11)):
        return 0
    return 2 if chance.happens(130) else 1


@cache
def performance(person_id: str, month: int) -> Performance:
    anchor = ANCHOR_BY_ID[person_id]
    turn = STORY.get((person_id, month), Turn())
    chance = Chance("performance", person_id, month)
    drawn_skill = anchor.skill + chance.around(0, 12)
    skill = turn.skill or drawn_skill

    def quality() -> int:
        """Percent of the target: the month's skill, a little better or worse for each thing."""
        return skill + chance.around(0, 15 if turn.skill is None else 6)

    drawn_sales = _sales(anchor, month, chance)
    drawn_violations = _violations(skill, chance)
    return Performance(
        sales=drawn_sales if turn.sales is None else turn.sales * 100,
        exact=turn.exact,
        conversion=300 * quality() // 100,
        interaction=500 * quality() // 100,
        innovation=max(0, 2000 + (quality() - 92) * 60),
        fan_growth=500 * quality() // 100,
        retention=3500 + (quality() - 97) * 22,
        private=1000 * quality() // 100,
        execution=min(9950, 9450 + (quality() - 93) * 25),
        response=60_000 // quality(),
        rating=min(98, max(60, 86 + (quality() - 94) * 2 // 3)),
        violations=drawn_violations if turn.violations is None else turn.violations,
        returns=anchor.returns * chance.around(100, 25) // 100,
    )
