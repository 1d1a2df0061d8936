"""The page of people: who works here and whose accounts are, entered from what exports tell, or changed."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from boji.engine.plan.label import Label
from boji.engine.plan.vocabulary import ROLES, TIERS, said
from boji.imports import actions, jobs
from boji.imports.accounts_form import (
    MOST_ACCOUNTS,
    AccountRow,
    account_rows,
    owned,
    owner_of,
    owners_chosen,
)
from boji.imports.people_form import MOST_ROWS, PersonRow, changed, filled_in, rows_of
from boji.imports.queries import job_of_people
from boji.imports.tabs import tabs
from boji.imports.words import platform_name
from boji.intake import ImportRefused
from boji.intake.unknown_names import rows_of_several_rooms
from boji.people.actions import enter_people
from boji.people.proposing import first_day_of_facts, imports_that_wait, proposed_people
from boji.people.queries import newest_stints, platform_accounts
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
    before, accounts = _rows(request)
    if request.method != "POST":
        return _page(request, before, accounts)
    data = request.POST.dict()
    if data.get("shown") != _digest(before, accounts):
        changed_since = say(
            "打开此页之后名单有变化：请核对下面的内容，再保存",
            "The list changed since this page was opened: check what it says now, and save again",
        )
        return _page(request, before, accounts, changed_since, status=409)
    now, accounts = filled_in(before, data), owners_chosen(accounts, data)
    if any(one.error for one in now):
        return _page(request, now, accounts, status=422)
    entered = changed(before, now)
    theirs = owned(accounts, now, list(entered))
    if entered or theirs:
        try:
            enter_people(actor, company, list(entered.values()), theirs)
        except ImportRefused as refused:
            return _page(request, now, accounts, refused.text(language()), status=422)
        is_awaited = theirs or any(not one.person_id for one in entered.values())
        numbers = imports_that_wait(company) if is_awaited else []
        if numbers:
            jobs.ask_for(
                actor,
                jobs.retry,
                {"numbers": numbers},
                "retry",
                lambda: actions.retry(actor, company, numbers, jobs.quietly),
            )
        messages.success(request, _saved(len(entered), len(theirs)))
    return redirect("people")


def _choices(usual: dict[str, Label], used: list[str]) -> list[tuple[str, str]]:
    """The usual words and those of the company's own."""
    return [(name, said(usual, name, language())) for name in dict.fromkeys([*usual, *used]) if name]


def _digest(rows: list[PersonRow], accounts: list[AccountRow]) -> str:
    """What the page showed: rows are named by their places, which another save may have moved."""
    return hashlib.sha256(repr((rows, accounts)).encode()).hexdigest()


def _saved(people: int, accounts: int) -> str:
    said = [
        *([say("{n} 人", "{n} people", n=people)] if people else []),
        *([say("{n} 个账号", "{n} accounts", n=accounts)] if accounts else []),
    ]
    return say("已保存 {what}", "Saved: {what}", what=say("、", ", ").join(said))


def _rows(request: HttpRequest) -> tuple[list[PersonRow], list[AccountRow]]:
    company = workspace()
    day = first_day_of_facts(company) or clock.today()
    sees_pay = may_for_all(account_of(request), Right.SEE_PAY)
    proposed = proposed_people(company)
    rows = rows_of(newest_stints(company), proposed, day.replace(month=1, day=1), sees_pay=sees_pay)
    return rows, account_rows(platform_accounts(company), rows, proposed)


def _page(
    request: HttpRequest,
    rows: list[PersonRow],
    accounts: list[AccountRow],
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    job = job_of_people()
    context = {
        "rows": rows,
        "shown": _digest(*_rows(request)) if request.method == "POST" else _digest(rows, accounts),
        "new": sum(one.is_new for one in rows) - 1,
        "known": sum(not one.is_new for one in rows),
        "full": len(rows) >= MOST_ROWS,
        "accounts": [(one, platform_name(one.account.platform)) for one in accounts],
        "all_accounts": len(accounts) < MOST_ACCOUNTS,
        "owners": [(owner_of(one), one.name or say("上面新加的一人", "the one added above")) for one in rows],
        "of_several_rooms": sum(rows_of_several_rooms(workspace()).values()),
        "sees_pay": any(one.base_pay is not None for one in rows),
        "roles": _choices(ROLES, [one.role for one in rows]),
        "tiers": _choices(TIERS, [one.tier for one in rows]),
        "teams": sorted({one.team for one in rows if one.team}),
        "refusal": refusal or (job.said if job is not None and job.is_over else ""),
        "job": None if job is None or job.is_over else job,
        "tabs": tabs(request, "people"),
    }
    return render(request, "imports/people.html", context, status=status)
