"""Why a figure is what it is: its parts, the formula in words, its source, and the days behind it.

Owns the explanation of figures outside a run. The parts are figures of the engine for the same question; a
person's month that has been run has its own explanation, down to the order lines, to which this one leads.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boji.analysis.figure_words import cell, days_words, order, step_words, words
from boji.analysis.figures_shown import label
from boji.analysis.keeping.asking import Question, answers, split
from boji.analysis.keeping.basis import Basis
from boji.analysis.looking import Looking
from boji.analysis.subjects import KindOfSubject, Known
from boji.engine.compile.grains import tables_used
from boji.engine.compile.metrics import metric_names
from boji.engine.grains import MetricValue
from boji.engine.kept_figures import reads_refunds
from boji.engine.periods import DAY, Period
from boji.engine.plan.model import Metric
from boji.engine.plan.phrases import formula_words
from boji.platform.access import is_own, may, reach
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.routes import account_of
from boji.platform.words import language, say

MOST_DAYS = 62


@dataclass(frozen=True)
class Part:
    """Another figure that the formula names, with the address of its own explanation."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Why:
    """A figure with what made it."""

    value: MetricValue
    parts: tuple[Part, ...]
    days: Table | None


def why_page(
    request: HttpRequest, basis: Basis, look: Looking, kind: KindOfSubject, known: Known
) -> HttpResponse:
    metric = look.metric
    asked = Question((metric.name,), kind.by, (look.days,), (known.id,))
    value = answers(basis, asked)[0]
    parts = _parts(basis, look, kind, known)
    context = {
        "look": look,
        "kind": kind,
        "known": known,
        "metric_label": label(metric),
        "days": days_words(look.days),
        "value": words(metric, value.value),
        "over": _plain(value.numerator),
        "under": _plain(value.denominator),
        "formula": formula_words(metric.formula, basis.plan, language()),
        "formula_text": metric.formula_text,
        "source": metric.source.text(language()) if metric.source else "",
        "null_rule": metric.null_rule.text(language()) if metric.null_rule else "",
        "tables": tables_used(basis.plan, metric.name),
        "refunds": reads_refunds(basis.plan, metric.name),
        "parts": parts,
        "table": _days(basis, look, kind, known),
        "month_url": _month_url(account_of(request), look, kind, known),
        "back": f"{reverse(f'{kind.by}_figures', args=[known.id])}?{look.address()}",
        "sessions_url": _sessions_url(look, kind),
        "may_see_sessions": may(account_of(request), Right.SEE_SESSIONS),
        "facts": basis.facts.id,
        "plan_title": basis.plan.title.text(language()),
    }
    return render(request, "analysis/why.html", context)


def _plain(value: Fraction | None) -> str:
    at = order(value)
    return "" if at is None else f"{at:,}"


def _parts(basis: Basis, look: Looking, kind: KindOfSubject, known: Known) -> list[Part]:
    """The metrics that the formula names, for the same days."""
    available = {one.name: one for one in look.metrics}
    names = [one for one in sorted(metric_names([look.metric.formula])) if one in available]
    if not names:
        return []
    found = answers(basis, Question(tuple(names), kind.by, (look.days,), (known.id,)))
    address = reverse(f"{kind.by}_why", args=[known.id])
    return [
        Part(
            label(available[one.metric]),
            words(available[one.metric], one.value),
            f"{address}?{look.address(metric=one.metric)}",
        )
        for one in found
    ]


def _days(basis: Basis, look: Looking, kind: KindOfSubject, known: Known) -> Table | None:
    """The days on which the figure came about; of a single day there are none below it."""
    if look.length == 1 or look.length > MOST_DAYS:
        return None
    metric = look.metric
    days = tuple(
        Period.containing("day", look.days.first_day + number * DAY) for number in range(look.length)
    )
    found = answers(basis, Question((metric.name,), kind.by, days, (known.id,)))
    some = [one for one in found if one.value or one.denominator]
    if not some:
        return None
    columns = (
        Column("day", say("日期", "Date")),
        Column("value", label(metric), number=True, key=True),
        Column("over", say("分子", "Numerator"), number=True),
        Column("under", say("分母", "Denominator"), number=True),
    )
    address = reverse(f"{kind.by}_why", args=[known.id])
    rows = tuple(_day_row(metric, one, address, look) for one in some)
    if all(row.cells[3].text == "—" for row in rows):
        return Table(
            say("每天", "Day by day"),
            columns[:2],
            tuple(Row(row.cells[:2]) for row in rows),
            _total(basis, look, rows),
        )
    return Table(say("每天", "Day by day"), columns, rows)


def _day_row(metric: Metric, one: MetricValue, address: str, look: Looking) -> Row:
    day = Period.parse(one.period)
    url = f"{address}?{look.address(first=day.first_day, last=day.first_day)}"
    over, under = (Cell(_plain(part) or "—", order=order(part)) for part in (one.numerator, one.denominator))
    return Row((Cell(step_words(day)), cell(metric, one.value, href=url), over, under))


def _total(basis: Basis, look: Looking, rows: tuple[Row, ...]) -> tuple[Cell, ...]:
    """Days add up where the metric says so and each is merged from them."""
    if not look.metric.additive or not split(basis, [look.metric.name])[0] or not rows:
        return ()
    shown = sum((Fraction(row.cells[1].order or 0) for row in rows), Fraction(0))
    return Cell(say("合计", "Together")), cell(look.metric, shown)


def _month_url(user: User, look: Looking, kind: KindOfSubject, known: Known) -> str:
    """A person's month has a score card with its explanation down to the order lines, for whom it opens."""
    if kind.by != "person" or look.days.kind != "month":
        return ""
    if not (
        is_own(user, known.id) or (known.person and reach(user, Right.SEE_SCORES).holds(known.person.team))
    ):
        return ""
    return reverse("score_card", args=[look.days.label, known.id])


def _sessions_url(look: Looking, kind: KindOfSubject) -> str:
    if kind.by == "product":
        return ""
    return f"{reverse('sessions')}?first={look.days.first_day}&last={look.days.last_day}"
