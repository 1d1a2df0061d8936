"""Pages of imports: dropping files, what they are, the history, one import, undoing it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from boji.engine.plan.issues import PlanRefused
from boji.imports import actions, jobs, shown
from boji.imports.effects import effect_of
from boji.imports.formats import own_titles
from boji.imports.forms import UndoForm, export_times, modified_times
from boji.imports.models import Upload
from boji.imports.queries import (
    brought_files,
    file_waiting,
    files_of,
    history,
    import_of,
    job_of_import,
    job_of_upload,
    kept_upload,
    upload_of,
    upload_waiting,
    waiting_uploads,
)
from boji.imports.tabs import tabs
from boji.intake import ImportRefused
from boji.lake.ledger import ImportAbsent
from boji.platform import clock
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.jobs.kinds import Refusal
from boji.platform.words import language, say

SHOWN = 100  # of the history


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Where files are dropped, what waits, and what was imported."""
    return _imports(request)


@require_POST
def upload_files(request: HttpRequest) -> HttpResponse:
    """Take files and have them looked at."""
    files = request.FILES.getlist("files")
    try:
        made = actions.upload(actor_of(request), files, modified_times(request.POST, len(files)))
    except Refusal as refused:
        return _imports(request, refusal=refused.text(language()))
    _have_looked(request, made)
    return redirect("upload", made.pk)


@require_GET
def upload(request: HttpRequest, number: int) -> HttpResponse:
    """What the files of an upload are."""
    one = upload_of(number)
    if one.number is not None:
        return redirect("import", one.number)
    return _upload(request, one)


@require_POST
def look_again(request: HttpRequest, number: int) -> HttpResponse:
    """Have the files looked at once more, as after a fault or a change of formats."""
    one = upload_waiting(number)
    look_again_at(request, one)
    return redirect("upload", one.pk)


@require_POST
def import_upload(request: HttpRequest, number: int) -> HttpResponse:
    """Import the files, with the export times that were said; asked for twice, the import that was made."""
    one, company, actor = upload_of(number), workspace(), actor_of(request)
    if one.number is not None:
        return redirect("import", one.number)
    times, errors = export_times(request.POST, one.files.all(), company.timezone, clock.now())
    if errors or not actions.ready(one):
        return _upload(request, one, errors=errors)
    actions.say_times(one, times)
    try:
        jobs.ask_for(
            actor,
            jobs.bring,
            {"upload": one.pk},
            f"upload:{one.pk}",
            lambda: actions.bring(actor, company, one, jobs.quietly),
        )
    except (ImportRefused, PlanRefused, Refusal) as refused:
        return _upload(request, one, refusal=refused.text(language()))
    made = upload_of(number).number
    return redirect("upload", number) if made is None else redirect("import", made)


@require_POST
def discard_upload(request: HttpRequest, number: int) -> HttpResponse:
    actions.discard(actor_of(request), upload_waiting(number))
    messages.success(request, say("文件已放弃，没有导入", "The files were discarded; nothing was imported"))
    return redirect("imports")


@require_POST
def discard_file(request: HttpRequest, number: int, file: int) -> HttpResponse:
    one = file_waiting(number, file)
    last = one.upload.files.count() == 1
    actions.discard_file(actor_of(request), one)
    return redirect("imports") if last else redirect("upload", number)


def one_import(request: HttpRequest, number: int) -> HttpResponse:
    """An import in detail; undone by a form with its reason."""
    company, actor = workspace(), actor_of(request)
    line = import_of(company, number)
    form = UndoForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            jobs.ask_for(
                actor,
                jobs.undo,
                {"number": number, "reason": reason},
                f"undo:{number}",
                lambda: actions.undo(actor, company, number, reason, jobs.quietly),
            )
        except ImportAbsent as refused:
            messages.error(request, refused.text(language()))
        return HttpResponseRedirect(reverse("import", args=[number]))
    found = brought_files(company, line)
    own = own_titles(company)
    context = {
        "line": line,
        "number": number,
        "state": shown.state_of(line),
        "table": shown.brought_table(found, own),
        "files": [
            (one, shown.reason_table(one), [shown.issue_words(note) for note in one.notes]) for one in found
        ],
        "left": sum(one.left for one in found),
        "wants_people": any(
            why.issue.code.startswith("unknown_person") or why.issue.code == "several_rooms"
            for one in found
            if one.left
            for why in one.reasons
        ),
        "job": job_of_import(number),
        "form": form,
        "may_repeat": line.undone is not None and kept_upload(number) is not None,
    }
    return render(request, "imports/import.html", context, status=422 if form.errors else 200)


@require_GET
def undo_effect(request: HttpRequest, number: int) -> HttpResponse:
    """What undoing would take away: counted when it is asked for."""
    effect = effect_of(workspace(), import_of(workspace(), number).entry)
    context = {
        "effect": effect,
        "lines": shown.effect_words(effect),
        "locked": shown.locked_words(effect),
    }
    return render(request, "imports/effect.html", context)


@require_POST
def import_again(request: HttpRequest, number: int) -> HttpResponse:
    """Upload the files of an undone import once more, while they are kept."""
    import_of(workspace(), number)
    before = kept_upload(number)
    if before is None:
        return redirect("imports")
    made = actions.again(actor_of(request), before)
    _have_looked(request, made)
    return redirect("upload", made.pk)


def look_again_at(request: HttpRequest, one: Upload) -> None:
    actions.forget_looks(one)
    _have_looked(request, one)


def _imports(request: HttpRequest, refusal: str = "") -> HttpResponse:
    page = Paginator(history(workspace()), SHOWN).get_page(request.GET.get("page"))
    context = {
        "waiting": waiting_uploads(),
        "history": shown.history_table(list(page)),
        "page": page,
        "refusal": refusal,
        "tabs": tabs(request, "imports"),
    }
    return render(request, "imports/imports.html", context, status=422 if refusal else 200)


def _upload(
    request: HttpRequest, one: Upload, *, errors: dict[int, str] | None = None, refusal: str = ""
) -> HttpResponse:
    company = workspace()
    found, own = files_of(one), own_titles(company)
    job = job_of_upload(one)
    failed = job is not None and job.is_over
    cards = [shown.file_card(file, own, company.timezone) for file in found]
    context = {
        "upload": one,
        "cards": [(card, (errors or {}).get(card.pk, "")) for card in cards],
        "unknown": sum(card.is_unknown for card in cards),
        "blocked": sum(bool(card.issues) for card in cards),
        "unseen": sum(file.seen is None for file in found),
        "rows": sum(file.seen.look.rows for file in found if file.seen),
        "ready": actions.ready(one),
        "job": None if failed else job,
        "refusal": refusal or (job.said if failed and job else ""),
    }
    status = 422 if errors or refusal else 200
    return render(request, "imports/upload.html", context, status=status)


def _have_looked(request: HttpRequest, one: Upload) -> None:
    actor = actor_of(request)
    jobs.ask_for(
        actor,
        jobs.look,
        {"upload": one.pk},
        f"look:{one.pk}",
        lambda: actions.look(actor, workspace(), one, jobs.quietly),
    )
