"""Costs: what people cost, month by month and team by team."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Exact, Form, Money
from boji.api.guard import caller_of
from boji.api.problems import INVALID, Fault, Problem
from boji.engine.periods import Period, PeriodError
from boji.engine.results.texts import money_text, number_text
from boji.payouts.costs import Cost, costs_of
from boji.payouts.queries import run_in_use
from boji.payouts.runs import RunAbsent
from boji.platform import audit, company
from boji.platform.access import Reach, reach
from boji.platform.roles import Right
from boji.platform.routes import holding
from boji.platform.words import say
from boji.tokens.rules import Scope

MOST_MONTHS = 24


class CostForm(Form):
    """What the people of a team cost in a month, by kind of line; `team` is null for the whole company.

    `share_of_gmv` is the pay as a part of the GMV credited to them, null where there is none.
    """

    period: str
    team: str | None
    people: int
    kinds: dict[str, Money]
    pay: Money
    gmv: Exact
    share_of_gmv: Exact | None


class CostsForm(Form):
    """Months that were computed; the others are in `absent`."""

    items: list[CostForm]
    absent: list[str]


def list_costs(
    request: HttpRequest,
    first: Annotated[str, Query(max_length=7, description="The first month.", example="2026-07")],
    last: Annotated[str, Query(max_length=7, description="The last month.", example="2026-09")],
) -> HttpResponse:
    """List what people cost: pay by kind of line and as a share of GMV, per month and team.

    An account that sees the pay of some teams gets these teams alone. Recorded as a look at pay.
    """
    caller, months = caller_of(request), _months(first, last)
    given, workspace = reach(caller.user, Right.SEE_PAY), company.workspace()
    items: list[dict[str, Any]] = []
    absent = []
    for month in months:
        try:
            run = run_in_use(workspace, month)
        except RunAbsent:
            absent.append(month.label)
            continue
        items += [_cost_json(month, one) for one in costs_of(workspace, run) if _is_open(given, one)]
    audit.record(caller.actor, "look.costs", f"period:{months[0].label}", until=months[-1].label)
    return answer({"items": items, "absent": absent})


def _is_open(given: Reach, cost: Cost) -> bool:
    return given.everybody or (cost.team is not None and given.holds(cost.team))


def _months(first: str, last: str) -> list[Period]:
    faults = []
    found = []
    for name, label in (("first", first), ("last", last)):
        try:
            month = Period.parse(label)
        except PeriodError:
            month = None
        if month is None or month.kind != "month":
            cause, mend = say("不是月份", "it is no month"), say("写成 2026-09", "write 2026-09")
            faults.append(Fault(f"query.{name}", cause, mend))
        else:
            found.append(month)
    if faults:
        raise Problem(INVALID, faults=faults)
    months = [found[1]]
    while months[-1] > found[0] and len(months) <= MOST_MONTHS:
        months.append(months[-1].before)
    if months[-1] != found[0] or len(months) > MOST_MONTHS:
        cause = say("不在 last 之前 {n} 个月内", "not within {n} months before last", n=MOST_MONTHS)
        raise Problem(
            INVALID, faults=[Fault("query.first", cause, say("改早 last 或改晚 first", "move first or last"))]
        )
    return months[::-1]


def _cost_json(month: Period, one: Cost) -> dict[str, Any]:
    return {
        "period": month.label,
        "team": one.team,
        "people": one.people,
        "kinds": {kind: money_text(fen) for kind, fen in one.kinds.items()},
        "pay": money_text(one.pay),
        "gmv": number_text(one.gmv),
        "share_of_gmv": None if one.share is None else number_text(one.share),
    }


CALLS = (Call("GET", "costs", list_costs, Scope.READ_COSTS, holding(Right.SEE_PAY), CostsForm),)
