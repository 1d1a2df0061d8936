"""The page of benchmarks: those that are entered, and the form for one more.

Owns what the address answers.
"""

from __future__ import annotations

from fractions import Fraction

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from boji.analysis.benchmarks import all_benchmarks, enter
from boji.analysis.figure_views import known_basis
from boji.analysis.figure_words import words
from boji.analysis.forms import BenchmarkForm
from boji.analysis.keeping.basis import Basis
from boji.analysis.models import SESSION, Benchmark
from boji.engine.plan.model import Plan
from boji.people.queries import people_on
from boji.platform import audit, clock, formats
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.words import language, say


def benchmarks(request: HttpRequest) -> HttpResponse:
    """All benchmarks, newest first of each metric; entering one adds it."""
    basis = known_basis(request)
    if not isinstance(basis, Basis):
        return basis
    people = people_on(basis.workspace, clock.today()).values()
    tiers = sorted({one.tier for one in people if one.tier})
    given = request.POST if request.method == "POST" else None
    form = BenchmarkForm(basis.plan.metrics.values(), tiers, clock.today(), given)
    if given is not None and form.is_valid():
        enter(audit.actor_of(request), form.as_new(), clock.now())
        messages.success(request, say("已录入对标值", "The benchmark is entered"))
        return HttpResponseRedirect(reverse("benchmarks"))
    table = _table(all_benchmarks(), basis.plan)
    context = {"form": form, "table": table if table.rows else None, "number": len(table.rows)}
    return render(request, "analysis/benchmarks.html", context, status=422 if form.is_bound else 200)


def _table(found: list[Benchmark], plan: Plan) -> Table:
    columns = (
        Column("metric", say("指标", "Metric")),
        Column("tier", say("层级", "Tier")),
        Column("per", say("针对", "For")),
        Column("figure", say("数值", "Figure"), number=True, key=True),
        Column("from", say("从这天起", "From"), key=True),
        Column("source", say("出处", "Source")),
        Column("who", say("录入", "Entered by")),
    )
    return Table(say("对标值", "Benchmarks"), columns, tuple(_row(one, plan) for one in found))


def _row(one: Benchmark, plan: Plan) -> Row:
    metric = plan.metrics.get(one.metric)
    figure = words(metric, Fraction(one.figure)) if metric else f"{one.figure.normalize():f}"
    return Row(
        (
            Cell(metric.label.text(language()) if metric else one.metric),
            Cell(one.tier or say("所有层级", "All tiers")),
            Cell(say("一场", "A session") if one.per == SESSION else say("一个月", "A month")),
            Cell(figure),
            Cell(formats.day(one.from_day, language(), year=True)),
            Cell(one.source),
            Cell(one.entered_by.name or one.entered_by.username),
        )
    )
