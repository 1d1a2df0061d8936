"""The page of a score card, and its explanation step by step.

Owns what its addresses answer; a look at somebody else's score is recorded as one at pay is.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.platform import formats
from boji.platform.roles import Right
from boji.platform.words import language
from boji.statements import shown
from boji.statements.explained import opened_at
from boji.statements.looks import look_at_page
from boji.statements.queries import who_is
from boji.statements.score_queries import score_card_of, shown_score
from boji.statements.views import explanation, page_of, reader, subject_within_reach


def score_card(request: HttpRequest, period: str, person_id: str) -> HttpResponse:
    """One person's score of a month or quarter, item by item."""
    subject = subject_within_reach(request, period, person_id, Right.SEE_SCORES)
    card = score_card_of(subject)
    look_at_page(request, "score", person_id, subject.period)
    who = who_is(subject.opened(), person_id)
    context = {
        "subject": subject,
        "card": card,
        "who": who,
        "score_words": shown_score(card.score) if card else "",
        "period_words": formats.period_name(subject.period, language()),
        "standing": shown.standing(who),
        "is_own": reader(request).person_id == person_id,
    }
    return render(request, "statements/score_card.html", context)


def why(request: HttpRequest, period: str, person_id: str, place: str) -> HttpResponse:
    """What stands below a place of a score's explanation."""
    subject = subject_within_reach(request, period, person_id, Right.SEE_SCORES)
    return explanation(request, opened_at(subject, "score", place, page_of(request)), subject, "score_why")
