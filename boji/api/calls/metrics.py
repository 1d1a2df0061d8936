"""Metrics: what each means, and their figures by subject and grain."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Exact, Form
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.api.problems import INVALID, Fault, Problem
from boji.engine.grains import MetricValue, metric_values
from boji.engine.periods import Period, PeriodError
from boji.engine.results.metrics import metric_json, value_json
from boji.lake.snapshot import latest_snapshot
from boji.payouts.runs import fact_files
from boji.people.queries import people_on
from boji.plans.publishing import plan_in_force
from boji.platform import clock, company
from boji.platform.access import NotFound, Reach, reach
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.routes import holding
from boji.platform.words import language, say
from boji.tokens.rules import Scope

MOST_METRICS = 12
Subject = Literal["person", "team", "room", "product", "session"]
Grain = Literal["day", "week", "month", "quarter"]


class MetricForm(Form):
    """What a metric means, as the plan in force and the catalogue say."""

    name: str
    label: str
    requirement: str | None
    formula: str
    unit: str
    better: str
    additive: bool
    null_rule: str | None
    source: str | None
    own: bool


class MetricsForm(Form):
    items: list[MetricForm]


class ValueForm(Form):
    """A figure of a subject in a period; null where it is missing."""

    subject: str
    period: str
    metric: str
    value: Exact | None
    numerator: Exact | None
    denominator: Exact | None


def list_metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 # every call has one
    """List the metrics of the plan in force, with formula, unit and what a missing figure means."""
    plan = plan_in_force(company.workspace(), Period.containing("month", clock.today())).plan
    return answer({"items": [metric_json(one, language()) for one in plan.metrics.values()]})


def list_metric_values(
    request: HttpRequest,
    metric: Annotated[list[str], Query(min_length=1, max_length=MOST_METRICS, example=["gmv"])],
    period: Annotated[
        str, Query(max_length=10, description="A quarter, month, week or day.", example="2026-09")
    ],
    limit: Limit,
    cursor: Cursor,
    by: Annotated[Subject, Query("person", description="Whose figures.")],
    each: Annotated[Grain, Query("month", description="One figure for each.")],
    subject: Annotated[str | None, Query(None, max_length=64, description="Of this subject alone.")],
) -> HttpResponse:
    """List figures of metrics by subject, for each day, week, month or quarter.

    Figures of people and teams are those that the account may see scores of; those of rooms, products and
    sessions are for accounts that see sessions of the whole company. Sorted by subject and period.
    """
    named = _period(period)
    subjects = _subjects(caller_of(request).user, by, named, subject)
    workspace = company.workspace()
    found = metric_values(
        plan_in_force(workspace, named).plan,
        fact_files(latest_snapshot(workspace)),
        metric,
        by=by,
        each=each,
        first=named.first_day,
        last=named.last_day,
        subjects=subjects,
    )
    found.sort(key=_key)
    return answer(part_of(found, _key, cursor, limit).shown(value_json))


def _key(one: MetricValue) -> list[str]:
    return [one.subject, one.period, one.metric]


def _period(label: str) -> Period:
    try:
        return Period.parse(label)
    except PeriodError:
        cause = say("不是周期", "it is no period")
        mend = say(
            "写成 2026-Q3、2026-09、2026-W36 或 2026-09-01", "write 2026-Q3, 2026-09, 2026-W36 or 2026-09-01"
        )
        raise Problem(INVALID, faults=[Fault("query.period", cause, mend)]) from None


def _subjects(user: User, by: Subject, period: Period, only: str | None) -> list[str] | None:
    """The subjects within reach; None for all of them. Raises NotFound where there is none."""
    is_people = by in ("person", "team")
    given = reach(user, Right.SEE_SCORES if is_people else Right.SEE_SESSIONS)
    if given.everybody:
        return None if only is None else [only]
    if not is_people or not given:
        raise NotFound(by)
    within = _within(given, by, period)
    return [one for one in within if only in (None, one)]


def _within(given: Reach, by: Subject, period: Period) -> list[str]:
    if by == "team":
        return sorted(given.teams)
    people = people_on(company.workspace(), period.last_day)
    return [one.person_id for one in people.values() if given.holds(one.team)]


_SCOPE, _RULE = Scope.READ_METRICS, holding(Right.SEE_SESSIONS, Right.SEE_SCORES)

CALLS = (
    Call("GET", "metrics", list_metrics, _SCOPE, _RULE, MetricsForm, conflicts=True),
    Call("GET", "metrics/values", list_metric_values, _SCOPE, _RULE, Page[ValueForm], conflicts=True),
)
