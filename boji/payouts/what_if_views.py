"""The page of "what would I earn if", and the next steps that the statement shows.

Owns what its addresses answer. The address holds the whole case, so that it can be shown to somebody who may open
this person's pay; nobody else sees more by it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.payouts import what_if_queries as queries
from boji.payouts.looks import look_at_page, look_at_part
from boji.payouts.statement_queries import who_is
from boji.payouts.statement_views import month_subject, reader
from boji.platform import formats
from boji.platform.words import language


def what_if(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """The sliders and their answer; a moved slider asks for the answer alone."""
    subject = month_subject(request, period, person_id)
    answer = queries.answer_to(subject, request.GET.dict())
    context = {
        "subject": subject,
        "answer": answer,
        "lines": queries.named_lines(answer),
        "pay": answer.statement.pay_fen,
        "before": answer.statement.pay_before_fen,
        "difference": answer.statement.difference_fen,
    }
    if request.headers.get("HX-Request") and request.GET.get("part") == "answer":
        look_at_part(request, "what_if", person_id, subject.period)
        return render(request, "payouts/what_if_answer.html", context)
    look_at_page(request, "what_if", person_id, subject.period)
    context |= {
        "who": who_is(subject.opened(), person_id),
        "is_own": reader(request).person_id == person_id,
        "period_words": formats.period_name(subject.period, language()),
        "steps": queries.next_steps(subject),
    }
    return render(request, "payouts/what_if.html", context)


def next_steps(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """What the next tier, point or gate needs: a part of the statement that is fetched after it."""
    subject = month_subject(request, period, person_id)
    look_at_part(request, "what_if", person_id, subject.period)
    context = {"subject": subject, "steps": queries.next_steps(subject)[:3]}
    return render(request, "payouts/what_if_steps.html", context)
