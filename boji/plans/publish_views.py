"""Publishing a draft: what would follow, the reason, and the step itself; reminding of a version."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from boji.engine.plan.diff import differences
from boji.plans import shown
from boji.plans.announcing import remind
from boji.plans.concerning import concerned, version_before
from boji.plans.forms import PublishForm
from boji.plans.judging import JUDGE, Busy
from boji.plans.publish_actions import publish_draft, refuse_unless_publishable
from boji.plans.publishing import Publication, publications
from boji.plans.queries import get_draft, revision_of
from boji.plans.refusals import PlanStepRefused
from boji.platform import clock
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.routes import account_of
from boji.platform.words import language, say


def publish(request: HttpRequest, number: int) -> HttpResponse:
    """What a draft would change, whom it concerns and from when; posting publishes it with a reason."""
    company, user, draft = workspace(), account_of(request), get_draft(number)
    form = PublishForm(request.POST or None, initial={"revision": draft.revision})
    if request.method == "POST" and form.is_valid():
        seen, reason = form.cleaned_data["revision"], form.cleaned_data["reason"]
        try:
            made = publish_draft(actor_of(request), company, number, seen, reason, clock.now())
        except PlanStepRefused as refused:
            form.add_error("reason", refused.text(language()))
        else:
            messages.success(request, say("已发布第 {n} 版", "Version {n} is published", n=made.number))
            return HttpResponseRedirect(reverse("plan_version", args=[made.number]))
    text = revision_of(draft).text
    context: dict[str, object] = {"draft": draft, "form": form}
    try:
        refuse_unless_publishable(company, draft, user)
        found = JUDGE.check(text, user.pk)
    except PlanStepRefused as refused:
        context["refusal"] = refused.text(language())
    except Busy:
        context["refusal"] = say(
            "正在检查别的方案，请过几秒刷新", "Another plan is being checked; reload in a moment"
        )
    else:
        context |= {"found": found, "failing": len(found.failing)}
        if found.plan:
            numbers = [one.number for one in publications(company)]
            as_next = Publication(max(numbers, default=0) + 1, "", clock.now().isoformat(), found.plan)
            before = version_before(company, as_next)
            context |= {
                "plan": found.plan,
                "people": len(concerned(company, as_next)),
                "past": found.plan.effective_from <= clock.today(),
                "before": shown.version_name(before) if before else "",
                "changes": differences(before.plan, found.plan, language()) if before else [],
            }
    return render(request, "plans/publish.html", context, status=422 if form.errors else 200)


@require_POST
def remind_all(request: HttpRequest, number: int) -> HttpResponse:
    """Remind everybody who has not acknowledged a version."""
    count = remind(actor_of(request), workspace(), number, clock.now())
    messages.success(request, say("已提醒 {n} 人", "{n} people are reminded", n=count))
    return HttpResponseRedirect(reverse("plan_version", args=[number]))
