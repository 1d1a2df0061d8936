"""Every address × every role: allowed, refused, or one's own only.

The tables say in words of their own who may open what; an address that is in neither fails, so that nobody
adds a page without deciding. Whose rows a page shows is tested with its subject.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory
from django.urls import URLPattern, get_resolver

from boji.platform.models import User
from boji.platform.roles import Role
from boji.platform.routes import Everyone, rule_of

from .conftest import Account

pytestmark = pytest.mark.usefixtures("sign_on_platforms")

ALL = set(Role)
WRITERS = {Role.HR, Role.FINANCE, Role.ANALYST}  # of plans

# Addresses without arguments: the roles for whom they open.
PAGES: dict[str, set[Role]] = {
    "account_change_password": ALL,
    "account_inactive": ALL,
    "account_login": ALL,
    "account_logout": ALL,
    "account_reauthenticate": ALL,
    "account_reset_password": ALL,
    "account_reset_password_done": ALL,
    "account_reset_password_from_key_done": ALL,
    "account_steps": {Role.ADMIN, Role.FINANCE, Role.HR},
    "accounts": {Role.ADMIN},
    "all_anchors": {Role.ADMIN},
    "audit": {Role.ADMIN},
    "audit_file": {Role.ADMIN},
    "change_me": ALL,
    "choose_language": ALL,
    "dingtalk_callback": ALL,
    "dingtalk_login": ALL,
    "disputes": ALL,
    "feishu_callback": ALL,
    "feishu_login": ALL,
    "home": ALL,
    "me": ALL,
    "mfa_activate_totp": ALL,
    "mfa_authenticate": ALL,
    "mfa_deactivate_totp": ALL,
    "mfa_generate_recovery_codes": ALL,
    "mfa_index": ALL,
    "mfa_reauthenticate": ALL,
    "mfa_view_recovery_codes": ALL,
    "new_account": {Role.ADMIN},
    "outcomes": {Role.HR, Role.APPRAISER},
    "live": ALL,
    "ready": ALL,
    "jobs": ALL,  # one's own; whose may be seen is tested in jobs/test_pages.py
    "open_month": {Role.FINANCE, Role.HR},
    "own_statements": ALL,
    "own_tokens": ALL,
    "pay_periods": {Role.FINANCE, Role.HR},
    "people_proposed": {Role.ADMIN},
    "plans": WRITERS,
    "sessions": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "sign_out_elsewhere": ALL,
    "socialaccount_connections": ALL,
    "socialaccount_login_cancelled": ALL,
    "waiting_tokens": {Role.ADMIN, Role.FINANCE, Role.HR},
    "wecom_callback": ALL,
    "wecom_login": ALL,
}

# Addresses of one thing: the roles for whom that of somebody else opens; the others get what is absent.
THINGS: dict[str, set[Role]] = {
    "account": {Role.ADMIN},
    "account_tokens": {Role.ADMIN},
    "account_reset_password_from_key": ALL,  # for whom the link was made
    "change_account": {Role.ADMIN},
    "close_step": {Role.ADMIN, Role.FINANCE, Role.HR},
    "close_token": {Role.ADMIN, Role.FINANCE, Role.HR},
    "dispute": ALL,  # narrowed by its query
    "evidence": ALL,  # narrowed by its query
    "job": ALL,  # narrowed by its query, as are its parts
    "job_progress": ALL,
    "cancel_job": ALL,
    "try_job_again": ALL,
    "new_dispute": {Role.FINANCE, Role.HR},
    "next_steps": {Role.FINANCE, Role.HR},
    "outcome": {Role.HR, Role.APPRAISER},
    "pay_period": {Role.FINANCE, Role.HR},
    "payments": {Role.FINANCE, Role.HR},
    "rerun": {Role.FINANCE, Role.HR},
    "revoke_token": ALL,  # narrowed by its action
    "calculate_period": {Role.FINANCE},
    "preview_period": {Role.FINANCE},
    "check_period": {Role.FINANCE},
    "approve_period": {Role.FINANCE, Role.HR},
    "lock_period": {Role.FINANCE, Role.HR},
    "pay_period_out": {Role.FINANCE},
    "reopen_period": {Role.FINANCE},
    "pay_file": {Role.FINANCE},
    "payment_returned": {Role.FINANCE},
    "payment_again": {Role.FINANCE},
    "plan_version": WRITERS,
    "plan_draft": WRITERS,
    "check_draft": WRITERS,
    "discard_draft": WRITERS,
    "score_card": {Role.HR, Role.APPRAISER},
    "score_why": {Role.HR, Role.APPRAISER},
    "statement": {Role.FINANCE, Role.HR},
    "statement_pdf": {Role.FINANCE, Role.HR},
    "statement_why": {Role.FINANCE, Role.HR},
    "statements_of_month": {Role.FINANCE, Role.HR},
    "what_if": {Role.FINANCE, Role.HR},
}
# Of these also one's own opens, whatever the role.
OWN = {
    *("dispute", "evidence", "job", "job_progress", "cancel_job", "try_job_again", "new_dispute"),
    "revoke_token",
    *(
        "statement",
        "statement_pdf",
        "statement_why",
        "score_card",
        "score_why",
        "what_if",
        "next_steps",
    ),
}

ADDRESSES: dict[str, URLPattern] = {
    pattern.name or "": pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)
}
CLOSED = [name for name in PAGES if not isinstance(rule_of(ADDRESSES[name]), Everyone)]
SOMEBODY, ARGUMENTS = "A01", {"person_id": "A01", "period": "2026-09", "figure": "pay", "name": "bonus"}


def test_every_address_has_a_rule_and_a_row_here() -> None:
    assert all(isinstance(one, URLPattern) for one in get_resolver().url_patterns)
    for pattern in ADDRESSES.values():
        rule_of(pattern)
    assert set(ADDRESSES) == set(PAGES) | set(THINGS)
    assert set(THINGS) >= OWN


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_opens_for_those_whom_the_table_names(
    name: str, role: Role, account: Account, browse: Callable[[User], Client]
) -> None:
    client = browse(account("somebody", role))
    status = client.get(f"/{ADDRESSES[name].pattern}").status_code
    assert (status != 404) == (role in PAGES[name]), status


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(THINGS))
def test_a_thing_opens_for_those_whom_the_table_names(name: str, role: Role, account: Account) -> None:
    rule = rule_of(ADDRESSES[name])
    stranger, owner = account("stranger", role), account("owner", role, person_id=SOMEBODY)
    assert rule.allows(stranger, ARGUMENTS) == (role in THINGS[name])
    assert rule.allows(owner, ARGUMENTS) == (role in THINGS[name] or name in OWN)


def test_an_account_that_was_closed_is_signed_out(account: Account, browse: Callable[[User], Client]) -> None:
    user = account("closed", Role.FINANCE)
    client = browse(user)
    assert client.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.django_db
def test_without_an_account_a_page_leads_to_sign_in(name: str, client: Client) -> None:
    answer = client.get(f"/{ADDRESSES[name].pattern}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", [one for one in THINGS if not isinstance(rule_of(ADDRESSES[one]), Everyone)])
def test_without_an_account_a_thing_leads_to_sign_in(name: str, rf: RequestFactory) -> None:
    callback = ADDRESSES[name].callback
    assert callback is not None
    request = rf.get("/somewhere/")
    request.user = None  # type: ignore[assignment]
    answer = callback(request, **ARGUMENTS)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")
