"""The first page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.home.cards import Reader, cards_for
from boji.home.start import start_of
from boji.platform import clock
from boji.platform.company import workspace
from boji.platform.routes import account_of
from boji.platform.words import language


def home(request: HttpRequest) -> HttpResponse:
    """For each role what matters today."""
    reader = Reader(account_of(request), workspace(), clock.today(), language())
    start = start_of(reader.user, reader.workspace, reader.today)
    context = {"cards": cards_for(reader), "today": reader.today, "start": start}
    return render(request, "home/home.html", context)
