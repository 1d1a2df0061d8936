"""Statements: of one person, of all within reach, and why a figure of pay is what it is."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Exact, Form, Money, Month, PersonId, RunFacts, Score
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.engine.explain import explain
from boji.engine.periods import Period
from boji.engine.results.statement import statement
from boji.engine.run import Run
from boji.payouts.queries import run_in_use
from boji.platform import audit, company
from boji.platform.access import NotFound, reach
from boji.platform.roles import Right
from boji.platform.routes import OwnOr, holding
from boji.platform.words import language
from boji.statements import access
from boji.statements.queries import people_paid
from boji.tokens.rules import Scope

Figure = Literal["pay", "commission", "base_pay", "bonus", "adjustment"]


class LineForm(Form):
    """One amount with its base and rate, null where they make it in another way."""

    kind: str
    scheme: str | None
    label: str
    base: Money | None
    rate: Exact | None
    amount: Money


class StatementForm(Form):
    """A person's month; the lines add up to the pay. Empty ones say why in `incomplete`."""

    person_id: str
    period: str
    schemes: list[str]
    lines: list[LineForm]
    commission: Money
    base_pay: Money
    bonus: Money
    adjustment: Money
    pay: Money
    score: Score | None
    grade: str | None
    incomplete: list[str]
    run: RunFacts


class NodeForm(Form):
    """One figure, said in a sentence, with the parts that made it."""

    figure: str
    value: str | None
    text: str
    parts: list[NodeForm]


Lines = Annotated[int, Query(5, ge=0, le=1000, description="Order lines to list under each sum.")]


def list_statements(request: HttpRequest, period: Month, limit: Limit, cursor: Cursor) -> HttpResponse:
    """List the statements of a month, of everybody whose pay the account sees.

    Sorted by person. Each part is recorded as a look at pay.
    """
    caller, month = caller_of(request), access.month_named(period)
    run = _run(month)
    people = people_paid(run, reach(caller.user, Right.SEE_PAY))
    part = part_of(people, lambda one: one.person_id, cursor, limit)
    audit.record(caller.actor, "look.statements", f"period:{month.label}", people=len(part.items))
    return answer(part.shown(lambda one: statement(run, one.person_id, language())))


def show_statement(request: HttpRequest, period: Month, person_id: PersonId) -> HttpResponse:
    """Show a person's statement of a month, line by line."""
    run, month = _opened(request, period, person_id)
    found = statement(run, person_id, language())
    audit.look(caller_of(request).actor, "statement", person_id, f"period:{month.label}")
    return answer(found)


def explain_statement(
    request: HttpRequest,
    period: Month,
    person_id: PersonId,
    figure: Annotated[Figure, Query("pay")],
    lines: Lines,
) -> HttpResponse:
    """Explain a figure of a statement, down to the order lines, in words."""
    run, month = _opened(request, period, person_id)
    node = explain(run, person_id, figure, language(), lines)
    audit.look(caller_of(request).actor, "explanation", person_id, f"period:{month.label}")
    return answer(node.as_json())


def _opened(request: HttpRequest, label: str, person_id: str) -> tuple[Run, Period]:
    """The run of a month, if the caller may open the person's pay of it. Raises NotFound, RunAbsent."""
    month = access.month_named(label)
    access.demand(caller_of(request).user, Right.SEE_PAY, company.workspace(), month, person_id)
    return _run(month), month


def _run(month: Period) -> Run:
    run = run_in_use(company.workspace(), month)
    if run.compiled.commission is None:
        raise NotFound(month.label)
    return run


_PERSON = "statements/{period}/{person_id}"
_SCOPE = Scope.READ_STATEMENTS

CALLS = (
    Call("GET", "statements/{period}", list_statements, _SCOPE, holding(Right.SEE_PAY), Page[StatementForm]),
    Call("GET", _PERSON, show_statement, _SCOPE, OwnOr(Right.SEE_PAY), StatementForm),
    Call("GET", f"{_PERSON}/explanation", explain_statement, _SCOPE, OwnOr(Right.SEE_PAY), NodeForm),
)
