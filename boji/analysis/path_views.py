"""Pages of the path from view to payment, and of what sells best and is bought together.

Owns what each address answers.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from boji.analysis import figures_shown
from boji.analysis.figure_views import known_basis, looked_at, when_kept
from boji.analysis.figure_words import change_words, days_words, words
from boji.analysis.keeping.asking import Question, Wanting, answers
from boji.analysis.keeping.basis import Basis
from boji.analysis.keeping.pieces import Piece
from boji.analysis.looking import Looking
from boji.analysis.path import path_of
from boji.analysis.path_shown import funnel, interaction_table, path_table, selling_table
from boji.analysis.subjects import Known, kind_named, subjects_for
from boji.engine.kept_figures import bought_with
from boji.platform.access import NotFound
from boji.platform.routes import account_of
from boji.platform.table_files import FORMS, table_file

BEST = 30
TOGETHER = 3


def path(request: HttpRequest) -> HttpResponse:
    """The funnel of some days with its weakest step, and comments, likes and shares apart."""
    found = known_basis(request)
    if not isinstance(found, Basis):
        return found
    kind = kind_named("rooms")
    assert kind is not None, "rooms are a kind"
    basis, look = looked_at(request, found, kind)
    rooms = subjects_for(account_of(request), basis, kind, look.days.last_day)
    if not rooms:
        raise NotFound("no rooms within reach")
    return when_kept(request, basis, lambda: _path(request, basis, look, rooms), "figures")


def _path(request: HttpRequest, basis: Basis, look: Looking, rooms: dict[str, Known]) -> HttpResponse:
    only = request.GET.get("room", "")
    chosen = rooms.get(only)
    data = path_of(basis, look, list(rooms), only if chosen else "")
    table = path_table(data, look)
    if (form := request.GET.get("file")) in FORMS:
        return table_file(table, f"path-{look.days.first_day}-{look.days.last_day}", form)
    room = f"&room={only}" if chosen else ""
    context = {
        "look": look,
        "days": days_words(look.days),
        "rooms": sorted(rooms.values(), key=lambda one: one.name),
        "room": chosen,
        "unknown_room": only if only and not chosen else "",
        "data": data,
        "chart": funnel(data, look),
        "table": table if table.rows else None,
        "interactions": interaction_table(data, look),
        "weakest_label": figures_shown.label(data.weakest.metric) if data.weakest else "",
        "weakest": data.weakest,
        "slipped_label": figures_shown.label(data.slipped.metric) if data.slipped else "",
        "slipped_change": change_words(basis.plan.metrics["conversion"], data.slipped.rate_change)
        if data.slipped
        else "",
        "weakest_rate": words(basis.plan.metrics["conversion"], data.weakest.rate) if data.weakest else "",
        "xlsx": f"{look.address(file='xlsx')}{room}",
        "csv": f"{look.address(file='csv')}{room}",
    }
    return render(request, "analysis/path.html", context)


def together(request: HttpRequest) -> HttpResponse:
    """The best-selling products of some days, and what stood in the same orders."""
    found = known_basis(request)
    if not isinstance(found, Basis):
        return found
    kind = kind_named("products")
    assert kind is not None, "products are a kind"
    basis, look = looked_at(request, found, kind)
    products = subjects_for(account_of(request), basis, kind, look.days.last_day)
    return when_kept(request, basis, lambda: _together(request, basis, look, products), "figures")


def _together(request: HttpRequest, basis: Basis, look: Looking, products: dict[str, Known]) -> HttpResponse:
    asked = Question((look.metric.name,), "product", (look.days,))
    sold = [one for one in answers(basis, asked) if one.value and one.subject in products]
    best = sorted(sold, key=lambda one: (-(one.value or 0), one.subject))[:BEST]
    piece = Piece("baskets", "product", "stretch", look.days.first_day, look.days.last_day)
    if not piece.is_kept(basis):
        raise Wanting([piece])
    pairs = bought_with(piece.path(basis), [one.subject for one in best], TOGETHER)

    def address(subject: str) -> str:
        return f"{reverse('product_figures', args=[subject])}?{look.address()}"

    table = selling_table(best, pairs, products, look, address)
    if (form := request.GET.get("file")) in FORMS:
        return table_file(table, f"together-{look.days.first_day}-{look.days.last_day}", form)
    context = {
        "look": look,
        "days": days_words(look.days),
        "metric_label": figures_shown.label(look.metric),
        "metrics": [(one.name, figures_shown.label(one)) for one in look.metrics],
        "table": table if table.rows else None,
        "best": products[best[0].subject].name if best else "",
        "xlsx": look.address(file="xlsx"),
        "csv": look.address(file="csv"),
    }
    return render(request, "analysis/together.html", context)
