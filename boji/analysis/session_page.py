"""One session in full: its figures beside the room's past and the benchmark of a session.

Owns which figures those are. Raises Wanting where some are not made yet, NotFound for what is not within
reach.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from boji.analysis.benchmarks import session_benchmarks
from boji.analysis.keeping.asking import Question, answers, split
from boji.analysis.keeping.basis import Basis
from boji.analysis.session_facts import SessionFacts
from boji.engine.grains import MetricValue
from boji.engine.kept_figures import reads_refunds
from boji.engine.periods import DAY, Period
from boji.engine.plan.model import Metric
from boji.people.queries import people_on
from boji.platform.access import Reach

FIGURES = (
    "gmv",
    "orders",
    "viewers",
    "conversion",
    "interaction_rate",
    "live_minutes",
    "gpm",
    "new_fans",
    "gift_income",
)
PAST_DAYS = 28


@dataclass(frozen=True)
class KeyFigure:
    """A figure of the session; `past` is that of a session of its room in the days before."""

    metric: Metric
    value: MetricValue
    past: Fraction | None
    benchmark: Fraction | None


@dataclass(frozen=True)
class SessionPage:
    facts: SessionFacts
    figures: tuple[KeyFigure, ...]
    past_sessions: int


def is_within(basis: Basis, facts: SessionFacts, within: Reach) -> bool:
    """Whether somebody of a team that the reader sees worked in it."""
    if within.everybody:
        return True
    people = people_on(basis.workspace, basis.clock.day_of(facts.started_at))
    return any(within.holds(people[one].team) for one in facts.crew if one in people)


def session_page(basis: Basis, facts: SessionFacts) -> SessionPage:
    day = basis.clock.day_of(facts.started_at)
    names = tuple(one for one in FIGURES if one in basis.plan.metrics)
    found = answers(basis, Question(names, "session", (Period.stretch(day, day),), (facts.session_id,)))
    past, sessions = _past(basis, facts, names)
    marks = session_benchmarks([basis.plan.metrics[one] for one in names], day)
    figures = tuple(
        KeyFigure(basis.plan.metrics[one.metric], one, past.get(one.metric), marks.get(one.metric))
        for one in found
        if one.value is not None
    )
    return SessionPage(facts, figures, sessions)


def _past(
    basis: Basis, facts: SessionFacts, names: tuple[str, ...]
) -> tuple[dict[str, Fraction | None], int]:
    """The room's figures in the days before the session's; of what adds up the mean of a session.

    Only what days add up to and later refunds leave alone: a session of then has had more time for them.
    """
    day = basis.clock.day_of(facts.started_at)
    stretch = Period.stretch(day - PAST_DAYS * DAY, day - DAY)
    known = basis.known
    if not facts.room_id or known is None or stretch.first_day < known.first.replace(day=1):
        return {}, 0
    wanted = [one for one in split(basis, names)[0] if not reads_refunds(basis.plan, one)]
    asked = Question((*wanted, "sessions"), "room", (stretch,), (facts.room_id,))
    found = {one.metric: one.value for one in answers(basis, asked)}
    sessions = int(found.pop("sessions", None) or 0)
    if not sessions:
        return {}, 0
    of_one = {
        name: value / sessions if value is not None and basis.plan.metrics[name].additive else value
        for name, value in found.items()
    }
    return of_one, sessions
