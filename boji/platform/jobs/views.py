"""Pages of jobs: the list, one job, and the fragment that shows how far it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from boji.platform.access import may
from boji.platform.audit import actor_of
from boji.platform.jobs import actions, queries
from boji.platform.models import User
from boji.platform.roles import Right


@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    user = _user(request)
    found = {"jobs": queries.jobs_of(user), "sees_all": may(user, Right.SEE_JOBS)}
    return render(request, "platform/jobs/jobs.html", found)


@require_GET
def job(request: HttpRequest, job_id: int) -> HttpResponse:
    return render(request, "platform/jobs/job.html", {"job": _view(request, job_id)})


@require_GET
def progress(request: HttpRequest, job_id: int) -> HttpResponse:
    """The fragment alone; once the job is done, a page that embeds it goes to the result."""
    shown = _view(request, job_id)
    response = render(request, "platform/jobs/progress.html", {"job": shown})
    if request.GET.get("follow") and shown.link:
        response.headers["HX-Redirect"] = shown.link
    elif request.GET.get("reload") and shown.is_over:
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: HttpRequest, job_id: int) -> HttpResponse:
    actions.cancel(actor_of(request), job_id)
    return redirect("job", job_id=job_id)


@require_POST
def try_again(request: HttpRequest, job_id: int) -> HttpResponse:
    return redirect("job", job_id=actions.try_again(actor_of(request), job_id).pk)


def _view(request: HttpRequest, job_id: int) -> queries.JobView:
    return queries.view_of(queries.job_for(_user(request), job_id))


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User), "the rules of these addresses ask for an account"
    return request.user
