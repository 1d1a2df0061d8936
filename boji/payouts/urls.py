"""Addresses of pay periods and statements."""

from __future__ import annotations

from django.urls import URLPattern

from boji.payouts import views
from boji.platform.roles import Right
from boji.platform.routes import company_wide, page

_SEES = company_wide(Right.CALCULATE, Right.APPROVE, Right.PAY)
_MONTH = "periods/<str:label>/"
_PAYMENT = f"{_MONTH}payments/<int:payment>/"

urlpatterns: list[URLPattern] = [
    page("periods/", views.pay_periods, _SEES, "pay_periods"),
    page("periods/open/", views.open_month, _SEES, "open_month"),
    page(_MONTH, views.pay_period, _SEES, "pay_period"),
    page(f"{_MONTH}calculate/", views.calculate, company_wide(Right.CALCULATE), "calculate_period"),
    page(f"{_MONTH}preview/", views.preview, company_wide(Right.CALCULATE), "preview_period"),
    page(f"{_MONTH}check/", views.check, company_wide(Right.CHECK), "check_period"),
    page(f"{_MONTH}approve/", views.approve, company_wide(Right.APPROVE), "approve_period"),
    page(f"{_MONTH}lock/", views.lock, company_wide(Right.APPROVE), "lock_period"),
    page(f"{_MONTH}pay/", views.pay, company_wide(Right.PAY), "pay_period_out"),
    page(f"{_MONTH}reopen/", views.reopen, company_wide(Right.REOPEN), "reopen_period"),
    page(f"{_MONTH}changes/", views.rerun, _SEES, "rerun"),
    page(f"{_MONTH}payments/", views.payments, _SEES, "payments"),
    page(f"{_MONTH}file/<str:form>/", views.pay_file, company_wide(Right.PAY), "pay_file"),
    page(f"{_PAYMENT}returned/", views.payment_returned, company_wide(Right.PAY), "payment_returned"),
    page(f"{_PAYMENT}again/", views.payment_again, company_wide(Right.PAY), "payment_again"),
]
