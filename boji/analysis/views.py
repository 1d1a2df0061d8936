"""Pages of figures."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.analysis.figure_views import when_kept
from boji.analysis.keeping.basis import Basis, basis_on
from boji.analysis.sessions import newest_day, sessions_between
from boji.analysis.shown import session_table
from boji.plans.publishing import NoPlanInForce
from boji.platform import clock
from boji.platform.access import reach
from boji.platform.company import workspace
from boji.platform.components import address_of, arranged
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.table_files import FORMS, table_file
from boji.platform.words import language

ON_A_PAGE = 100
LONGEST = 92  # days at a time
USUAL = 7


def sessions(request: HttpRequest) -> HttpResponse:
    """Sessions of the last days, or of the days in the address, with their figures and a row of totals."""
    company = workspace()
    first, last = _days(request, newest_day(company) or clock.today())
    context: dict[str, object] = {"first": first, "last": last, "tally": 0}
    try:
        basis = basis_on(company, last)
    except NoPlanInForce as absent:
        return render(request, "analysis/sessions.html", context | {"absent": absent.text(language())})
    return when_kept(request, basis, lambda: _sessions(request, basis, first, last), "sessions")


def _sessions(request: HttpRequest, basis: Basis, first: dt.date, last: dt.date) -> HttpResponse:
    within = reach(account_of(request), Right.SEE_SESSIONS)
    found = sessions_between(basis.workspace, first, last, None if within.everybody else within.teams)
    asked = address_of(dict(request.GET.lists()))
    if (form := request.GET.get("file")) in FORMS:
        return table_file(arranged(session_table(found, basis.plan), asked), f"sessions-{first}-{last}", form)
    page: Page[Any]
    if asked.sort:
        table = arranged(session_table(found, basis.plan), asked)
        page = Paginator(table.rows, ON_A_PAGE).get_page(request.GET.get("page"))
        table = replace(table, rows=tuple(page.object_list))
    else:  # newest first, as they come: only those of the page are put into words
        page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
        table = session_table(page.object_list, basis.plan)
    context = {"first": first, "last": last, "sessions": table, "page": page, "tally": len(found)}
    return render(request, "analysis/sessions.html", context)


def _days(request: HttpRequest, newest: dt.date) -> tuple[dt.date, dt.date]:
    """The days of the address, else the last seven that have sessions; at most a quarter at a time."""
    last = _day(request.GET.get("last", "")) or newest
    first = _day(request.GET.get("first", "")) or last - dt.timedelta(USUAL - 1)
    first = min(first, last)
    return max(first, last - dt.timedelta(LONGEST - 1)), last


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
