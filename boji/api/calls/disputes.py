"""Disputes: questions about figures, with everything that was said. Reads only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Day, Form, Moment, Money, Number
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.disputes.models import Dispute, Entry
from boji.disputes.queries import disputes_for, get_thread
from boji.engine.results.texts import money_text
from boji.platform import company
from boji.platform.routes import SignedIn
from boji.tokens.rules import Scope

StateName = Literal["open", "answered", "upheld", "rejected", "withdrawn"]


class DisputeForm(Form):
    """A question about a figure of somebody's month, as it stood in one run."""

    number: int
    period: str
    person_id: str
    name: str
    figure: str
    label: str
    amount: Money | None
    run: str
    state: StateName
    raised_at: Moment
    due_on: Day
    closed_at: Moment | None


class EvidenceForm(Form):
    name: str
    sha256: str
    size: int


class SaidForm(Form):
    """One step of the thread; `by` is null for the site itself."""

    move: str
    at: Moment
    by: str | None
    text: str
    correction: Money | None
    files: list[EvidenceForm]


class ThreadForm(DisputeForm):
    entries: list[SaidForm]


def list_disputes(
    request: HttpRequest,
    limit: Limit,
    cursor: Cursor,
    state: Annotated[Literal["going_on", StateName] | None, Query(None)],
    period: Annotated[str, Query("", max_length=10, example="2026-09")],
) -> HttpResponse:
    """List the disputes that the account may see: its own, or those that it answers. Newest first."""
    user, workspace = caller_of(request).user, company.workspace()
    found = disputes_for(user, workspace, state=state or "", period=period)
    found.sort(key=lambda one: one.pk, reverse=True)
    return answer(part_of(found, lambda one: one.pk, cursor, limit, newest_first=True).shown(_dispute_json))


def show_dispute(request: HttpRequest, number: Number) -> HttpResponse:
    """Show a dispute with everything that was said in it."""
    thread = get_thread(caller_of(request).user, company.workspace(), number)
    return answer(_dispute_json(thread.dispute) | {"entries": [_entry_json(one) for one in thread.entries]})


def _dispute_json(one: Dispute) -> dict[str, Any]:
    return {
        "number": one.pk,
        "period": one.period,
        "person_id": one.person_id,
        "name": one.name,
        "figure": one.figure,
        "label": one.label,
        "amount": _money(one.fen),
        "run": one.run,
        "state": one.state,
        "raised_at": one.raised_at.isoformat(),
        "due_on": one.due_on.isoformat(),
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
    }


def _entry_json(one: Entry) -> dict[str, Any]:
    return {
        "move": one.move,
        "at": one.at.isoformat(),
        "by": one.by.username if one.by else None,
        "text": one.text,
        "correction": _money(one.correction_fen),
        "files": [
            {"name": file.name, "sha256": file.sha256, "size": file.size} for file in one.evidence.all()
        ],
    }


def _money(fen: int | None) -> str | None:
    return None if fen is None else money_text(fen)


CALLS = (
    Call("GET", "disputes", list_disputes, Scope.READ_DISPUTES, SignedIn(), Page[DisputeForm]),
    Call("GET", "disputes/{number}", show_dispute, Scope.READ_DISPUTES, SignedIn(), ThreadForm),
)
