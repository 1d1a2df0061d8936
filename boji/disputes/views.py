"""Pages of disputes: the list, raising one, the thread, and its files."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.disputes import shown
from boji.disputes.actions import MoveRefused, disputed, move, raise_dispute
from boji.disputes.evidence import EvidenceRefused, path_of
from boji.disputes.forms import MoveForm, WordsForm
from boji.disputes.queries import disputes_for, get_evidence, get_thread
from boji.disputes.rules import Move, State
from boji.engine.periods import Period, PeriodError
from boji.people.queries import person_on
from boji.platform import clock
from boji.platform.access import NotFound, is_own, reach
from boji.platform.audit import actor_of
from boji.platform.company import workspace
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import language, say


def disputes(request: HttpRequest) -> HttpResponse:
    """All disputes that the account may see; those that go on by default."""
    user, today = account_of(request), clock.today()
    state = request.GET.get("state", "going_on")
    asked = "" if state == "all" else state
    found = disputes_for(user, workspace(), state=asked, period=request.GET.get("period", ""))
    states = [(one, one.text(language())) for one in State]
    context = {"disputes": shown.list_table(found, today), "state": state, "states": states}
    return render(request, "disputes/disputes.html", context)


def new_dispute(request: HttpRequest, period: str, person_id: str, figure: str) -> HttpResponse:
    """Ask about a figure of a statement."""
    company, user, month = workspace(), account_of(request), _period(period)
    _demand_their_pay(user, month, person_id)
    about = disputed(company, month, person_id, figure)
    form = WordsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        words, files = form.cleaned_data["text"], form.cleaned_data["evidence"]
        try:
            made = raise_dispute(
                actor_of(request), company, month, person_id, about, words, files, clock.now()
            )
        except (MoveRefused, EvidenceRefused) as refused:
            form.add_error("text", refused.text(language()))
        else:
            done = say("已提出，{day} 前答复", "Raised; an answer is due by {day}", day=made.due_on)
            messages.success(request, done)
            return HttpResponseRedirect(reverse("dispute", args=[made.pk]))
    return render(
        request,
        "disputes/new.html",
        {"form": form, "about": about, "label": about.label.text(language()), "period": month},
        status=422 if form.errors else 200,
    )


def dispute(request: HttpRequest, number: int) -> HttpResponse:
    """The thread of a dispute, and what its reader may do now."""
    company, user = workspace(), account_of(request)
    thread = get_thread(user, company, number)
    form = MoveForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            move(
                actor_of(request),
                company,
                thread.dispute,
                Move(given["move"]),
                given["text"],
                clock.now(),
                files=given["evidence"],
                correction=form.as_correction(),
            )
        except MoveRefused as refused:
            form.add_error(refused.place, refused.text(language()))
        except EvidenceRefused as refused:
            form.add_error("text", refused.text(language()))
        else:
            messages.success(request, say("已保存", "Saved"))
            return HttpResponseRedirect(reverse("dispute", args=[number]))
    return render(
        request,
        "disputes/dispute.html",
        {
            "dispute": thread.dispute,
            "label": thread.dispute.called(language()),
            "standing": shown.standing(thread.dispute),
            "due": shown.due_words(thread.dispute, clock.today()),
            "entries": [shown.said(one) for one in thread.entries],
            "moves": [(one, shown.button(one)) for one in thread.moves],
            "corrects": Move.UPHOLD in thread.moves,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def evidence(request: HttpRequest, number: int, file: int) -> FileResponse:
    """A file of a dispute, as a download."""
    found = get_evidence(account_of(request), workspace(), number, file)
    return FileResponse(
        path_of(workspace(), found.sha256).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/octet-stream",
    )


def _period(label: str) -> Period:
    try:
        return Period.parse(label)
    except PeriodError:
        raise NotFound(label) from None


def _demand_their_pay(user: User, period: Period, person_id: str) -> None:
    """Raise NotFound unless the account may see this person's pay."""
    if is_own(user, person_id):
        return
    person = person_on(workspace(), person_id, period.last_day)
    if person is None or not reach(user, Right.ANSWER_DISPUTES).holds(person.team):
        raise NotFound(person_id)
