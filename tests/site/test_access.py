"""Every address × every role: allowed or refused, as the rules of the addresses and the table below say.

The table says in words of its own who may open what; an address that is not in it fails, so that nobody
adds a page without deciding.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from boji.platform.models import User
from boji.platform.roles import Role
from boji.platform.routes import Everyone, rule_of

from .conftest import Account

ALL = set(Role)

# name of the address: the roles that may open it
WHO_MAY: dict[str, set[Role]] = {
    "account_login": ALL,
    "account_logout": ALL,
    "choose_language": ALL,
    "home": ALL,
    "pay_periods": {Role.FINANCE, Role.HR},
}

ADDRESSES: dict[str, URLPattern] = {
    pattern.name or "": pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern)
}

CLOSED = [name for name, one in ADDRESSES.items() if not isinstance(rule_of(one), Everyone)]


def test_every_address_has_a_rule_and_a_row_here() -> None:
    assert all(isinstance(one, URLPattern) for one in get_resolver().url_patterns)
    for pattern in ADDRESSES.values():
        rule_of(pattern)
    assert set(ADDRESSES) == set(WHO_MAY)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", list(WHO_MAY))
def test_an_address_opens_for_those_whom_the_table_names(
    name: str, role: Role, account: Account, browse: Callable[[User], Client]
) -> None:
    client = browse(account("somebody", role))
    status = client.get(f"/{ADDRESSES[name].pattern}").status_code
    assert (status != 404) == (role in WHO_MAY[name]), status


@pytest.mark.parametrize("name", CLOSED)
@pytest.mark.django_db
def test_without_an_account_every_other_address_leads_to_sign_in(name: str, client: Client) -> None:
    answer = client.get(f"/{ADDRESSES[name].pattern}")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in/")
