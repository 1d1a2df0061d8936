"""The page of people: who works here, entered from what exports tell, or changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from boji.engine.plan.label import Label
from boji.engine.plan.vocabulary import ROLES, TIERS, said
from boji.imports import actions, jobs
from boji.imports.people_form import MOST_ROWS, PersonRow, changed, filled_in, rows_of
from boji.imports.queries import job_of_people
from boji.imports.tabs import tabs
from boji.intake import ImportRefused
from boji.people.actions import enter_people
from boji.people.proposing import first_day_of_facts, imports_that_wait, proposed_people
from boji.people.queries import newest_stints
from boji.platform import clock
from boji.platform.access import may_for_all
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import language, say


def people(request: HttpRequest) -> HttpResponse:
    """Who is proposed and who is known; what is saved becomes facts, and rows that waited come in."""
    company, actor = workspace(), actor_of(request)
    before = _rows(request)
    if request.method != "POST":
        return _page(request, before)
    now = filled_in(before, request.POST.dict())
    if any(one.error for one in now):
        return _page(request, now, status=422)
    entered = changed(before, now)
    if entered:
        try:
            enter_people(actor, company, entered)
        except ImportRefused as refused:
            return _page(request, now, refused.text(language()), status=422)
        numbers = imports_that_wait(company) if any(not one.person_id for one in entered) else []
        if numbers:
            jobs.ask_for(
                actor,
                jobs.retry,
                {"numbers": numbers},
                "retry",
                lambda: actions.retry(actor, company, numbers, jobs.quietly),
            )
        messages.success(request, say("已保存 {n} 人", "{n} people are saved", n=len(entered)))
    return redirect("people")


def _choices(usual: dict[str, Label], used: list[str]) -> list[tuple[str, str]]:
    """The usual words and those of the company's own."""
    return [(name, said(usual, name, language())) for name in dict.fromkeys([*usual, *used]) if name]


def _rows(request: HttpRequest) -> list[PersonRow]:
    company = workspace()
    day = first_day_of_facts(company) or clock.today()
    sees_pay = may_for_all(account_of(request), Right.SEE_PAY)
    return rows_of(
        newest_stints(company), proposed_people(company), day.replace(month=1, day=1), sees_pay=sees_pay
    )


def _page(request: HttpRequest, rows: list[PersonRow], refusal: str = "", status: int = 200) -> HttpResponse:
    job = job_of_people()
    context = {
        "rows": rows,
        "new": sum(one.is_new for one in rows) - 1,
        "known": sum(not one.is_new for one in rows),
        "full": len(rows) >= MOST_ROWS,
        "sees_pay": any(one.base_pay is not None for one in rows),
        "roles": _choices(ROLES, [one.role for one in rows]),
        "tiers": _choices(TIERS, [one.tier for one in rows]),
        "teams": sorted({one.team for one in rows if one.team}),
        "refusal": refusal or (job.said if job is not None and job.is_over else ""),
        "job": None if job is None or job.is_over else job,
        "tabs": tabs(request, "people"),
    }
    return render(request, "imports/people.html", context, status=status)
