"""Pages of statements: one's own months, a statement, and its explanation step by step.

Owns what each address answers. Everything about somebody else is within reach of a right, and is recorded.
"""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boji.payouts import queries as pay_periods
from boji.payouts.runs import RunAbsent
from boji.platform import audit, company, formats
from boji.platform.access import NotFound, may, may_for_all, reach
from boji.platform.components import address_of, arranged
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import language
from boji.statements import access, queries, shown
from boji.statements.explained import Opened, Subject, opened_at
from boji.statements.history import runs_in_use
from boji.statements.looks import look_at_page, look_at_part
from boji.statements.score_queries import shown_score

PEOPLE_ON_A_PAGE = 50

# The first that there is: the link of the app of disputes, else how to ask without it.
RAISE_LINK = ("disputes/raise_link.html", "statements/raise_link.html")


def own_statements(request: HttpRequest) -> HttpResponse:
    """The reader's own months, newest first; those who see pay find the months of everybody below."""
    user, workspace = reader(request), company.workspace()
    months = queries.own_months(workspace, user.person_id) if user.person_id else []
    everybody = [one.period for one in reversed(runs_in_use(workspace))] if may(user, Right.SEE_PAY) else []
    table = shown.own_table(months, user.person_id or "")
    context = {"months": months, "shown": table, "everybody": everybody, "has_person": bool(user.person_id)}
    return render(request, "statements/statements.html", context)


def statements_of_month(request: HttpRequest, period: str) -> HttpResponse:
    """Everybody whose pay the reader may see in a month. A look at all of them is one entry."""
    month = access.month_named(period)
    try:
        run = pay_periods.run_in_use(company.workspace(), month)
    except RunAbsent:
        return render(request, "statements/absent.html", {"period": month})
    words = request.GET.get("q", "").strip()
    people = [
        one
        for one in queries.people_paid(run, reach(reader(request), Right.SEE_PAY))
        if words.lower() in one.name.lower() or words.upper() == one.person_id.upper()
    ]
    audit.record(audit.actor_of(request), "look.statements", f"period:{month.label}")
    table = arranged(shown.people_table(people, month.label), address_of(dict(request.GET.lists())))
    page = Paginator(table.rows, PEOPLE_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "period": month,
        "month_words": formats.period_name(month, language()),
        "number": len(people),
        "page": page,
        "table": shown.with_rows(table, page),
        "words": words,
        "prints": may_for_all(reader(request), Right.SEE_PAY),
    }
    return render(request, "statements/statements_of_month.html", context)


def statement(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """One person's month: what is paid and why, line by line."""
    month = access.month_named(period)
    user, workspace = reader(request), company.workspace()
    access.demand(user, Right.SEE_PAY, workspace, month, person_id)
    try:
        subject = queries.subject_of(workspace, month, person_id, language())
    except RunAbsent:
        return render(request, "statements/absent.html", {"period": month})
    found = queries.statement_of(subject)
    look_at_page(request, "statement", person_id, month)
    return render(request, "statements/statement.html", _shown(found, user))


def _shown(found: queries.Statement, user: User) -> dict[str, Any]:
    subject, months = found.subject, queries.months_beside(found)
    address = [subject.period.label, subject.person_id]
    return {
        "statement": found,
        "period_words": formats.period_name(subject.period, language()),
        "state": shown.status_of(found.heading),
        "pay_day": formats.short_day(found.heading.pay_day, language()),
        "paid_day": formats.short_day(found.heading.paid_on, language()) if found.heading.paid_on else "",
        "run_number": f"{subject.period.label}/{subject.run}",
        "pay_words": formats.money(found.pay),
        "pay_note": shown.change_words(months, found),
        "score_words": shown_score(found.score),
        "score_url": reverse("score_card", args=address),
        "trend": shown.trend(months),
        "standing": shown.standing(found.who),
        "is_own": user.person_id == subject.person_id,
        "sees_score": access.may_open(
            user, Right.SEE_SCORES, subject.workspace, subject.period, subject.person_id
        ),
    }


def why(request: HttpRequest, period: str, person_id: str, place: str) -> HttpResponse:
    """What stands below a place of a statement's explanation."""
    subject = month_subject(request, period, person_id)
    opened = opened_at(subject, "pay", place, page_of(request))
    return explanation(request, opened, subject, "statement_why", raises=opened.is_line)


def explanation(
    request: HttpRequest, opened: Opened, subject: Subject, address: str, *, raises: bool = False
) -> HttpResponse:
    """A fragment that is opened in place, or a page of its own where somebody follows its address."""
    look_at_part(request, "explanation", subject.person_id, subject.period)
    name = "why_part" if request.headers.get("HX-Request") else "why"
    context = {
        "subject": subject,
        "opened": opened,
        "orders": shown.order_table(opened.lines) if opened.lines and opened.lines.listed else None,
        "why_address": address,
        "raises": raises,
        "raise_link": RAISE_LINK,
    }
    return render(request, f"statements/{name}.html", context)


def month_subject(request: HttpRequest, period: str, person_id: str) -> Subject:
    """The figures of a person in a month that the reader may open. Raises NotFound."""
    return subject_within_reach(request, access.month_named(period).label, person_id, Right.SEE_PAY)


def subject_within_reach(request: HttpRequest, period: str, person_id: str, right: Right) -> Subject:
    """Whose figures an address names, if the reader may open them. Raises NotFound."""
    named, workspace = access.period_named(period), company.workspace()
    access.demand(reader(request), right, workspace, named, person_id)
    try:
        return queries.subject_of(workspace, named, person_id, language())
    except RunAbsent:
        raise NotFound(period) from None


def reader(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "these pages are for people who are signed in"
    return request.user


def page_of(request: HttpRequest) -> int:
    asked = request.GET.get("page", "1")
    return int(asked) if asked.isdecimal() and asked != "0" and len(asked) < 7 else 1
