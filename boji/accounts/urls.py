"""Addresses of signing in, of one's own account, of keeping accounts, and of the audit trail.

The names are allauth's where its code asks for them; its own table of addresses is not used.
"""

from __future__ import annotations

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as code_views
from allauth.mfa.totp import views as totp_views
from allauth.socialaccount import views as social_views
from allauth.socialaccount.providers import registry
from allauth.socialaccount.providers.dingtalk import views as dingtalk
from allauth.socialaccount.providers.feishu import views as feishu
from django.urls import URLPattern

from boji.accounts import audit_views, own_views, sign_in_views, views
from boji.platform.providers.wecom import views as wecom
from boji.platform.roles import Right
from boji.platform.routes import Everyone, SignedIn, company_wide, holding, page

registry.load()  # allauth does so in its own table of addresses

_KEEPERS = holding(Right.MANAGE_ACCOUNTS)

_SIGN_IN = [
    page("sign-in/", sign_in_views.sign_in, Everyone(), "account_login"),
    page("sign-in/code/", mfa_views.authenticate, Everyone(), "mfa_authenticate"),
    page("sign-in/inactive/", account_views.account_inactive, Everyone(), "account_inactive"),
    page("sign-in/cancelled/", social_views.login_cancelled, Everyone(), "socialaccount_login_cancelled"),
    page("sign-in/again/", account_views.reauthenticate, SignedIn(), "account_reauthenticate"),
    page("sign-in/again/code/", mfa_views.reauthenticate, SignedIn(), "mfa_reauthenticate"),
    page("sign-out/", account_views.logout, SignedIn(), "account_logout"),
    page("password/forgotten/", sign_in_views.forgotten_password, Everyone(), "account_reset_password"),
    page(
        "password/forgotten/sent/",
        account_views.password_reset_done,
        Everyone(),
        "account_reset_password_done",
    ),
    page(
        "password/new/done/",
        account_views.password_reset_from_key_done,
        Everyone(),
        "account_reset_password_from_key_done",
    ),
    page(
        "password/new/<slug:uidb36>/<str:key>/",
        account_views.password_reset_from_key,
        Everyone(),
        "account_reset_password_from_key",
    ),
]

_PLATFORMS = [
    entry
    for key, one in (("feishu", feishu), ("dingtalk", dingtalk), ("wecom", wecom))
    for entry in (
        page(f"sign-in/{key}/", sign_in_views.to_platform(key, one.oauth2_login), Everyone(), f"{key}_login"),
        page(
            f"sign-in/{key}/back/",
            sign_in_views.from_platform(key, one.oauth2_callback),
            Everyone(),
            f"{key}_callback",
        ),
    )
]

_OWN = [
    page("me/", own_views.me, SignedIn(), "me"),
    page("me/change/", own_views.change_me, SignedIn(), "change_me"),
    page("me/sessions/end/", own_views.sign_out_elsewhere, SignedIn(), "sign_out_elsewhere"),
    page("me/password/", sign_in_views.change_password, SignedIn(), "account_change_password"),
    page("me/second-factor/", sign_in_views.second_factor, SignedIn(), "mfa_index"),
    page("me/second-factor/add/", totp_views.activate_totp, SignedIn(), "mfa_activate_totp"),
    page("me/second-factor/remove/", sign_in_views.remove_second_factor, SignedIn(), "mfa_deactivate_totp"),
    page("me/recovery-codes/", sign_in_views.recovery_codes, SignedIn(), "mfa_view_recovery_codes"),
    page(
        "me/recovery-codes/new/",
        code_views.generate_recovery_codes,
        SignedIn(),
        "mfa_generate_recovery_codes",
    ),
    page("me/sign-ons/", social_views.connections, SignedIn(), "socialaccount_connections"),
]

_ACCOUNTS = [
    page("accounts/", views.accounts, _KEEPERS, "accounts"),
    page("accounts/new/", views.new_account, _KEEPERS, "new_account"),
    page("accounts/people/", views.people_proposed, _KEEPERS, "people_proposed"),
    page("accounts/anchors/", views.all_anchors, _KEEPERS, "all_anchors"),
    page(
        "accounts/steps/",
        views.waiting_steps,
        company_wide(Right.MANAGE_ACCOUNTS, Right.SEE_PAY),
        "account_steps",
    ),
    page(
        "accounts/steps/<int:step_id>/<slug:answer>/",
        views.close_step,
        company_wide(Right.MANAGE_ACCOUNTS, Right.SEE_PAY),
        "close_step",
    ),
    page("accounts/<int:account_id>/", views.account, _KEEPERS, "account"),
    page("accounts/<int:account_id>/<slug:verb>/", views.change_account, _KEEPERS, "change_account"),
    page("audit/", audit_views.audit, holding(Right.SEE_AUDIT), "audit"),
    page("audit/file/", audit_views.audit_file, holding(Right.SEE_AUDIT), "audit_file"),
]

urlpatterns: list[URLPattern] = [*_SIGN_IN, *_PLATFORMS, *_OWN, *_ACCOUNTS]
