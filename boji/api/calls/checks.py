"""The checks of a period's facts: what they lack and where they disagree."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from boji.api.answers import answer
from boji.api.call import Call
from boji.api.forms import Form, PeriodLabel
from boji.plans.fact_checks import check_facts, check_json
from boji.platform import clock, company
from boji.platform.roles import Right
from boji.platform.routes import company_wide
from boji.platform.words import language
from boji.statements.access import period_named
from boji.tokens.rules import Scope


class CheckForm(Form):
    """What the checks found, the worst first; `clean` found nothing, `skipped` had nothing to look at."""

    period: str
    findings: list[dict[str, Any]]
    clean: list[str]
    skipped: list[str]
    snapshot: str


def check_period(request: HttpRequest, period: PeriodLabel) -> HttpResponse:  # noqa: ARG001 # every call has one
    """Check the newest facts of a month, quarter or week: what they lack and where they disagree."""
    report, facts = check_facts(company.workspace(), period_named(period), clock.now())
    return answer(check_json(report, facts, language()))


_RULE = company_wide(Right.IMPORT, Right.CALCULATE, Right.CHECK)

CALLS = (Call("GET", "checks/{period}", check_period, Scope.READ_CHECKS, _RULE, CheckForm),)
