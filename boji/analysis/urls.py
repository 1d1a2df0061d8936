"""Addresses of figures."""

from __future__ import annotations

from functools import partial

from django.urls import URLPattern

from boji.analysis import benchmark_views, figure_views, path_views, session_views, views
from boji.analysis.subjects import KINDS, KindOfSubject
from boji.platform.roles import Right
from boji.platform.routes import AsPerson, OwnOr, Rule, company_wide, holding, page


def _of_kind(kind: KindOfSubject) -> list[URLPattern]:
    """The pages of people, teams, rooms or products. A person may always look at their own figures.

    Rooms and products are of no team, so they are for those who see all sessions.
    """
    base = f"figures/{kind.plural}/"
    subject = "person_id" if kind.by == "person" else "subject"
    whole = company_wide(kind.right) if kind.right is Right.SEE_SESSIONS else holding(kind.right)
    rule: Rule = OwnOr(kind.right) if kind.by == "person" else whole

    def one(request, **named):  # type: ignore[no-untyped-def]
        return figure_views.one_of(request, kind, named[subject])

    def why(request, **named):  # type: ignore[no-untyped-def]
        return figure_views.why(request, kind, named[subject])

    return [
        page(base, partial(figure_views.all_of, kind=kind), whole, f"{kind.plural}_figures"),
        page(f"{base}why/<path:{subject}>/", why, rule, f"{kind.by}_why"),
        page(f"{base}of/<path:{subject}>/", one, rule, f"{kind.by}_figures"),
    ]


urlpatterns: list[URLPattern] = [
    page("sessions/", views.sessions, holding(Right.SEE_SESSIONS), "sessions"),
    page("sessions/of/<path:session_id>/", session_views.session, holding(Right.SEE_SESSIONS), "session"),
    page(
        "sessions/parts/<path:session_id>/", session_views.parts, holding(Right.SEE_SESSIONS), "session_parts"
    ),
    page("figures/mine/", figure_views.own, AsPerson(), "own_figures"),
    page("figures/path/", path_views.path, company_wide(Right.SEE_SESSIONS), "path"),
    page("figures/together/", path_views.together, company_wide(Right.SEE_SESSIONS), "together"),
    page("figures/benchmarks/", benchmark_views.benchmarks, company_wide(Right.SET_BENCHMARKS), "benchmarks"),
    *(pattern for kind in KINDS for pattern in _of_kind(kind)),
]
