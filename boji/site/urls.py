"""All addresses of the site, app by app. Every one has a rule (`boji.platform.routes`)."""

from __future__ import annotations

from django.urls import URLPattern

from boji.accounts import urls as accounts
from boji.analysis import urls as analysis
from boji.api import urls as api
from boji.disputes import urls as disputes
from boji.home import urls as home
from boji.imports import urls as imports
from boji.outcomes import urls as outcomes
from boji.payouts import urls as payouts
from boji.plans import urls as plans
from boji.platform.jobs import urls as jobs
from boji.platform.routes import Everyone, page
from boji.replay import urls as replay
from boji.site import health, views
from boji.statements import urls as statements
from boji.tokens import urls as tokens

urlpatterns: list[URLPattern] = [
    page("health/live", health.live, Everyone(), "live"),
    page("health/ready", health.ready, Everyone(), "ready"),
    page("language/", views.choose_language, Everyone(), "choose_language"),
    *accounts.urlpatterns,
    *home.urlpatterns,
    *payouts.urlpatterns,
    *plans.urlpatterns,
    *replay.urlpatterns,
    *statements.urlpatterns,
    *outcomes.urlpatterns,
    *disputes.urlpatterns,
    *analysis.urlpatterns,
    *imports.urlpatterns,
    *jobs.urlpatterns,
    *tokens.urlpatterns,
    *api.urlpatterns,
]

handler404 = views.not_found
handler500 = views.failed
