"""What a plan's scorecards ask of somebody, outside a run: the target of a metric for any days.

Owns the question. Which scorecard applies, which target is whose, and how it grows with the days are steps of
a run (`compile.scores`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from boji.engine.arithmetic import text_literal
from boji.engine.compile.figures import Figure, keep
from boji.engine.compile.scores import card_of_person, scale_of, target_of
from boji.engine.compile.window import values
from boji.engine.execute import answers_over
from boji.engine.periods import Period
from boji.engine.plan.model import Item, Plan, Scorecard
from boji.engine.program import Program, Relation
from boji.engine.results.texts import figure_value


@dataclass(frozen=True)
class Attributes:
    """Who a scorecard looks at; of a team only `team`. `base_pay` in fen."""

    subject: str
    role: str | None = None
    tier: str | None = None
    team: str | None = None
    base_pay: int | None = None


def targets(
    plan: Plan, metric: str, period: Period, subjects: Iterable[Attributes], *, of_team: bool
) -> dict[str, Fraction]:
    """The target of a metric by person, or by team; nothing of whom no scorecard asks for it."""
    given = f"SELECT * FROM ({values(map(_row, subjects))}) AS g(person_id, role, tier, team, base_pay)"
    found: dict[str, Fraction] = {}
    for number, card in enumerate(plan.scorecards, 1):
        item = _item(card, metric)
        if card.of_team is not of_team or item is None:
            continue
        wanted = target_of(card, item)
        if wanted is None:
            continue
        figure, items = keep("target", wanted)
        relation = _relation(plan, items, None if of_team else number)
        rows = answers_over(Program((relation,)), {"people": given}, "SELECT * FROM targets")
        for row in rows:
            value = _scaled(figure, row, scale_of(plan, item, period))
            if value is not None:
                found.setdefault(row["person_id"], value)
    return found


def _item(card: Scorecard, metric: str) -> Item | None:
    """The item that scores the subject's own figure; in a person's card not that of the team."""
    return next((one for one in card.items if one.metric == metric and one.of_team is card.of_team), None)


def _relation(plan: Plan, target: str, card: int | None) -> Relation:
    """The people whose card it is; a team's card is that of every team."""
    chosen = "1" if card is None else card_of_person(plan, "s")
    sql = f"""
      SELECT a.person_id, {target} FROM (SELECT s.*, {chosen} AS scorecard FROM people AS s) AS a
      WHERE a.scorecard = {1 if card is None else card}"""
    return Relation("targets", sql, key=("person_id",))


def _scaled(figure: Figure, row: dict[str, object], scale: Fraction) -> Fraction | None:
    value = figure_value(figure, row)
    return None if value is None else value * scale


def _row(one: Attributes) -> tuple[str, ...]:
    texts = (one.subject, one.role, one.tier, one.team)
    pay = "CAST(NULL AS BIGINT)" if one.base_pay is None else f"CAST({one.base_pay} AS BIGINT)"
    return (*("CAST(NULL AS VARCHAR)" if text is None else text_literal(text) for text in texts), pay)
