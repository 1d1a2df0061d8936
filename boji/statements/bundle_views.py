"""The page on which the statements of a whole month are printed, and fetching the file.

Owns what each address answers; making the file is a job.
"""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.engine.periods import Period
from boji.payouts.queries import run_in_use
from boji.payouts.runs import RunAbsent
from boji.platform import audit, company
from boji.platform.access import reach
from boji.platform.jobs.queries import living_workers
from boji.platform.roles import Right
from boji.statements import access
from boji.statements.bundles import Form, bundles_of, get_bundle, newest_unfinished
from boji.statements.forms import BundleForm
from boji.statements.jobs import ask_for_bundle
from boji.statements.paper.sheet import Detail
from boji.statements.queries import people_paid
from boji.statements.views import reader


def bundles(request: HttpRequest, period: str) -> HttpResponse:
    """The statements of a month as one file: what was made, and asking for another."""
    month, user = access.month_named(period), reader(request)
    form = BundleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        ask_for_bundle(audit.actor_of(request), month, Form(asked["form"]), Detail(asked["detail"]))
        return HttpResponseRedirect(reverse("statement_bundles", args=[month.label]))
    people = _people(request, month)
    if people is None:
        return render(request, "statements/absent.html", {"period": month})
    context = {
        "period": month,
        "people": people,
        "form": form,
        "job": newest_unfinished(user, month),
        "bundles": bundles_of(user, company.workspace(), month),
        "works": bool(living_workers()),
    }
    return render(request, "statements/bundles.html", context, status=422 if form.errors else 200)


def bundle_file(request: HttpRequest, period: str, name: str) -> FileResponse:
    """One's own file, as a download; a look at everybody's pay."""
    month = access.month_named(period)
    found = get_bundle(reader(request), company.workspace(), month, name)
    audit.record(audit.actor_of(request), "look.all_statements", f"period:{month.label}", people=found.people)
    answer = FileResponse(found.path.open("rb"), as_attachment=True, filename=found.name)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _people(request: HttpRequest, month: Period) -> int | None:
    try:
        run = run_in_use(company.workspace(), month)
    except RunAbsent:
        return None
    return len(people_paid(run, reach(reader(request), Right.SEE_PAY)))
