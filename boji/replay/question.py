"""What is asked of a replay: months, drafts, and what they are held against.

Owns which plan each side has in each period, and which questions are refused. The days from which a draft
takes effect do not matter here: it is asked what would have been.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from boji import __version__
from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.plan.model import Plan
from boji.lake.snapshot import Snapshot
from boji.payouts.runs import WrongZone
from boji.payouts.stored import LATEST
from boji.plans.publishing import NoPlanInForce, plan_in_force
from boji.workspace import Workspace

MOST_MONTHS = 24
MOST_DRAFTS = 4
NEAR = Fraction(5, 100)


class Unanswerable(ValueError):
    """A question that cannot be asked so: why, and what can be."""

    def __init__(self, why: Label) -> None:
        super().__init__(why.en)
        self.why = why

    def text(self, language: str) -> str:
        return self.why.text(language)


@dataclass(frozen=True)
class Question:
    """`against` None: in each period the plan that is in force. `near` is how close to a threshold counts
    as near, as a share of it."""

    first: Period
    last: Period
    drafts: tuple[Plan, ...]
    against: Plan | None = None
    near: Fraction = NEAR


@dataclass(frozen=True)
class Side:
    """One column of the comparison, and its plan in each period."""

    plan_of: Callable[[Period], Plan]


@dataclass(frozen=True)
class Asked:
    """A question that can be answered, with its periods in the order in which they are computed."""

    question: Question
    months: tuple[Period, ...]
    periods: tuple[Period, ...]
    before: Side
    drafts: tuple[Side, ...]

    @property
    def sides(self) -> tuple[Side, ...]:
        return (self.before, *self.drafts)

    def plans(self) -> list[list[str]]:
        """The plan of each side in each period, by digest."""
        return [[side.plan_of(period).digest for period in self.periods] for side in self.sides]


def asked(workspace: Workspace, question: Question) -> Asked:
    """Raises Unanswerable, WrongZone, and NoPlanInForce for a month without a plan to be held against."""
    months = _months(question)
    if not 1 <= len(question.drafts) <= MOST_DRAFTS:
        raise Unanswerable(
            Label(
                f"一次可以比较 1 到 {MOST_DRAFTS} 份草案",
                f"1 to {MOST_DRAFTS} drafts can be compared at once",
            )
        )
    before = _before(workspace, question, months)
    drafts = tuple(Side(lambda _, draft=draft: draft) for draft in question.drafts)  # type: ignore[misc]
    plans = [side.plan_of(month) for side in (before, *drafts) for month in months]
    for plan in plans:
        if plan.timezone != str(workspace.timezone):
            raise WrongZone(plan.timezone, str(workspace.timezone))
    return Asked(question, months, _periods(months, plans), before, drafts)


def _months(question: Question) -> tuple[Period, ...]:
    first, last = question.first, question.last
    if first.kind != "month" or last.kind != "month" or last < first:
        raise Unanswerable(
            Label(
                f"月份 {first.label} 到 {last.label} 不是一段月份：先写开始月，再写结束月",
                f"{first.label} to {last.label} are no months in order: the first month, then the last",
            )
        )
    months = [first]
    while months[-1] < last:
        months.append(Period.containing("month", months[-1].end_day))
    if len(months) > MOST_MONTHS:
        raise Unanswerable(
            Label(f"一次最多回测 {MOST_MONTHS} 个月", f"At most {MOST_MONTHS} months are replayed at once")
        )
    return tuple(months)


def _before(workspace: Workspace, question: Question, months: tuple[Period, ...]) -> Side:
    if question.against is not None:
        against = question.against
        return Side(lambda _: against)
    in_force = {month: plan_in_force(workspace, month).plan for month in months}

    def plan_of(period: Period) -> Plan:
        """That of a real run; where a quarter or week began without a plan, that of the month in which it
        ends."""
        try:
            return in_force.get(period) or plan_in_force(workspace, period).plan
        except NoPlanInForce:
            return in_force[Period.containing("month", period.last_day)]

    return Side(plan_of)


def _periods(months: tuple[Period, ...], plans: list[Plan]) -> tuple[Period, ...]:
    """The months, and the quarters and weeks that end in them and for which bonuses are proposed."""
    kinds = {outcome.each for plan in plans for outcome in plan.outcomes if outcome.grant is not None}
    found = set(months)
    for kind in kinds - {"month"}:
        ending = {Period.containing(kind, day) for month in months for day in month.days}
        found |= {one for one in ending if months[0].first_day <= one.last_day <= months[-1].last_day}
    return tuple(sorted(found, key=lambda one: (one.end_day, one.kind != "month", one.label)))


def key_of(workspace: Workspace, one: Asked, facts: Snapshot) -> str:
    """Names what the answer is made from: the same facts, plans, months and engine give the same answer."""
    parts = {
        "snapshot": facts.digest,
        "months": [month.label for month in one.months],
        "plans": one.plans(),
        "near": str(one.question.near),
        "engine": __version__,
        "runs_before": _runs_before(workspace, one.months[0]),
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def _runs_before(workspace: Workspace, first: Period) -> list[str]:
    """The runs in use of earlier periods: the first months look back to them."""
    pointers = sorted(workspace.runs.glob(f"*/{LATEST}"))
    return [
        f"{pointer.parent.name}:{pointer.read_text(encoding='utf-8').strip()}"
        for pointer in pointers
        if Period.parse(pointer.parent.name).end_day <= first.first_day
    ]
