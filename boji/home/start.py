"""From nothing to the first statement: the steps of a new company, and which is next.

Owns their order, and when each is done. The work of each step is a page of the app of its subject.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from boji.engine.periods import Period
from boji.lake.snapshot import latest_snapshot
from boji.payouts.queries import pay_periods
from boji.payouts.rules import State
from boji.people.proposing import first_day_of_facts, proposed_people
from boji.people.queries import newest_stints
from boji.plans.publishing import publications
from boji.platform.access import may_for_all
from boji.platform.components import Progress, Step
from boji.platform.formats import period_name
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import language, say
from boji.workspace import Workspace

_NEEDED = (Right.IMPORT, Right.PUBLISH_PLANS, Right.CALCULATE)


@dataclass(frozen=True)
class StartStep:
    """A step: whether it is done, what it asks for, and where it is taken (None: by somebody else)."""

    word: str
    done: bool
    about: str
    link: str | None
    who: str


@dataclass(frozen=True)
class Start:
    """The way of a company whose first month is not locked yet."""

    steps: tuple[StartStep, ...]

    @property
    def next(self) -> StartStep:
        return next((one for one in self.steps if not one.done), self.steps[-1])

    def shown(self) -> list[Step]:
        """The steps for the stepper."""
        return [
            Step(
                one.word, Progress.PAST if one.done else Progress.NOW if one is self.next else Progress.AHEAD
            )
            for one in self.steps
        ]


def start_of(user: User, workspace: Workspace, today: dt.date) -> Start | None:
    """The steps for somebody who may take one of them; None once a month was locked."""
    if not any(may_for_all(user, right) for right in _NEEDED):
        return None
    periods = pay_periods()
    if any(one.state in (State.LOCKED, State.PAID) for one in periods):
        return None
    calculated = next((one.label for one in periods if one.run), None)
    month = calculated or _month(workspace, today).label
    name = period_name(month, language())
    has_facts = latest_snapshot(workspace).id > 0
    has_people = has_facts and bool(newest_stints(workspace))
    waiting = len(proposed_people(workspace)) if has_facts and not calculated else 0
    about = say(
        "把抖店订单、售后、罗盘直播明细和排班表的导出拖进来，先看清是什么，再导入。",
        "Drop exports of orders, refunds, sessions and the schedule; you see what they are before anything is"
        " imported.",
    )
    who = say("谁是主播，谁是运营，各在哪个层级。", "Who is an anchor, who an operator, and in which tier.")
    if waiting:
        who = say(
            "导出里有 {n} 人还没有录入：核对姓名、角色和层级。",
            "{n} people of the exports are not entered: check names, roles and tiers.",
            n=waiting,
        )
    plan = say(
        "从一个现成的方案开始，以后随时可以改。",
        "Begin with a plan that is ready; it can be changed at any time.",
    )
    pay = say("算出{month}每个人的应发。", "Work out everybody's pay for {month}.", month=name)
    look = say(
        "{month}的提成单已经算好，每一行都能问为什么，直到订单。",
        "The statements of {month} are here; every line answers why, down to its orders.",
        month=name,
    )
    at_work = _AtWork(user)
    steps = (
        at_work.step(Right.IMPORT, has_facts, reverse("imports"), (say("导入数据", "Import"), about)),
        at_work.step(
            Right.IMPORT, has_people and not waiting, reverse("people"), (say("录入人员", "People"), who)
        ),
        at_work.step(
            Right.PUBLISH_PLANS,
            bool(publications(workspace)),
            reverse("start_plan"),
            (say("选择方案", "Plan"), plan),
        ),
        at_work.step(
            Right.CALCULATE,
            calculated is not None,
            reverse("pay_period", args=[month]),
            (say("核算", "Calculate"), pay),
        ),
        at_work.step(
            Right.SEE_PAY,
            False,
            reverse("statements_of_month", args=[month]),
            (say("看提成单", "Statements"), look),
        ),
    )
    return Start(steps)


@dataclass(frozen=True)
class _AtWork:
    """Makes the steps of one reader."""

    user: User

    def step(self, right: Right, done: bool, link: str, said: tuple[str, str]) -> StartStep:
        word, about = said
        allowed = may_for_all(self.user, right)
        return StartStep(word, done, about, link if allowed else None, "" if allowed else _who(right))


def _who(right: Right) -> str:
    return {
        Right.IMPORT: say("由数据分析师完成", "A data analyst does this"),
        Right.PUBLISH_PLANS: say("由人事或财务完成", "HR or finance does this"),
        Right.CALCULATE: say("由财务完成", "Finance does this"),
        Right.SEE_PAY: say("由人事或财务查看", "HR or finance sees them"),
    }[right]


def _month(workspace: Workspace, today: dt.date) -> Period:
    """The last month that is over, if there are facts of it; else the month of the first facts."""
    first = first_day_of_facts(workspace) or today
    return Period.containing("month", max(first, today.replace(day=1) - dt.timedelta(1)))
