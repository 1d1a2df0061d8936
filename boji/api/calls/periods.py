"""Pay periods: the list, one month, its steps to pay day, and its pay file.

Owns nothing of what a step needs: rights, order and four eyes are those of the actions.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Schema
from pydantic import ConfigDict, Field

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.calls.jobs import JobForm, job_json
from boji.api.forms import Anything, Day, Form, Moment, Money, Month
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.engine.periods import Period
from boji.payouts import actions, jobs
from boji.payouts.models import PayPeriod
from boji.payouts.moving import Seen, known, refuse_unless_possible
from boji.payouts.pay_file import TYPES, make_pay_file
from boji.payouts.period_json import month_json, page_json
from boji.payouts.period_list import months
from boji.payouts.period_page import period_page
from boji.payouts.rules import Step
from boji.platform import audit, clock, company
from boji.platform.jobs.actions import enqueue
from boji.platform.roles import Right
from boji.platform.routes import With, company_wide
from boji.platform.words import language
from boji.statements.access import month_named
from boji.tokens.rules import Scope

StateName = Literal["open", "calculated", "checked", "approved", "locked", "paid"]
StepName = Literal["calculate", "check", "approve", "lock", "pay", "reopen"]


class MonthForm(Form):
    """A month of the list; people and pay are null until it is calculated."""

    period: str
    state: StateName
    people: int | None
    pay: Money | None
    pay_day: Day
    paid_on: Day | None
    next: StepName | None


class EntryForm(Form):
    """Something between the run and pay day; `code` lets it pass with a reason, where `weight` is waive."""

    code: str
    weight: Literal["mend", "waive", "look", "know"]
    title: str
    mend: str
    number: int
    people: list[str]


class TakenForm(Form):
    """A step that was taken."""

    step: StepName
    at: Moment
    by: str | None
    run: str
    reason: str
    waived: list[Anything]


class PeriodForm(Form):
    """A month: figures, what stands in its way, and who took which step."""

    period: str
    state: StateName
    run: str | None
    people: int
    pay: Money
    pay_day: Day
    next: StepName | None
    board: list[EntryForm]
    steps: list[TakenForm]


class StepBody(Schema):
    """`run` is the run that was looked at: where another counts by now, the step is refused."""

    model_config = ConfigDict(extra="forbid")

    run: Annotated[str | None, Field(max_length=16)] = None


class NotedBody(StepBody):
    note: Annotated[str, Field(max_length=1000, description="A remark that is kept with the step.")] = ""


class CheckBody(NotedBody):
    reasons: Annotated[
        dict[str, Annotated[str, Field(max_length=1000)]],
        Field(
            description="Why entries of the board may pass, by their codes.", examples=[{"no_score": "知悉"}]
        ),
    ] = Field(default_factory=dict)


class PayBody(StepBody):
    paid_on: Annotated[dt.date, Field(description="The day on which it was paid.", examples=["2026-10-10"])]


class ReopenBody(StepBody):
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


def list_periods(request: HttpRequest, limit: Limit, cursor: Cursor) -> HttpResponse:  # noqa: ARG001
    """List the months with state, pay, pay day and next step, newest first."""
    found = months(company.workspace(), clock.today())
    part = part_of(found, lambda one: one.period.label, cursor, limit, newest_first=True)
    return answer(part.shown(month_json))


def show_period(request: HttpRequest, period: Month) -> HttpResponse:
    """Show a month: figures, what stands in its way, and who took which step."""
    month = month_named(period)
    audit.record(caller_of(request).actor, "look.period", f"period:{month.label}")
    return _shown(request, month)


def calculate_period(request: HttpRequest, period: Month, body: Annotated[StepBody, Body()]) -> HttpResponse:
    """Compute a month from the newest facts and have that run count.

    In the background: the answer is the job. A run of the same facts, plan and basis is the same run.
    """
    month, actor = month_named(period), caller_of(request).actor
    now = known(month)
    refuse_unless_possible(now, Step.CALCULATE, Seen(body.run))
    asked = {"period": month.label, "version": now.version}
    job = enqueue(actor, jobs.calculate.name, asked, once=f"period:{month.label}")
    return answer(job_json(job), 202)


def check_off_period(request: HttpRequest, period: Month, body: Annotated[CheckBody, Body()]) -> HttpResponse:
    """Say that the run of a month was looked through.

    Entries of the board with the weight `waive` need a reason each; those with `mend` are mended first.
    """
    reasons, note, seen = body.reasons, body.note, Seen(body.run)
    return _taken(
        request,
        period,
        lambda actor, month: actions.check(
            actor, company.workspace(), month, reasons=reasons, note=note, seen=seen
        ),
    )


def approve_period(request: HttpRequest, period: Month, body: Annotated[NotedBody, Body()]) -> HttpResponse:
    """Release a checked run; by somebody who neither calculated nor checked it."""
    return _taken(
        request,
        period,
        lambda actor, month: actions.approve(actor, month, note=body.note, seen=Seen(body.run)),
    )


def lock_period(request: HttpRequest, period: Month, body: Annotated[StepBody, Body()]) -> HttpResponse:
    """Make an approved month final: what becomes known later is an adjustment of the next one."""
    return _taken(
        request,
        period,
        lambda actor, month: actions.lock(actor, company.workspace(), month, seen=Seen(body.run)),
    )


def pay_period(request: HttpRequest, period: Month, body: Annotated[PayBody, Body()]) -> HttpResponse:
    """Record that everything due of a locked month was paid."""
    return _taken(
        request, period, lambda actor, month: actions.pay(actor, month, body.paid_on, seen=Seen(body.run))
    )


def reopen_period(request: HttpRequest, period: Month, body: Annotated[ReopenBody, Body()]) -> HttpResponse:
    """Take a month back to open, while no later one is locked and nothing was paid."""
    return _taken(
        request, period, lambda actor, month: actions.reopen(actor, month, body.reason, seen=Seen(body.run))
    )


def download_pay_file(
    request: HttpRequest, period: Month, form: Annotated[Literal["csv", "xlsx"], Query("csv", alias="format")]
) -> HttpResponse:
    """Download the pay file of a locked month, as csv or xlsx; every making is recorded."""
    made = make_pay_file(caller_of(request).actor, month_named(period), form, language())
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type=TYPES[form], headers=headers)


def _taken(request: HttpRequest, label: str, act: Callable[[audit.Actor, Period], PayPeriod]) -> HttpResponse:
    """Take a step; the answer is the month as it is then."""
    month = month_named(label)
    act(caller_of(request).actor, month)
    return _shown(request, month)


def _shown(request: HttpRequest, month: Period) -> HttpResponse:
    page = period_page(company.workspace(), caller_of(request).user, month, clock.today())
    return answer(page_json(page, language()))


_MONTH = "periods/{period}"
_SEES = company_wide(Right.CALCULATE, Right.APPROVE, Right.PAY)


def _step(path: str, function: Callable[..., HttpResponse], rule: With) -> Call:
    return Call("POST", f"{_MONTH}/{path}", function, Scope.WRITE_PERIODS, rule, PeriodForm, conflicts=True)


CALLS = (
    Call("GET", "periods", list_periods, Scope.READ_PERIODS, _SEES, Page[MonthForm]),
    Call("GET", _MONTH, show_period, Scope.READ_PERIODS, _SEES, PeriodForm),
    Call(
        *("POST", f"{_MONTH}/calculate", calculate_period, Scope.WRITE_PERIODS),
        company_wide(Right.CALCULATE),
        JobForm,
        status=202,
        conflicts=True,
    ),
    _step("check", check_off_period, company_wide(Right.CHECK)),
    _step("approve", approve_period, company_wide(Right.APPROVE)),
    _step("lock", lock_period, company_wide(Right.APPROVE)),
    _step("pay", pay_period, company_wide(Right.PAY)),
    _step("reopen", reopen_period, company_wide(Right.REOPEN)),
    Call(
        *("GET", f"{_MONTH}/pay-file", download_pay_file, Scope.READ_PAY_FILES, company_wide(Right.PAY)),
        bytes,
        media=tuple(TYPES.values()),
        conflicts=True,
    ),
)
