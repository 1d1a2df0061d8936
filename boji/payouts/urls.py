"""Addresses of pay periods and statements."""

from __future__ import annotations

from django.urls import URLPattern

from boji.payouts import statement_urls, views
from boji.platform.roles import Right
from boji.platform.routes import company_wide, page

urlpatterns: list[URLPattern] = [
    page(
        "periods/", views.pay_periods, company_wide(Right.CALCULATE, Right.APPROVE, Right.PAY), "pay_periods"
    ),
    *statement_urls.urlpatterns,
]
