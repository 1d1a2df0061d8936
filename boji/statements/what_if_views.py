"""The page of "what would I earn if", and the next steps that the statement shows.

Owns what its addresses answer. The address holds the whole case, so that it can be shown to somebody who
may open this person's pay; nobody else sees more by it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.platform import formats
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say
from boji.statements import what_if_queries as queries
from boji.statements.looks import look_at_page, look_at_part
from boji.statements.queries import who_is
from boji.statements.views import month_subject, reader


def what_if(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """The sliders and their answer; a moved slider asks for the answer alone."""
    subject = month_subject(request, period, person_id)
    answer = queries.answer_to(subject, request.GET.dict())
    context = {
        "subject": subject,
        "answer": answer,
        "table": _table(answer),
        "pay": answer.statement.pay_fen,
        "before": answer.statement.pay_before_fen,
        "difference": answer.statement.difference_fen,
    }
    if request.headers.get("HX-Request") and request.GET.get("part") == "answer":
        look_at_part(request, "what_if", person_id, subject.period)
        response = render(request, "statements/what_if_answer.html", context)
        # The case stands in the address, to be sent or reloaded; in place of the last, so that Back leaves.
        response.headers["HX-Replace-Url"] = request.path + (f"?{answer.asks}" if answer.asks else "")
        return response
    look_at_page(request, "what_if", person_id, subject.period)
    context |= {
        "who": who_is(subject.opened(), person_id),
        "is_own": reader(request).person_id == person_id,
        "period_words": formats.period_name(subject.period, language()),
        "steps": queries.next_steps(subject),
    }
    return render(request, "statements/what_if.html", context)


def next_steps(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """What the next tier, point or gate needs: a part of the statement that is fetched after it."""
    subject = month_subject(request, period, person_id)
    look_at_part(request, "what_if", person_id, subject.period)
    context = {"subject": subject, "steps": queries.next_steps(subject)[:3]}
    return render(request, "statements/what_if_steps.html", context)


def _table(answer: queries.Answer) -> Table:
    """Every line now and then, with the reason where it is another."""
    columns = (
        Column("line", say("项目", "Line")),
        Column("now", say("现在", "Now"), number=True, key=True),
        Column("then", say("那时", "Then"), number=True, key=True),
    )
    rows = tuple(
        Row(
            (Cell(label, note=line.why), Cell(_amount(line.before_fen)), Cell(formats.money(line.amount_fen)))
        )
        for label, line in queries.named_lines(answer)
    )
    found = answer.statement
    totals = (
        Cell(say("应发", "Pay")),
        Cell(formats.money(found.pay_before_fen)),
        Cell(formats.money(found.pay_fen)),
    )
    return Table(say("每一行现在和那时", "Every line now and then"), columns, rows, totals)


def _amount(fen: int | None) -> str:
    return "—" if fen is None else formats.money(fen)
