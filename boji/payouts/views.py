"""Pages of pay periods: the list, a month, its steps, its payments.

Each step is a POST that calls one action; where it is refused the month is shown again with the reason, and
with what was typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.engine.periods import Period, PeriodError
from boji.payouts import actions, queries
from boji.payouts.board import Entry
from boji.payouts.daily import last_check_of
from boji.payouts.forms import MonthForm, PayForm, ReasonForm
from boji.payouts.jobs import ask_for, job_of
from boji.payouts.jobs import calculate as calculate_job
from boji.payouts.jobs import preview as preview_job
from boji.payouts.moving import Seen
from boji.payouts.pay_file import FORMS, TYPES, make_pay_file
from boji.payouts.people import ONLY, Wanted, chosen, totals_of
from boji.payouts.period_list import months
from boji.payouts.period_page import PeriodPage, may_make_files, period_page
from boji.payouts.period_tables import (
    months_table,
    page_sub,
    page_title,
    payments_sub,
    payments_table,
    people_table,
    stepper_of,
)
from boji.payouts.refusals import StepRefused
from boji.payouts.rerun_page import rerun_of
from boji.payouts.rules import Step
from boji.plans.publishing import NoPlanInForce
from boji.platform import audit, clock, company
from boji.platform.access import NotFound
from boji.platform.formats import period_name
from boji.platform.jobs.queries import may_see
from boji.platform.routes import account_of
from boji.platform.words import language, say

PEOPLE_A_PAGE = 50
Refusal = StepRefused | NoPlanInForce
Action = Callable[[], object]


def pay_periods(request: HttpRequest) -> HttpResponse:
    """All months with their states, newest first."""
    found = months(company.workspace(), clock.today())
    return render(request, "payouts/pay_periods.html", {"months": found, "table": months_table(found)})


def open_month(request: HttpRequest) -> HttpResponse:
    """The page of a month that was typed."""
    form = MonthForm(request.GET)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("pay_periods"))
    return HttpResponseRedirect(reverse("pay_period", args=[form.cleaned_data["month"]]))


def pay_period(request: HttpRequest, label: str) -> HttpResponse:
    """A month: its figures, what stands in its way, its people, its next step."""
    period = month_of(label)
    if not request.headers.get("HX-Request"):  # a filter of the same page is no further look
        audit.record(audit.actor_of(request), "look.period", f"period:{label}")
    return shown(request, period)


def rerun(request: HttpRequest, label: str) -> HttpResponse:
    """What the newest calculation changed, for whom and why."""
    period = month_of(label)
    known = queries.pay_period(period)
    if known is None:
        raise NotFound(label)
    audit.record(audit.actor_of(request), "look.period", f"period:{label}")
    found = rerun_of(company.workspace(), known)
    return render(request, "payouts/rerun.html", {"period": period, "rerun": found})


def month_of(label: str) -> Period:
    """The month of an address; absent where it names none."""
    try:
        period = Period.parse(label)
    except PeriodError:
        raise NotFound(label) from None
    if period.kind != "month":
        raise NotFound(label)
    return period


def shown(
    request: HttpRequest, period: Period, refusal: Refusal | None = None, **forms: Form
) -> HttpResponse:
    """The page of a month, with the reason where something was refused."""
    found = period_page(company.workspace(), account_of(request), period, clock.today())
    context: dict[str, Any] = {
        "page": found,
        "title": page_title(found),
        "sub": page_sub(found),
        "steps": stepper_of(found),
        "refusal": refusal.text(language()) if refusal else "",
        "reasons": _reasons(request, found),
        "makes_files": may_make_files(account_of(request)),
        "pay_form": forms.get("pay") or PayForm(initial={"paid_on": clock.today()}),
        "reopen_form": forms.get("reopen") or ReasonForm(),
        "opens_pay": "pay" in forms,
        "opens_reopen": "reopen" in forms,
        "daily": None if found.one.run else last_check_of(period),
        **_job(request, period),
        **_people(request, found),
    }
    status = 409 if refusal else 400 if forms else 200
    return render(request, "payouts/pay_period.html", context, status=status)


def _people(request: HttpRequest, found: PeriodPage) -> dict[str, Any]:
    """The table as its address asks."""
    asked = request.GET
    wanted = Wanted(
        asked.get("q", ""), asked.get("team", ""), asked.get("only", ""), asked.get("sort", "-pay")
    )
    rows = chosen(found.rows, wanted)
    numbered = Paginator(rows, PEOPLE_A_PAGE).get_page(asked.get("page"))
    return {
        "wanted": wanted,
        "only_choices": ONLY,
        "found": len(rows),
        "numbered": numbered,
        "people": people_table(found, list(numbered), totals_of(rows), wanted.order),
    }


def _reasons(request: HttpRequest, found: PeriodPage) -> list[tuple[Entry, str]]:
    """Why entries may pass: as typed, else as given when the month was checked last."""
    checks = [taken for taken in found.history if taken.step == Step.CHECK]
    given = {(one["code"], one["number"]): one["reason"] for one in checks[-1].waived} if checks else {}
    return [
        (entry, request.POST.get(f"reason:{entry.code}", given.get((entry.code, entry.number), "")))
        for entry in found.board.to_waive
    ]


def _job(request: HttpRequest, period: Period) -> dict[str, Any]:
    """What is computed for the month in the background, or why the last attempt was not completed.

    How far a job is can be followed by who asked for it and by those who see all jobs.
    """
    one = job_of(period)
    if one is None:
        return {}
    if one.is_over:
        return {"job_failed": one.said}
    return {"job": one, "follows_job": may_see(account_of(request), one.id)}


# ---- Steps


def _taken(request: HttpRequest, period: Period, action: Action, done: str) -> HttpResponse:
    """Take a step, then show the month anew; or show it with why not."""
    try:
        action()
    except (StepRefused, NoPlanInForce) as refusal:
        return shown(request, period, refusal)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("pay_period", args=[period.label]))


def _seen(request: HttpRequest) -> Seen:
    """What the reader looked at when they decided."""
    version = request.POST.get("version", "")
    return Seen(version=int(version) if version.isdecimal() else None)


def _name(period: Period) -> str:
    return period_name(period, language())


@require_POST
def calculate(request: HttpRequest, label: str) -> HttpResponse:
    """Have the month computed; the page shows how far it is."""
    period, actor = month_of(label), audit.actor_of(request)
    done = say("{month}已核算", "{month} is calculated", month=_name(period))
    seen = _seen(request)
    if ask_for(actor, calculate_job.name, period, seen):
        return HttpResponseRedirect(reverse("pay_period", args=[period.label]))
    return _taken(
        request, period, lambda: actions.calculate(actor, company.workspace(), period, seen=seen), done
    )


@require_POST
def preview(request: HttpRequest, label: str) -> HttpResponse:
    """Have the month computed to look at; nothing is settled."""
    period, actor = month_of(label), audit.actor_of(request)
    done = say(
        "{month}的预览已算好，没有结算",
        "A preview of {month} is here; nothing is settled",
        month=_name(period),
    )
    if ask_for(actor, preview_job.name, period):
        return HttpResponseRedirect(reverse("pay_period", args=[period.label]))
    return _taken(request, period, lambda: actions.preview(actor, company.workspace(), period), done)


@require_POST
def check(request: HttpRequest, label: str) -> HttpResponse:
    period, actor = month_of(label), audit.actor_of(request)
    prefix = "reason:"
    reasons = {
        name.removeprefix(prefix): str(value)
        for name, value in request.POST.items()
        if name.startswith(prefix)
    }
    done = say(
        "{month}已核对，等另一个人批准", "{month} is checked; somebody else approves it", month=_name(period)
    )
    return _taken(
        request,
        period,
        lambda: actions.check(actor, company.workspace(), period, reasons=reasons, seen=_seen(request)),
        done,
    )


@require_POST
def approve(request: HttpRequest, label: str) -> HttpResponse:
    period, actor = month_of(label), audit.actor_of(request)
    done = say("{month}已批准", "{month} is approved", month=_name(period))
    return _taken(request, period, lambda: actions.approve(actor, period, seen=_seen(request)), done)


@require_POST
def lock(request: HttpRequest, label: str) -> HttpResponse:
    period, actor = month_of(label), audit.actor_of(request)
    done = say(
        "{month}已锁定，提成单不再变动", "{month} is locked; statements change no more", month=_name(period)
    )
    return _taken(
        request, period, lambda: actions.lock(actor, company.workspace(), period, seen=_seen(request)), done
    )


@require_POST
def pay(request: HttpRequest, label: str) -> HttpResponse:
    period, actor = month_of(label), audit.actor_of(request)
    form = PayForm(request.POST)
    if not form.is_valid():
        return shown(request, period, pay=form)
    paid_on: dt.date = form.cleaned_data["paid_on"]
    done = say("{month}已登记发放", "The pay of {month} is recorded", month=_name(period))
    return _taken(request, period, lambda: actions.pay(actor, period, paid_on, seen=_seen(request)), done)


@require_POST
def reopen(request: HttpRequest, label: str) -> HttpResponse:
    period, actor = month_of(label), audit.actor_of(request)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return shown(request, period, reopen=form)
    done = say("{month}已重新打开", "{month} is open again", month=_name(period))
    return _taken(
        request,
        period,
        lambda: actions.reopen(actor, period, form.cleaned_data["reason"], seen=_seen(request)),
        done,
    )


# ---- Payments


def payments(request: HttpRequest, label: str) -> HttpResponse:
    """What became of each person's amount of a locked month."""
    period = month_of(label)
    one = queries.pay_period(period)
    if one is None or not one.is_settled:
        raise NotFound(label)
    found = queries.payments_of(one)
    numbered = Paginator(found, PEOPLE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": period,
        "title": say("{month}发放明细", "Payments of {month}", month=_name(period)),
        "sub": payments_sub(one, found),
        "table": payments_table(numbered),
        "numbered": numbered,
        "today": clock.today(),
        "makes_files": may_make_files(account_of(request)),
    }
    return render(request, "payouts/payments.html", context)


