"""The handbook page of a person: the plan read out, what concerns them first; acknowledging a version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.plans import shown
from boji.plans.announcing import acknowledge
from boji.plans.own_handbook import own_handbook, ruling_today
from boji.plans.queries import versions
from boji.platform import clock
from boji.platform.access import NotFound
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.routes import account_of
from boji.platform.words import language, say


def handbook(request: HttpRequest) -> HttpResponse:
    """The version that rules today, for the account's own person."""
    return _handbook(request, None)


def handbook_version(request: HttpRequest, number: int) -> HttpResponse:
    """A version of the past, or one that comes."""
    return _handbook(request, number)


def _handbook(request: HttpRequest, number: int | None) -> HttpResponse:
    company, person_id, today = workspace(), account_of(request).person_id, clock.today()
    listed = [one for one in versions(company, today) if one.rules_on]
    if not person_id:
        if number is not None:
            raise NotFound(str(number))
        return render(request, "plans/handbook.html", {"person": False})
    if number is None:
        chosen = ruling_today(listed)
    else:
        chosen = next((one for one in listed if one.number == number), None)
        if chosen is None:
            raise NotFound(str(number))
    context: dict[str, object] = {
        "person": True,
        "version": chosen,
        "versions": shown.own_versions_table(listed),
    }
    if chosen is not None:
        context |= {
            "name": shown.version_name(chosen.publication),
            "standing": shown.standing(chosen),
            "days": shown.days_words(chosen.rules_on),
            "own": own_handbook(company, chosen, person_id, today, language()),
        }
    return render(request, "plans/handbook.html", context)


@require_POST
def acknowledge_version(request: HttpRequest, number: int) -> HttpResponse:
    """Say that one knows of a version that concerns one."""
    acknowledge(actor_of(request), workspace(), number, clock.now())
    messages.success(request, say("已确认知悉第 {n} 版", "You acknowledged version {n}", n=number))
    return HttpResponseRedirect(reverse("home"))
