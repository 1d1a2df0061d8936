"""Pages of pay periods."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from boji.payouts import queries


def pay_periods(request: HttpRequest) -> HttpResponse:
    """All months with their states, newest first."""
    return render(request, "payouts/pay_periods.html", {"pay_periods": queries.pay_periods()})