@require_POST
def payment_returned(request: HttpRequest, label: str, payment: int) -> HttpResponse:
    period, actor = _month_with(label, payment), audit.actor_of(request)
    note = request.POST.get("note", "")
    return _payment_changed(request, period, lambda: actions.mark_returned(actor, payment, note))


@require_POST
def payment_again(request: HttpRequest, label: str, payment: int) -> HttpResponse:
    period, actor, form = _month_with(label, payment), audit.actor_of(request), PayForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["paid_on"].as_text().removeprefix("* "))
        return HttpResponseRedirect(reverse("payments", args=[period.label]))
    paid_on: dt.date = form.cleaned_data["paid_on"]
    return _payment_changed(request, period, lambda: actions.pay_again(actor, payment, paid_on))


def _month_with(label: str, payment: int) -> Period:
    """The month of an address; absent where it has no such payment."""
    period = month_of(label)
    if not queries.has_payment(period, payment):
        raise NotFound(str(payment))
    return period


def _payment_changed(request: HttpRequest, period: Period, action: Action) -> HttpResponse:
    try:
        action()
    except StepRefused as refusal:
        messages.error(request, refusal.text(language()))
    else:
        messages.success(request, say("已登记", "Recorded"))
    return HttpResponseRedirect(reverse("payments", args=[period.label]))


# ---- Files and comparison


@require_POST
def pay_file(request: HttpRequest, label: str, form: str) -> HttpResponse:
    """A pay file to download; its making is recorded."""
    period = month_of(label)
    chosen_form = next((one for one in FORMS if one == form), None)
    if chosen_form is None:
        raise NotFound(form)
    try:
        made = make_pay_file(audit.actor_of(request), period, chosen_form, language())
    except StepRefused as refusal:
        return shown(request, period, refusal)
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type=TYPES[chosen_form], headers=headers)
