"""Addresses of jobs. Whose job may be seen is narrowed by the queries."""

from __future__ import annotations

from django.urls import URLPattern

from boji.platform.jobs import views
from boji.platform.routes import SignedIn, page

urlpatterns: list[URLPattern] = [
    page("jobs/", views.jobs, SignedIn(), "jobs"),
    page("jobs/<int:job_id>/", views.job, SignedIn(), "job"),
    page("jobs/<int:job_id>/progress/", views.progress, SignedIn(), "job_progress"),
    page("jobs/<int:job_id>/cancel/", views.cancel, SignedIn(), "cancel_job"),
    page("jobs/<int:job_id>/again/", views.try_again, SignedIn(), "try_job_again"),
]
