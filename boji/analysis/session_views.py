"""The page of one session, and its parts that are computed when they are looked at.

Owns what each address answers. A session is within reach where somebody of a team that one sees worked in it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boji.analysis import session_shown as shown
from boji.analysis.figure_views import known_basis, when_kept
from boji.analysis.keeping.basis import Basis
from boji.analysis.keeping.one_session import figures_in_session
from boji.analysis.session_facts import SessionFacts, session_facts, sold_between
from boji.analysis.session_page import is_within, session_page
from boji.analysis.shown import platform_name
from boji.analysis.subjects import kind_named, names_of_people, subjects_for
from boji.people.queries import people_on
from boji.platform.access import NotFound, may, reach
from boji.platform.components import address_of, arranged
from boji.platform.roles import Right
from boji.platform.routes import account_of


def session(request: HttpRequest, session_id: str) -> HttpResponse:
    """Key figures, the curve, who worked when and what went wrong."""
    found = known_basis(request)
    if not isinstance(found, Basis):
        return found
    facts = _within_reach(request, found, session_id)
    return when_kept(request, found, lambda: _session(request, found, facts), "figures")


def _within_reach(request: HttpRequest, basis: Basis, session_id: str) -> SessionFacts:
    facts = session_facts(basis, session_id)
    if not is_within(basis, facts, reach(account_of(request), Right.SEE_SESSIONS)):
        raise NotFound(session_id)
    return facts


def _session(request: HttpRequest, basis: Basis, facts: SessionFacts) -> HttpResponse:
    page = session_page(basis, facts)
    names = names_of_people(basis, basis.clock.day_of(facts.started_at))
    figures = shown.large_figures(page)
    context = {
        "facts": facts,
        "name": facts.title or shown.full_moment(facts.started_at),
        "began": shown.full_moment(facts.started_at),
        "ended": shown.full_moment(facts.ended_at) if facts.ended_at else "",
        "platform": platform_name(facts.platform),
        "figures": figures,
        "answer": figures[0] if figures else None,
        "past_sessions": page.past_sessions,
        "peak": shown.minute_words(facts.edge(highest=True)),
        "trough": shown.minute_words(facts.edge(highest=False)),
        "curve": shown.curve(facts, names),
        "orders": shown.orders_curve(facts),
        "shifts": shown.shifts_table(facts, names) if facts.shifts else None,
        "violations": shown.violations_table(facts, names) if facts.violations else None,
        "parts": reverse("session_parts", args=[facts.session_id]),
    }
    return render(request, "analysis/session.html", context)


def parts(request: HttpRequest, session_id: str) -> HttpResponse:
    """Products by time and sales, and what was credited to whom: for those who may see these people."""
    basis = known_basis(request)
    if not isinstance(basis, Basis):
        return basis
    facts = _within_reach(request, basis, session_id)
    day = basis.clock.day_of(facts.started_at)
    kind = kind_named("products")
    assert kind is not None, "products are a kind"
    products = subjects_for(account_of(request), basis, kind, day)
    sold = figures_in_session(basis, session_id, day, "product")
    table = shown.products_table(sold, basis.plan.metrics, products, sold_between(basis, session_id))
    context = {
        "products": arranged(table, address_of(dict(request.GET.lists()))) if table.rows else None,
        "credited": _credited(request, basis, facts),
        "sees_people": may(account_of(request), Right.SEE_PEOPLE),
    }
    return render(request, "analysis/session_parts.html", context)


def _credited(request: HttpRequest, basis: Basis, facts: SessionFacts) -> object:
    day = basis.clock.day_of(facts.started_at)
    within = reach(account_of(request), Right.SEE_PEOPLE)
    if not within:
        return None
    people = people_on(basis.workspace, day)
    found = [
        one
        for one in figures_in_session(basis, facts.session_id, day, "person")
        if one.subject in people and within.holds(people[one.subject].team)
    ]
    return shown.credited_table(found, basis.plan.metrics, names_of_people(basis, day)) if found else None
