"""The audit page and its file."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.accounts import audit_queries
from boji.accounts.audit_queries import AuditSearch
from boji.platform import clock
from boji.platform.audit import actor_of, record
from boji.platform.audit_words import GROUPS
from boji.platform.sheets import csv_file
from boji.platform.words import say

EACH_PAGE = 50


def audit(request: HttpRequest) -> HttpResponse:
    """Who did what: filters in the address, newest first."""
    search = _search(request)
    page = Paginator(audit_queries.found(search), EACH_PAGE).get_page(request.GET.get("page"))
    asked = {name: value for name, value in request.GET.items() if value and name != "page"}
    shown = {
        "search": search,
        "page": page,
        "rows": audit_queries.rows(page.object_list),
        "groups": [(prefix, say(*words)) for prefix, words in GROUPS.items()],
        "asked": urlencode(asked),
    }
    return render(request, "accounts/audit.html", shown)


def audit_file(request: HttpRequest) -> HttpResponse:
    """The same entries as CSV."""
    rows = audit_queries.table(audit_queries.found(_search(request)))
    record(actor_of(request), "audit.exported", count=len(rows) - 1)
    return csv_file(f"audit-{clock.today()}.csv", rows)


def _search(request: HttpRequest) -> AuditSearch:
    given = request.GET
    return AuditSearch(
        words=given.get("words", "").strip().replace("\0", ""),
        action=given.get("action", "").replace("\0", ""),
        person=given.get("person", "").strip().replace("\0", ""),
        since=_day(given.get("since", "")),
        until=_day(given.get("until", "")),
    )


def _day(written: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        return None
