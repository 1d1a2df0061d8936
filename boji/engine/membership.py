"""Whom a plan covers: the schemes, scorecards and pools that concern people as they are on one day.

Owns asking the plan's own `for` conditions about people without any facts. As in a run, a scheme concerns
everybody for whom its condition holds, and of the scorecards the first that does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boji.engine.compile.people import attribute_scope
from boji.engine.execute import Execution
from boji.engine.formulas import holds
from boji.engine.plan.model import Plan


@dataclass(frozen=True)
class Attributes:
    """What conditions ask of a person; `base_pay` in fen, None where nothing is agreed with them."""

    person_id: str
    role: str
    tier: str
    team: str
    base_pay: int | None = None


@dataclass(frozen=True)
class Membership:
    """The names of what concerns a person; pools by the person's role, for a session is of any crew."""

    schemes: tuple[str, ...] = ()
    scorecard: str | None = None
    pools: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.schemes or self.scorecard or self.pools)


def memberships(plan: Plan, people: Iterable[Attributes]) -> dict[str, Membership]:
    """By person_id, everybody whom the plan covers. Scorecards of teams cover no person."""
    rows = [
        (one.person_id, one.role or None, one.tier or None, one.team or None, one.base_pay) for one in people
    ]
    if not rows:
        return {}
    cards = [card for card in plan.scorecards if not card.of_team]
    asked = [
        *(f"{holds(one.applies, attribute_scope('p'))} AS s{n}" for n, one in enumerate(plan.schemes)),
        *(f"{holds(one.applies, attribute_scope('p'))} AS c{n}" for n, one in enumerate(cards)),
    ]
    kinds = dict.fromkeys(("person_id", "role", "tier", "team"), "VARCHAR") | {"base_pay": "BIGINT"}
    with Execution(threads=1) as execution:
        execution.load_rows("people", kinds, rows)
        answers = execution.rows(f"SELECT {', '.join(['p.person_id', 'p.role', *asked])} FROM people AS p")
    found = {}
    for row in answers:
        schemes = tuple(one.name for n, one in enumerate(plan.schemes) if row[f"s{n}"])
        card = next((one.name for n, one in enumerate(cards) if row[f"c{n}"]), None)
        pools = tuple(one.name for one in plan.pools if row["role"] in dict(one.split))
        if member := Membership(schemes, card, pools):
            found[row["person_id"]] = member
    return found
