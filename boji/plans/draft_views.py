"""Pages of a draft: its editor with the check beside it, saving, its history."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.plans import reading, shown
from boji.plans.actions import discard_draft, save_draft
from boji.plans.checking import checked
from boji.plans.forms import TextForm
from boji.plans.models import Draft
from boji.plans.queries import get_draft, revision_of
from boji.plans.refusals import Overtaken, PlanStepRefused
from boji.plans.rules import DraftState
from boji.platform import clock
from boji.platform.audit import actor_of
from boji.platform.words import language


def draft(request: HttpRequest, number: int) -> HttpResponse:
    """The text of a draft with what is to be said of it; posting saves it."""
    found = get_draft(number)
    newest = revision_of(found)
    form = TextForm(request.POST or None, initial={"text": newest.text, "revision": newest.number})
    if request.method != "POST":
        return _editor(request, found, form)
    if not form.is_valid():
        return _editor(request, found, form, status=422)
    try:
        saved = save_draft(
            actor_of(request), number, form.cleaned_data["text"], form.cleaned_data["revision"], clock.now()
        )
    except PlanStepRefused as refused:
        form.add_error("text", refused.text(language()))
        return _editor(request, found, form, status=422)
    except Overtaken as overtaken:
        # Who saves once more does it on top of the other text, and knows of it.
        again = {"text": form.cleaned_data["text"], "revision": overtaken.revision}
        return _editor(request, found, TextForm(initial=again), overtaken=overtaken, status=409)
    return HttpResponseRedirect(reverse("plan_draft", args=[saved.pk]))


def _editor(
    request: HttpRequest,
    found: Draft,
    form: TextForm,
    *,
    overtaken: Overtaken | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "draft": found,
        "open": found.standing is DraftState.OPEN,
        "changed": shown.changed_words(found),
        "form": form,
        "overtaken": overtaken,
    }
    return render(request, "plans/draft.html", context, status=status)


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """What is to be said of a text that is being written, whether it is saved or not."""
    get_draft(number)
    form = TextForm({"text": request.POST.get("text", ""), "revision": 1})
    if not form.is_valid():
        return render(request, "plans/findings.html", {"form": form}, status=422)
    found = checked(form.cleaned_data["text"])
    context = {
        "found": found,
        "issues": [shown.issue(one) for one in found.issues],
        "verdicts": shown.verdict_table(found.verdicts),
        "words": reading.handbook_html(found.plan, language()) if found.plan else "",
    }
    return render(request, "plans/findings.html", context)


@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Put a draft aside."""
    discard_draft(actor_of(request), number, clock.now())
    return HttpResponseRedirect(reverse("plans"))
