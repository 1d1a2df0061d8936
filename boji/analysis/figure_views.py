"""Pages of figures: all people, teams, rooms or products, one of them, and why a figure is what it is.

Owns what each address answers. Whose figures are shown is within reach of a right, or one's own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.analysis import figures_shown as shown
from boji.analysis.comparing import Compared
from boji.analysis.figure_words import days_words, words
from boji.analysis.jobs import once_made
from boji.analysis.keeping.basis import Basis, basis_on
from boji.analysis.looking import STEPS, Looking, looking
from boji.analysis.report import overview, single
from boji.analysis.subjects import KINDS, KindOfSubject, Known, subjects_for
from boji.analysis.why import why_page
from boji.engine.periods import Period
from boji.plans.publishing import NoPlanInForce
from boji.platform import audit
from boji.platform.access import NotFound, may, may_for_all
from boji.platform.company import workspace
from boji.platform.components import Row, Tab, address_of, arranged
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.table_files import FORMS, table_file
from boji.platform.words import language, say

ON_A_PAGE = 50
STEP_WORDS = {"day": ("按日", "By day"), "week": ("按周", "By week"), "month": ("按月", "By month")}
Build = Callable[[], HttpResponse]


def when_kept(request: HttpRequest, basis: Basis, build: Build, target: str) -> HttpResponse:
    """The page, or that its figures are being computed: that looks again by itself, in the place `target`."""
    built = once_made(audit.actor_of(request), basis, build)
    if built is not None:
        return built
    return render(request, "analysis/waiting.html", {"target": target, "address": request.get_full_path()})


def known_basis(request: HttpRequest) -> Basis | HttpResponse:
    """Facts and plan, or the page that says what is missing of them."""
    try:
        basis = basis_on(workspace())
    except NoPlanInForce as absent:
        return render(request, "analysis/nothing_yet.html", {"absent": absent.text(language())})
    if basis.known is None:
        return render(request, "analysis/nothing_yet.html")
    return basis


def looked_at(request: HttpRequest, basis: Basis, kind: KindOfSubject) -> tuple[Basis, Looking]:
    """What the address asks, under the plan of the days that it asks for."""
    assert basis.known is not None, "without facts there is another page"
    asked = looking(request.GET.dict(), basis.plan, kind.by, basis.known)
    try:
        of_days = basis_on(basis.workspace, asked.days.last_day)
    except NoPlanInForce:
        of_days = basis
    if of_days is basis:
        return basis, asked
    return of_days, looking(request.GET.dict(), of_days.plan, kind.by, basis.known)


def all_of(request: HttpRequest, kind: KindOfSubject) -> HttpResponse:
    """Every subject of a kind within reach, side by side."""
    found = known_basis(request)
    if not isinstance(found, Basis):
        return found
    basis, look = looked_at(request, found, kind)
    return when_kept(request, basis, lambda: _all_of(request, basis, look, kind), "figures")


def _all_of(request: HttpRequest, basis: Basis, look: Looking, kind: KindOfSubject) -> HttpResponse:
    reachable = subjects_for(account_of(request), basis, kind, look.days.last_day)
    subjects = {key: one for key, one in reachable.items() if _matches(one, look)}
    data = overview(basis, look, kind, subjects)

    def address(subject: str) -> str:
        return f"{reverse(f'{kind.by}_figures', args=[subject])}?{look.address()}"

    table = arranged(shown.subjects_table(data, look, kind, address), address_of(dict(request.GET.lists())))
    if (form := request.GET.get("file")) in FORMS:
        return table_file(
            table, f"{kind.plural}-{look.metric.name}-{look.days.first_day}-{look.days.last_day}", form
        )
    page = Paginator(table.rows, ON_A_PAGE).get_page(request.GET.get("page"))
    rows: tuple[Row, ...] = tuple(page.object_list)
    context = _context(look, kind) | {
        "tabs": _tabs(request, kind),
        "may_set_benchmarks": may(account_of(request), Right.SET_BENCHMARKS),
        "data": data,
        "whole": words(look.metric, data.whole.value) if data.whole else "",
        "whole_note": shown.compared_note(look.metric, data.whole.value, data.whole.past, look)
        if data.whole
        else "",
        "chart": shown.course(look, data.points, basis.plan.campaigns)
        or shown.ranking(look, data.rows, kind),
        "table": replace(table, rows=rows) if rows else None,
        "page": page,
        "tally": len(data.rows),
        "teams": sorted({one.person.team for one in reachable.values() if one.person and one.person.team}),
        "tiers": sorted({one.person.tier for one in reachable.values() if one.person and one.person.tier}),
        "first_row": (
            top := max((one for one in data.rows if one.value is not None), key=_figure, default=None)
        ),
        "top_value": words(look.metric, top.value) if top else "",
    }
    return render(request, "analysis/figures.html", context)


def _figure(one: Compared) -> Fraction:
    return one.value or Fraction(0)


def _matches(one: Known, look: Looking) -> bool:
    if look.words and look.words.lower() not in one.name.lower() and look.words.lower() != one.id.lower():
        return False
    if one.person is None:
        return True
    return (not look.team or one.person.team == look.team) and (not look.tier or one.person.tier == look.tier)


def one_of(request: HttpRequest, kind: KindOfSubject, subject: str) -> HttpResponse:
    """One subject over time, with everything it is compared with. Raises NotFound."""
    found = known_basis(request)
    if not isinstance(found, Basis):
        return found
    basis, look = looked_at(request, found, kind)
    known = _reached(request, basis, look, kind, subject)
    return when_kept(request, basis, lambda: _one_of(request, basis, look, kind, known), "figures")


def _reached(request: HttpRequest, basis: Basis, look: Looking, kind: KindOfSubject, subject: str) -> Known:
    known = subjects_for(account_of(request), basis, kind, look.days.last_day).get(subject)
    if known is None:
        raise NotFound(subject)
    return known


def _one_of(
    request: HttpRequest, basis: Basis, look: Looking, kind: KindOfSubject, known: Known
) -> HttpResponse:
    data = single(basis, look, kind, known)

    def why(step: Period) -> str:
        query = look.address(first=step.first_day, last=step.last_day)
        return f"{reverse(f'{kind.by}_why', args=[known.id])}?{query}"

    table = shown.steps_table(data, look, why)
    if (form := request.GET.get("file")) in FORMS:
        return table_file(
            table, f"{kind.by}-{look.metric.name}-{look.days.first_day}-{look.days.last_day}", form
        )
    target = data.target_each[0] if data.target_each else None
    context = _context(look, kind) | {
        "known": known,
        "data": data,
        "value": words(look.metric, data.compared.value),
        "figures": shown.comparisons(data, look),
        "why": why(look.days),
        "chart": shown.course(look, data.points, basis.plan.campaigns, target),
        "table": arranged(table, address_of(dict(request.GET.lists()))) if table.rows else None,
        "beside": [
            (
                shown.label(basis.plan.metrics[name]),
                words(basis.plan.metrics[name], one.value),
                look.address(metric=name),
            )
            for name, one in data.beside
        ],
        "list_url": f"{reverse(f'{kind.plural}_figures')}?{look.address()}"
        if may(account_of(request), kind.right)
        else "",
    }
    return render(request, "analysis/one.html", context)


def _context(look: Looking, kind: KindOfSubject) -> dict[str, Any]:
    return {
        "look": look,
        "kind": kind,
        "metric_label": shown.label(look.metric),
        "metrics": [(one.name, shown.label(one)) for one in look.metrics],
        "steps": [(one, say(*STEP_WORDS[one])) for one in STEPS],
        "days": days_words(look.days),
        "csv": look.address(file="csv"),
        "xlsx": look.address(file="xlsx"),
    }


def _tabs(request: HttpRequest, kind: KindOfSubject) -> list[Tab]:
    user = account_of(request)
    return [
        Tab(one.label, reverse(f"{one.plural}_figures"), active=one is kind)
        for one in KINDS
        if (may_for_all if one.right is Right.SEE_SESSIONS else may)(user, one.right)
    ]


def why(request: HttpRequest, kind: KindOfSubject, subject: str) -> HttpResponse:
    """What a figure is made of: numerator and denominator, the formula in words, and its days."""
    found = known_basis(request)
    if not isinstance(found, Basis):
        return found
    basis, look = looked_at(request, found, kind)
    known = _reached(request, basis, look, kind, subject)
    return when_kept(request, basis, lambda: why_page(request, basis, look, kind, known), "figures")


def own(request: HttpRequest) -> HttpResponse:
    """The reader's own figures."""
    person_id = account_of(request).person_id
    if not person_id:
        raise NotFound("no person")
    return HttpResponseRedirect(reverse("person_figures", args=[person_id]))
