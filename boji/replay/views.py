"""Pages of a replay: what is asked, how far it is, the answer, and one person's month under both plans.

Owns what each address answers. Opening an answer is a look at everybody's pay, and is recorded.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.engine.results.statement import NoSuchPerson
from boji.platform import audit, clock
from boji.platform.access import NotFound
from boji.platform.company import workspace
from boji.platform.components import address_of as arrangement_of
from boji.platform.words import language
from boji.replay import jobs, keeping, person_page, shown
from boji.replay.answer import Answer
from boji.replay.chosen import Chosen, draft_choices, version_choices
from boji.replay.forms import ReplayForm, usual_months
from boji.replay.replaying import key_for
from boji.replay.replaying import replay as compute
from boji.replay.tables import sheets
from boji.replay.workbook import write_workbook


def replay(request: HttpRequest) -> HttpResponse:
    """The question; its answer where there is one; posting has it computed."""
    company = workspace()
    given = request.POST if request.method == "POST" else request.GET
    names = given.getlist("draft")
    asks = request.method == "POST" or "first" in given
    form = ReplayForm(
        draft_choices(names, language()),
        version_choices(company),
        given if asks else None,
        initial={**usual_months(clock.today()), "draft": names},
    )
    if not asks or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "replay/replay.html", {"form": form}, status=status)
    chosen = _chosen(form)
    try:
        key = key_for(company, chosen.question(company))
    except jobs.REFUSALS as refusal:
        context = {"form": form, "refusal": refusal.text(language())}
        return render(request, "replay/replay.html", context, status=422)
    if request.method == "POST":
        if (
            keeping.kept_answer(company, key, with_runs=True) is None
            and jobs.ask_for(audit.actor_of(request), key, chosen) is None
        ):
            compute(company, chosen.question(company), with_runs=True)
        return HttpResponseRedirect(jobs.address_of(chosen))
    answer = keeping.kept_answer(company, key, with_runs=True)
    if answer is None:
        return render(request, "replay/replay.html", {"form": form, "asked": True, "job": jobs.job_of(key)})
    return _answered(request, form, chosen, answer)


def _answered(request: HttpRequest, form: ReplayForm, chosen: Chosen, answer: Answer) -> HttpResponse:
    audit.record(
        audit.actor_of(request), "look.replay", f"replay:{answer.key}", months="–".join(_ends(answer))
    )
    texts = [name.text(language()) for name in chosen.names(workspace())]
    asked = request.GET.get("show", "1")
    number = int(asked) if asked.isdecimal() and 1 <= int(asked) <= len(answer.drafts) else 1
    page = shown.Page(answer, texts, number, request.GET.urlencode())
    table, pages = page.people(arrangement_of(dict(request.GET.lists())), request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "people": table,
        "pages": pages,
        "tabs": page.tabs(request.GET.copy()),
        "file_query": request.GET.urlencode(),
    }
    return render(request, "replay/answer.html", context)


def _ends(answer: Answer) -> tuple[str, str]:
    return answer.months[0], answer.months[-1]


def replay_file(request: HttpRequest) -> HttpResponse | FileResponse:
    """The whole answer as a workbook."""
    company = workspace()
    names = request.GET.getlist("draft")
    form = ReplayForm(draft_choices(names, language()), version_choices(company), request.GET)
    if not form.is_valid():
        return HttpResponseRedirect(reverse("replay"))
    chosen = _chosen(form)
    try:
        answer = keeping.kept_answer(company, key_for(company, chosen.question(company)))
    except jobs.REFUSALS:
        answer = None
    if answer is None:  # the page says why, or has it computed
        return HttpResponseRedirect(jobs.address_of(chosen))
    first, last = _ends(answer)
    audit.record(
        audit.actor_of(request), "look.replay_file", f"replay:{answer.key}", months=f"{first}–{last}"
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "replay.xlsx"
        write_workbook(sheets(answer, chosen.names(company), language()), path)
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"replay-{first}-{last}.xlsx")


def replay_person(request: HttpRequest, key: str, side: int, period: str, person_id: str) -> HttpResponse:
    """Somebody's month under a draft beside that of what it is compared with, each line explained."""
    answer = keeping.kept_answer(workspace(), key, with_runs=True) if key.isalnum() else None
    if answer is None or period not in answer.months or not 1 <= side <= len(answer.drafts):
        raise NotFound(key)
    try:
        place = person_page.Place(answer, side, period, person_id)
        found = person_page.both_sides(workspace(), place, language())
    except NoSuchPerson as absent:
        raise NotFound(person_id) from absent
    audit.look(audit.actor_of(request), "replayed", person_id, f"period:{period}")
    return render(request, "replay/person.html", {"found": found, "query": request.GET.urlencode()})


def _chosen(form: ReplayForm) -> Chosen:
    data = form.cleaned_data
    return Chosen(tuple(data["draft"]), data["against"], data["first"], data["last"])
