"""Pages of plans: the list of versions and drafts, and one published version."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.engine.plan.diff import differences
from boji.plans import reading, shown
from boji.plans.actions import begin_draft
from boji.plans.announced import acknowledgements, record_of
from boji.plans.comparing import side, sides
from boji.plans.concerning import concerned
from boji.plans.forms import BeginForm
from boji.plans.queries import Standing, Version, get_publication, open_drafts, versions
from boji.plans.refusals import PlanStepRefused
from boji.plans.skeleton import skeleton
from boji.plans.text_changes import text_changes
from boji.platform import clock
from boji.platform.access import NotFound, may_for_all
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import language
from boji.workspace import Workspace


def plans(request: HttpRequest) -> HttpResponse:
    """Every published version and every draft; beginning another draft."""
    company, today = workspace(), clock.today()
    published = versions(company, today)
    edits = may_for_all(account_of(request), Right.EDIT_PLANS)
    choices = [(one.number, shown.version_name(one.publication)) for one in published]
    form = BeginForm(choices, request.POST or None)
    if request.method == "POST" and edits and form.is_valid():
        number = form.cleaned_data["based_on"]
        text = get_publication(company, number).plan.source if number else skeleton(today)
        try:
            draft = begin_draft(
                actor_of(request), form.cleaned_data["name"], text, clock.now(), based_on=number
            )
        except PlanStepRefused as refused:
            form.add_error("name", refused.text(language()))
        else:
            return HttpResponseRedirect(reverse("plan_draft", args=[draft.pk]))
    context = {
        "versions": shown.version_table((one, _known(company, one)) for one in published),
        "drafts": shown.draft_table(open_drafts()),
        "edits": edits,
        "form": form,
        "in_force": next((one for one in published if one.standing == "in_force"), None),
    }
    return render(request, "plans/plans.html", context, status=422 if form.errors else 200)


def compare(request: HttpRequest) -> HttpResponse:
    """Two plans compared in words and line by line; the two newest where the address names none."""
    company = workspace()
    offered = sides(company)
    keys = [key for key, _ in offered]
    if not keys:
        raise NotFound("plans")
    new = side(company, request.GET.get("new") or keys[0])
    old = side(company, request.GET.get("old") or keys[min(1, len(keys) - 1)])
    context = {
        "old": old,
        "new": new,
        "sides": offered,
        "broken": [one for one in (old, new) if one.plan is None],
        "changes": differences(old.plan, new.plan, language()) if old.plan and new.plan else None,
        "lines": text_changes(old.text, new.text),
    }
    return render(request, "plans/compare.html", context)


def version(request: HttpRequest, number: int) -> HttpResponse:
    """A published version: when it rules, why it was published, and what it says in words."""
    found = next((one for one in versions(workspace(), clock.today()) if one.number == number), None)
    if found is None:
        raise NotFound(str(number))
    told = record_of(workspace(), found.publication)
    context = {
        "version": found,
        "name": shown.version_name(found.publication),
        "standing": shown.standing(found),
        "days": shown.days_words(found.rules_on),
        "published": shown.published_words(found.publication),
        "words": reading.handbook_html(found.publication.plan, language()),
        "told": shown.told_table(told),
        "known": sum(one.acknowledged_at is not None for one in told),
        "waiting": sum(one.has_account and one.acknowledged_at is None for one in told),
        "may_remind": found.standing in (Standing.IN_FORCE, Standing.COMING)
        and may_for_all(account_of(request), Right.PUBLISH_PLANS),
    }
    return render(request, "plans/version.html", context)


def _known(company: Workspace, one: Version) -> tuple[int, int]:
    """How many of those whom a version concerns have acknowledged it, and how many they are."""
    whom = concerned(company, one.publication)
    return sum(person_id in whom for person_id in acknowledgements(one.number)), len(whom)
