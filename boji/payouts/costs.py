"""What people cost: a month's pay by kind of line, and its share of the GMV credited to them, by team.

Owns adding up the lines of a run; every amount and every GMV is the engine's. The team of a person is that of
their last day in the month, as in the list of a pay period. `gmv` is what is credited to the people of the
team; what is credited to nobody is in no share.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from boji.engine.grains import metric_values
from boji.engine.periods import Period
from boji.engine.run import Run
from boji.lake.snapshot import snapshot
from boji.payouts.opened import opened_run
from boji.payouts.people import PersonRow, people_of
from boji.payouts.runs import fact_files
from boji.workspace import Workspace

GMV = "gmv"


@dataclass(frozen=True)
class Cost:
    """What the people of a team cost in a month, in fen; `gmv` in yuan. `team` is None for everybody."""

    team: str | None
    people: int
    kinds: dict[str, int]
    pay: int
    gmv: Fraction

    @property
    def share(self) -> Fraction | None:
        """Pay as a part of GMV; None where nothing was sold."""
        return Fraction(self.pay, 100) / self.gmv if self.gmv else None


def costs_of(workspace: Workspace, run: Run) -> list[Cost]:
    """Team by team, by name, then everybody together."""
    people, lines = people_of(run), _lines(run)
    sold = _gmv_of_people(workspace, run.period, str(run.manifest["id"]))
    teams = sorted({one.team for one in people})
    found = [_cost(team, [one for one in people if one.team == team], lines, sold) for team in teams]
    return [*found, _cost(None, people, lines, sold)]


def _cost(
    team: str | None,
    people: Iterable[PersonRow],
    lines: dict[str, list[tuple[str, int]]],
    sold: dict[str, Fraction],
) -> Cost:
    listed = list(people)
    kinds: dict[str, int] = {}
    for one in listed:
        for kind, fen in lines.get(one.person_id, []):
            kinds[kind] = kinds.get(kind, 0) + fen
    pay = sum(one.pay for one in listed)
    assert sum(kinds.values()) == pay, "the lines of statements add up to their pay"
    gmv = sum((sold.get(one.person_id, Fraction(0)) for one in listed), Fraction(0))
    return Cost(team, len(listed), dict(sorted(kinds.items())), pay, gmv)


def _lines(run: Run) -> dict[str, list[tuple[str, int]]]:
    """Amounts by person and kind of line."""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in run.rows("SELECT person_id, kind, sum(amount) AS fen FROM lines GROUP BY ALL"):
        found.setdefault(row["person_id"], []).append((row["kind"], int(row["fen"])))
    return found


@lru_cache(maxsize=32)
def _gmv_of_people(workspace: Workspace, period: Period, identity: str) -> dict[str, Fraction]:
    """The GMV credited to each person, in the facts of a run; these never change."""
    run = opened_run(workspace, period, identity)
    facts = fact_files(snapshot(workspace, run.manifest["snapshot_id"]))
    found = metric_values(run.plan, facts, [GMV], by="person", first=period.first_day, last=period.last_day)
    return {one.subject: one.value for one in found if one.value is not None}
