"""Addresses of statements and score cards."""

from __future__ import annotations

from django.urls import URLPattern

from boji.platform.roles import Right
from boji.platform.routes import OwnOr, SignedIn, company_wide, holding, page
from boji.statements import bundle_views, paper_views, score_views, views, what_if_views

_MONTH = "statements/<str:period>/"
_PERSON = f"{_MONTH}<str:person_id>/"

urlpatterns: list[URLPattern] = [
    page("statements/", views.own_statements, SignedIn(), "own_statements"),
    page(_MONTH, views.statements_of_month, holding(Right.SEE_PAY), "statements_of_month"),
    page(f"{_MONTH}print/", bundle_views.bundles, company_wide(Right.SEE_PAY), "statement_bundles"),
    page(
        f"{_MONTH}print/<str:name>/",
        bundle_views.bundle_file,
        company_wide(Right.SEE_PAY),
        "statement_bundle",
    ),
    page(_PERSON, views.statement, OwnOr(Right.SEE_PAY), "statement"),
    page(f"{_PERSON}statement.pdf", paper_views.statement_pdf, OwnOr(Right.SEE_PAY), "statement_pdf"),
    page(f"{_PERSON}why/<path:place>/", views.why, OwnOr(Right.SEE_PAY), "statement_why"),
    page(f"{_PERSON}what-if/", what_if_views.what_if, OwnOr(Right.SEE_PAY), "what_if"),
    page(f"{_PERSON}next-steps/", what_if_views.next_steps, OwnOr(Right.SEE_PAY), "next_steps"),
    page(f"{_PERSON}score/", score_views.score_card, OwnOr(Right.SEE_SCORES), "score_card"),
    page(f"{_PERSON}score/why/<path:place>/", score_views.why, OwnOr(Right.SEE_SCORES), "score_why"),
]
