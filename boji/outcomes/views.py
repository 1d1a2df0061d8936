"""Pages of outcomes: what is proposed, and deciding about one proposal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.engine.periods import Period, PeriodError
from boji.outcomes import shown
from boji.outcomes.actions import DecisionRefused, decide
from boji.outcomes.forms import DecisionForm
from boji.outcomes.queries import Proposal, get_proposal, periods_with_proposals, proposals_of
from boji.platform import clock
from boji.platform.access import NotFound, may
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import language, say


def outcomes(request: HttpRequest) -> HttpResponse:
    """Proposals of a period, or of the newest month and quarter; what is to be decided first."""
    company, user = workspace(), account_of(request)
    offered = periods_with_proposals(company)
    asked = request.GET.get("period", "")
    chosen = [_period(asked)] if asked else offered[:2]
    found = proposals_of(company, chosen, user, language())
    return render(
        request,
        "outcomes/outcomes.html",
        {
            "proposals": shown.list_table(found),
            "waiting": sum(one.decision is None for one in found),
            "periods": offered,
            "asked": asked,
        },
    )


def outcome(request: HttpRequest, period: str, name: str, person_id: str) -> HttpResponse:
    """One proposal with its evidence, and its decision: taken here, or as it was taken."""
    user = account_of(request)
    proposal = get_proposal(workspace(), _period(period), name, person_id, user, language())
    may_decide = may(user, Right.DECIDE_OUTCOMES)
    form = DecisionForm(proposal.asked, request.POST or None)
    if request.method == "POST" and may_decide and form.is_valid():
        try:
            decide(actor_of(request), workspace(), proposal, form.as_answer(), clock.now())
        except DecisionRefused as refused:
            for fault in refused.faults:
                form.add_error(fault.field or None, fault.text(language()))
        else:
            messages.success(request, _done(proposal, accepted=form.as_answer().accepted))
            return HttpResponseRedirect(reverse("outcomes"))
    return render(
        request,
        "outcomes/outcome.html",
        {"proposal": proposal, "form": form, "may_decide": may_decide},
        status=422 if form.errors else 200,
    )


def _period(label: str) -> Period:
    try:
        return Period.parse(label)
    except PeriodError:
        raise NotFound(label) from None


def _done(proposal: Proposal, *, accepted: bool) -> str:
    if accepted:
        return say("已采纳：{what}", "Accepted: {what}", what=proposal.text)
    return say("已驳回：{what}", "Declined: {what}", what=proposal.text)
