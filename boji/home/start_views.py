"""Choosing the first plan: one that comes with the product, published with a reason."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from boji.people.proposing import first_day_of_facts
from boji.plans.publishing import publications, publish_plan
from boji.plans.shipped import shipped_plans
from boji.platform import clock
from boji.platform.audit import actor_of, record
from boji.platform.company import workspace
from boji.platform.words import language, say


def start_plan(request: HttpRequest) -> HttpResponse:
    """The plans to begin with. Once one is published, plans are changed on their own pages."""
    company = workspace()
    if publications(company):
        return redirect("plans")
    first = first_day_of_facts(company) or clock.today()
    plans = shipped_plans(first)
    reason = request.POST.get("reason", "").strip()[:300]
    chosen = next((one for one in plans if one.name == request.POST.get("plan")), None)
    if request.method == "POST" and chosen and reason:
        actor = actor_of(request)
        made = publish_plan(company, chosen.text, reason, clock.now(), actor.name)
        record(actor, "plan.begun_with", f"plan:{made.number}", title=chosen.title.zh, reason=reason)
        messages.success(
            request, say("方案已发布，可以核算了", "The plan is published; a month can be calculated")
        )
        return redirect("home")
    context = {
        "plans": [(one.name, one.title.text(language()), one.about.text(language())) for one in plans],
        "day": first.replace(day=1),
        "reason": reason or say("开始使用播绩", "We begin with Boji"),
        "chosen": chosen.name if chosen else plans[0].name,
        "wrong": request.method == "POST",
    }
    return render(request, "home/start_plan.html", context, status=422 if context["wrong"] else 200)
