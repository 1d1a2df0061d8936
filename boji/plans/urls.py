"""Addresses of plans, their drafts and the handbook."""

from __future__ import annotations

from django.urls import URLPattern

from boji.plans import draft_views, handbook_views, publish_views, views
from boji.platform.roles import Right
from boji.platform.routes import SignedIn, company_wide, page

_SEES = company_wide(Right.EDIT_PLANS, Right.PUBLISH_PLANS)
_EDITS = company_wide(Right.EDIT_PLANS)
_PUBLISHES = company_wide(Right.PUBLISH_PLANS)
_DRAFT = "plans/drafts/<int:number>/"

urlpatterns: list[URLPattern] = [
    page("plans/", views.plans, _SEES, "plans"),
    page("plans/compare/", views.compare, _SEES, "compare_plans"),
    page("plans/<int:number>/", views.version, _SEES, "plan_version"),
    page(_DRAFT, draft_views.draft, _SEES, "plan_draft"),
    page(f"{_DRAFT}check/", draft_views.check, _SEES, "check_draft"),
    page(f"{_DRAFT}history/", draft_views.draft_history, _SEES, "draft_history"),
    page(f"{_DRAFT}discard/", draft_views.discard, _EDITS, "discard_draft"),
    page(f"{_DRAFT}publish/", publish_views.publish, _PUBLISHES, "publish_draft"),
    page("plans/<int:number>/remind/", publish_views.remind_all, _PUBLISHES, "remind_of_plan"),
    page("handbook/", handbook_views.handbook, SignedIn(), "own_handbook"),
    page("handbook/<int:number>/", handbook_views.handbook_version, SignedIn(), "handbook_version"),
    page(
        "handbook/<int:number>/acknowledge/",
        handbook_views.acknowledge_version,
        SignedIn(),
        "acknowledge_version",
    ),
]
