"""From view to payment, and how viewers take part: the steps of some days with their rates, against own past.

Owns which metrics are the steps, and which step is marked. The figures are those of the engine; a step's rate
is its figure over that of the step before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from boji.analysis.comparing import EVERYBODY, has_past
from boji.analysis.keeping.asking import Question, answers
from boji.analysis.keeping.basis import Basis
from boji.analysis.looking import Looking
from boji.engine.periods import Period
from boji.engine.plan.model import Metric

STEPS = ("views", "product_clicks", "cart_adds", "placed_orders")
PAID = "orders"
KINDS = (("comments", "comment_rate"), ("likes", "like_rate"), ("shares", "share_rate"))


@dataclass(frozen=True)
class Step:
    """One step: its figure, its share of the step before, and both of the stretch before."""

    metric: Metric
    value: Fraction | None
    past: Fraction | None
    rate: Fraction | None
    past_rate: Fraction | None

    @property
    def rate_change(self) -> Fraction | None:
        return None if self.rate is None or self.past_rate is None else self.rate - self.past_rate

    @property
    def kept_of_past(self) -> Fraction | None:
        """The rate as a part of what it was."""
        return None if self.rate is None or not self.past_rate else self.rate / self.past_rate


@dataclass(frozen=True)
class Interaction:
    """One kind: how often, and for each viewer."""

    metric: Metric
    rate_metric: Metric
    value: Fraction | None
    past: Fraction | None
    rate: Fraction | None
    past_rate: Fraction | None


@dataclass(frozen=True)
class Path:
    """The steps; `weakest` loses most, `slipped` lost most against its own past."""

    steps: tuple[Step, ...]
    weakest: Step | None
    slipped: Step | None
    interactions: tuple[Interaction, ...]


def path_of(basis: Basis, looking: Looking, rooms: Sequence[str], only: str) -> Path:
    """Of one room, or of all rooms of the reader. Raises Wanting."""
    now = _figures(basis, looking.days, rooms, only)
    past = _figures(basis, looking.before, rooms, only) if has_past(basis, looking) else {}
    steps = _steps(basis, now, past)
    return Path(steps, weakest_of(steps), slipped_of(steps), _interactions(basis, now, past))


def _figures(basis: Basis, days: Period, rooms: Sequence[str], only: str) -> dict[str, Fraction | None]:
    """Every figure of these days by metric. Paid orders of rooms are added up: an order is of one room."""
    names = (*STEPS, *(name for kind in KINDS for name in kind))
    chosen = (only,) if only else tuple(sorted(rooms))
    if not chosen:
        return {}
    groups = ((EVERYBODY, chosen),)
    asked = Question(names, "room", (days,), groups=groups)
    found = {one.metric: one.value for one in answers(basis, asked)}
    paid = [one.value for one in answers(basis, Question((PAID,), "room", (days,))) if one.subject in chosen]
    known = [one for one in paid if one is not None]
    found[PAID] = sum(known, Fraction(0)) if known else None
    return found


def _steps(
    basis: Basis, now: dict[str, Fraction | None], past: dict[str, Fraction | None]
) -> tuple[Step, ...]:
    """The steps of which the facts know something, from the first to the last."""
    names = [one for one in (*STEPS, PAID) if now.get(one)]
    found = []
    for at, name in enumerate(names):
        before = names[at - 1] if at else ""
        found.append(
            Step(
                basis.plan.metrics[name],
                now[name],
                past.get(name),
                share(now[name], now.get(before)),
                share(past.get(name), past.get(before)),
            )
        )
    return tuple(found)


def share(part: Fraction | None, whole: Fraction | None) -> Fraction | None:
    return None if part is None or not whole else part / whole


def weakest_of(steps: Sequence[Step]) -> Step | None:
    """The step with the smallest share of the one before."""
    known = [one for one in steps if one.rate is not None]
    return min(known, key=lambda one: one.rate or Fraction(0), default=None)


def slipped_of(steps: Sequence[Step]) -> Step | None:
    """The step that keeps least of its own past rate; none where no step is below it."""
    worse = [one for one in steps if one.kept_of_past is not None and one.kept_of_past < 1]
    return min(worse, key=lambda one: one.kept_of_past or Fraction(0), default=None)


def _interactions(
    basis: Basis, now: dict[str, Fraction | None], past: dict[str, Fraction | None]
) -> tuple[Interaction, ...]:
    metrics = basis.plan.metrics
    return tuple(
        Interaction(
            metrics[kind], metrics[rate], now.get(kind), past.get(kind), now.get(rate), past.get(rate)
        )
        for kind, rate in KINDS
    )
