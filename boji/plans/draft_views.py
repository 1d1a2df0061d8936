"""Pages of a draft: its editor with the check beside it, saving, its history."""

from __future__ import annotations

from contextlib import suppress

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import json_script
from django.views.decorators.http import require_POST

from boji.plans import editor_words, reading, shown
from boji.plans.actions import discard_draft, restore_revision, save_draft
from boji.plans.forms import RevisionForm, TextForm
from boji.plans.judging import JUDGE, Busy
from boji.plans.models import Draft
from boji.plans.queries import get_draft, history, revision_of
from boji.plans.refusals import Overtaken, PlanStepRefused
from boji.plans.rules import DraftState, line_ends
from boji.plans.text_changes import text_changes
from boji.platform import clock
from boji.platform.access import may_for_all
from boji.platform.audit import actor_of
from boji.platform.roles import Right
from boji.platform.routes import account_of
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
    text, seen = form.cleaned_data["text"], form.cleaned_data["revision"]
    try:
        saved = save_draft(actor_of(request), number, text, seen, clock.now())
    except PlanStepRefused as refused:
        form.add_error("text", refused.text(language()))
        return _editor(request, found, form, status=422)
    except Overtaken as overtaken:
        # Who saves once more does it on top of the other text, and knows of it.
        again = TextForm(initial={"text": text, "revision": overtaken.revision})
        return _editor(request, found, again, overtaken=overtaken, status=409)
    if _is_fragment(request):
        return _editor(request, saved, TextForm(initial={"revision": saved.revision}))
    return HttpResponseRedirect(reverse("plan_draft", args=[saved.pk]))


def _editor(
    request: HttpRequest,
    found: Draft,
    form: TextForm,
    *,
    overtaken: Overtaken | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page, or for htmx only how its text stands: the text itself is never taken from under a writer."""
    context = {
        "draft": found,
        "changed": shown.changed_words(found),
        "form": form,
        "overtaken": overtaken,
    }
    if _is_fragment(request):
        return render(request, "plans/saved.html", context, status=status)
    account = account_of(request)
    edits = may_for_all(account, Right.EDIT_PLANS)
    is_open = found.standing is DraftState.OPEN
    if not (edits and is_open):
        form.fields["text"].widget.attrs["readonly"] = True
    words = {
        "words": editor_words.completions(language()),
        "phrases": editor_words.phrases(language()),
    }
    context |= {
        "open": is_open,
        "edits": edits,
        "publishes": may_for_all(account, Right.PUBLISH_PLANS),
        "sees_pay": may_for_all(account, Right.SEE_PAY),
        "state": found.standing.text(language()),
        "editor_words": json_script(words, "editor-words"),
    }
    return render(request, "plans/draft.html", context, status=status)


def _is_fragment(request: HttpRequest) -> bool:
    return bool(request.headers.get("HX-Request"))


@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """What is to be said of a text that is being written, whether it is saved or not."""
    get_draft(number)
    form = TextForm({"text": request.POST.get("text", ""), "revision": 1})
    if not form.is_valid():
        return render(request, "plans/findings.html", {"form": form}, status=422)
    try:
        found = JUDGE.check(line_ends(form.cleaned_data["text"]), account_of(request).pk)
    except Busy:
        return render(request, "plans/findings.html", {"busy": True, "number": number})
    context = {
        "issues": [shown.issue(one) for one in found.issues],
        "verdicts": [shown.verdict(one, found.plan) for one in found.verdicts if found.plan],
        "failing": len(found.failing),
        "words": reading.handbook_html(found.plan, language()) if found.plan else "",
    }
    return render(request, "plans/findings.html", context)


def draft_history(request: HttpRequest, number: int) -> HttpResponse:
    """Every saved text: who and when; of one of them what it changed, and taking it up again."""
    found = get_draft(number)
    asked = request.GET.get("revision", "")
    chosen = revision_of(found, int(asked) if asked.isdecimal() and len(asked) < 9 else None)
    before = revision_of(found, chosen.number - 1) if chosen.number > 1 else None
    form = RevisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        taken, seen = form.cleaned_data["number"], form.cleaned_data["revision"]
        try:
            restore_revision(actor_of(request), number, taken, seen, clock.now())
        except (PlanStepRefused, Overtaken) as refused:
            form.add_error(None, shown.refusal_words(refused))
        else:
            return HttpResponseRedirect(reverse("plan_draft", args=[number]))
    context = {
        "draft": found,
        "form": form,
        "table": shown.history_table(history(found), chosen.number),
        "chosen": chosen,
        "newest": chosen.number == found.revision,
        "takes_up": found.standing is DraftState.OPEN and may_for_all(account_of(request), Right.EDIT_PLANS),
        "changes": text_changes(before.text if before else "", chosen.text),
    }
    return render(request, "plans/history.html", context, status=422 if form.errors else 200)


@require_POST
def discard(request: HttpRequest, number: int) -> HttpResponse:
    """Put a draft aside."""
    with suppress(PlanStepRefused):  # put aside or published by somebody else meanwhile: the list says so
        discard_draft(actor_of(request), number, clock.now())
    return HttpResponseRedirect(reverse("plans"))
