"""Addresses of tokens. Whose token may be revoked is decided by the action."""

from __future__ import annotations

from django.urls import URLPattern

from boji.platform.roles import Right
from boji.platform.routes import SignedIn, company_wide, holding, page
from boji.tokens import views

_CONFIRM = company_wide(Right.MANAGE_ACCOUNTS, Right.SEE_PAY)

urlpatterns: list[URLPattern] = [
    page("me/tokens/", views.own_tokens, SignedIn(), "own_tokens"),
    page(
        "tokens/accounts/<int:account_id>/",
        views.account_tokens,
        holding(Right.MANAGE_ACCOUNTS),
        "account_tokens",
    ),
    page("tokens/waiting/", views.waiting_tokens, _CONFIRM, "waiting_tokens"),
    page("tokens/<int:token_id>/revoke/", views.revoke, SignedIn(), "revoke_token"),
    page("tokens/<int:token_id>/close/<slug:answer>/", views.close_token, _CONFIRM, "close_token"),
]
