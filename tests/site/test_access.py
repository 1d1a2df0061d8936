"""Every address × every role, asked of the real pages: allowed, refused, or one's own only.

The tables say in words of their own who may open what; an address that is in neither fails, so that nobody
adds a page without deciding. What is refused gets the answer of what is absent, to the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django.plugin import DjangoDbBlocker

from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.platform.routes import ByToken, Everyone, rule_of

from .conftest import PASSWORD
from .payouts.steps import FEBRUARY, MARCH
from .world import World, made, make_account, rolled_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sign_on_platforms")]

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
    "api": ALL,
    "audit": {Role.ADMIN},
    "audit_file": {Role.ADMIN},
    "benchmarks": {Role.HR, Role.ANALYST},
    "change_me": ALL,
    "completeness": {Role.ANALYST, Role.FINANCE},
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
    "imports": {Role.ANALYST},
    "people": {Role.ANALYST},
    "start_plan": {Role.FINANCE, Role.HR},
    "formats": {Role.ANALYST},
    "upload_files": {Role.ANALYST},
    "live": ALL,
    "ready": ALL,
    "jobs": ALL,  # one's own; whose may be seen is tested in jobs/test_pages.py
    "openapi": ALL,
    "open_month": {Role.FINANCE, Role.HR},
    "own_figures": set(),  # for those who are somebody of the company
    "own_handbook": ALL,
    "own_statements": ALL,
    "own_tokens": ALL,
    "path": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "pay_periods": {Role.FINANCE, Role.HR},
    "people_figures": {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST},
    "people_proposed": {Role.ADMIN},
    "compare_plans": WRITERS,
    "plans": WRITERS,
    "products_figures": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "rooms_figures": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "replay": {Role.FINANCE, Role.HR},
    "replay_file": {Role.FINANCE, Role.HR},
    "sessions": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "sign_out_elsewhere": ALL,
    "socialaccount_connections": ALL,
    "socialaccount_login_cancelled": ALL,
    "waiting_tokens": {Role.ADMIN, Role.FINANCE, Role.HR},
    "teams_figures": {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST},
    "together": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "wecom_callback": ALL,
    "wecom_login": ALL,
}

# Addresses of one thing: the roles for whom that of somebody else opens; the others get what is absent.
# Given for one team, a role opens what is that team's alone, unless one of the tables below says otherwise.
THINGS: dict[str, set[Role]] = {
    "account": {Role.ADMIN},
    "account_tokens": {Role.ADMIN},
    "account_reset_password_from_key": ALL,  # for whom the link was made
    "change_account": {Role.ADMIN},
    "close_step": {Role.ADMIN, Role.FINANCE, Role.HR},
    "close_token": {Role.ADMIN, Role.FINANCE, Role.HR},
    "discard_file": {Role.ANALYST},
    "discard_upload": {Role.ANALYST},
    "dispute": {Role.FINANCE, Role.HR},
    "evidence": {Role.FINANCE, Role.HR},
    "import": {Role.ANALYST},
    "import_again": {Role.ANALYST},
    "import_upload": {Role.ANALYST},
    "job": {Role.ADMIN, Role.FINANCE, Role.ANALYST},
    "job_progress": {Role.ADMIN, Role.FINANCE, Role.ANALYST},
    "cancel_job": {Role.ADMIN, Role.FINANCE, Role.ANALYST},
    "try_job_again": {Role.ADMIN, Role.FINANCE, Role.ANALYST},
    "look_again": {Role.ANALYST},
    "map_file": {Role.ANALYST},
    "new_dispute": {Role.FINANCE, Role.HR},
    "next_steps": {Role.FINANCE, Role.HR},
    "outcome": {Role.HR, Role.APPRAISER},
    "own_format": {Role.ANALYST},
    "pay_period": {Role.FINANCE, Role.HR},
    "person_figures": {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST},
    "person_why": {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST},
    "product_figures": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "product_why": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "payments": {Role.FINANCE, Role.HR},
    "rerun": {Role.FINANCE, Role.HR},
    "revoke_token": {Role.ADMIN},
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
    "draft_history": WRITERS,
    "discard_draft": WRITERS,
    "publish_draft": {Role.HR, Role.FINANCE},
    "remind_of_plan": {Role.HR, Role.FINANCE},
    "handbook_version": set(),
    "acknowledge_version": set(),
    "quarantine": {Role.ANALYST},
    "quarantine_file": {Role.ANALYST},
    "room_figures": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "room_why": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "replay_person": {Role.FINANCE, Role.HR},
    "score_card": {Role.HR, Role.APPRAISER},
    "score_why": {Role.HR, Role.APPRAISER},
    "session": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "session_parts": {Role.HR, Role.APPRAISER, Role.ANALYST, Role.OPERATOR},
    "statement": {Role.FINANCE, Role.HR},
    "statement_bundle": set(),  # of who asked for it alone, which is tested with statements
    "statement_bundles": {Role.FINANCE, Role.HR},
    "statement_pdf": {Role.FINANCE, Role.HR},
    "statement_why": {Role.FINANCE, Role.HR},
    "statements_of_month": {Role.FINANCE, Role.HR},
    "undo_effect": {Role.ANALYST},
    "upload": {Role.ANALYST},
    "team_figures": {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST},
    "team_why": {Role.HR, Role.FINANCE, Role.APPRAISER, Role.ANALYST},
    "what_if": {Role.FINANCE, Role.HR},
}
# Of these also one's own opens, whatever the role.
OWN = {
    *("dispute", "evidence", "job", "job_progress", "cancel_job", "try_job_again", "new_dispute"),
    *("revoke_token", "handbook_version", "acknowledge_version"),
    *("statement", "statement_pdf", "statement_why", "score_card", "score_why", "what_if", "next_steps"),
    *("person_figures", "person_why"),
}
# These open for nobody who has the role for one team only.
COMPANY_WIDE = {
    *("pay_period", "payments", "rerun", "calculate_period", "preview_period", "check_period"),
    *("approve_period", "lock_period", "pay_period_out", "reopen_period", "pay_file"),
    *("payment_returned", "payment_again", "close_step", "close_token"),
    *("product_figures", "product_why", "room_figures", "room_why"),
    *("plan_version", "plan_draft", "check_draft", "draft_history", "discard_draft"),
    *("publish_draft", "remind_of_plan"),
    *("import", "import_again", "undo_effect", "quarantine", "quarantine_file", "own_format", "map_file"),
    *("upload", "look_again", "import_upload", "discard_upload", "discard_file"),
    "replay_person",
    "statement_bundles",
}
# These know no teams: with the role for one team they open as for the whole company.
WITHOUT_TEAMS = {
    *("account", "account_tokens", "change_account", "job", "job_progress", "cancel_job", "try_job_again"),
    "revoke_token",
    "statements_of_month",  # of a month; its list ends at the team, which is tested with statements
}

# Calls of the API ask for a token; their table is in api/test_doors.py.
ADDRESSES: dict[str, URLPattern] = {
    pattern.name or "": pattern
    for pattern in get_resolver().url_patterns
    if isinstance(pattern, URLPattern) and not isinstance(rule_of(pattern), ByToken)
}
OPEN_TO_ALL = {name for name, pattern in ADDRESSES.items() if isinstance(rule_of(pattern), Everyone)}


class Reader(Enum):
    """Who asks: the person whose thing it is, or somebody with a role for everybody or for team one."""

    OWN = auto()
    EVERYBODY = auto()
    TEAM_ONE = auto()


@dataclass(frozen=True, eq=False)
class Readers:
    """Signed-in clients; the person A of team one is given each role in turn."""

    world: World
    clients: dict[tuple[Reader, Role], Client]

    def of(self, reader: Reader, role: Role) -> Client:
        if reader is Reader.OWN:
            RoleGrant.objects.filter(user=self.world.users["A"]).update(role=role)
            return self.clients[reader, Role.ANCHOR]
        return self.clients[reader, role]


@pytest.fixture(scope="module")
def readers(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Readers]:
    """The world with its readers, for all tests of this module."""
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), rolled_back(), made(folder, FEBRUARY, MARCH) as world:
        clients = {(Reader.OWN, Role.ANCHOR): sign_in(world.users["A"])}
        for role in Role:
            for reader, team in ((Reader.EVERYBODY, ""), (Reader.TEAM_ONE, "one")):
                clients[reader, role] = sign_in(make_account(f"{role}-{team}", role, team=team))
        yield Readers(world, clients)


def sign_in(user: User) -> Client:
    """Somebody who has just shown who they are."""
    client = Client()
    client.post("/sign-in/", {"login": user.username, "password": PASSWORD})
    answer = client.post("/sign-in/again/", {"password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def test_every_address_has_a_rule_and_a_row_here() -> None:
    assert all(isinstance(one, URLPattern) for one in get_resolver().url_patterns)
    assert set(ADDRESSES) == set(PAGES) | set(THINGS)
    assert set(THINGS) >= OWN | COMPANY_WIDE | WITHOUT_TEAMS
    assert not COMPANY_WIDE & WITHOUT_TEAMS


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_opens_for_those_whom_the_table_names(name: str, readers: Readers) -> None:
    opens = {
        role
        for role in Role
        if answer_to(readers.of(Reader.EVERYBODY, role), address_of(name, readers)).opens
    }
    assert opens == PAGES[name]


# Who asks, whose thing, and what of THINGS opens for a role that it names.
CASES = [
    (Reader.OWN, "A", set(THINGS)),
    (Reader.EVERYBODY, "A", set(THINGS)),
    (Reader.EVERYBODY, "B", set(THINGS)),
    (Reader.TEAM_ONE, "A", set(THINGS) - COMPANY_WIDE),
    (Reader.TEAM_ONE, "B", WITHOUT_TEAMS),
]


@pytest.mark.parametrize("name", [one for one in THINGS if one not in OPEN_TO_ALL])
def test_a_thing_opens_for_those_whom_the_table_names(name: str, readers: Readers) -> None:
    wrong = []
    for role in Role:
        named = role in THINGS[name]
        for reader, whose, opening in CASES if named else CASES[:2]:
            should = name in opening if named else reader is Reader.OWN and name in OWN
            asked = answer_to(readers.of(reader, role), address_of(name, readers, whose))
            absent = nobodys(name, reader, role, readers)
            if absent.opens:
                wrong.append(f"what is absent opens for {reader} {role}: {absent.status}, {absent.sent}")
            if asked.opens != should:
                wrong.append(f"{reader} {role} of {whose}: {asked.status}, {asked.sent}, should {should}")
            if not should and asked != absent:
                wrong.append(f"{reader} {role} of {whose} can be told from what is absent")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [one for one in ADDRESSES if one not in OPEN_TO_ALL])
def test_without_an_account_an_address_leads_to_sign_in(name: str, readers: Readers) -> None:
    for person in ("A", None):
        answer = Client().get(address_of(name, readers, person))
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")


def test_an_account_that_was_closed_is_signed_out(readers: Readers) -> None:
    client = readers.of(Reader.EVERYBODY, Role.FINANCE)
    assert client.get("/").status_code == 200
    User.objects.filter(username=f"{Role.FINANCE}-").update(is_active=False)
    assert client.get("/").status_code == 302


@dataclass(frozen=True)
class Answer:
    """What is said to somebody who opens an address; `sent`, how sending its form is answered."""

    status: int
    sent: int
    said: str

    @property
    def opens(self) -> bool:
        return not {self.status, self.sent} <= {404, 405}


def address_of(name: str, readers: Readers, person: str | None = None) -> str:
    return readers.world.address(name, ADDRESSES[name].pattern.converters, person)


@cache
def nobodys(name: str, reader: Reader, role: Role, readers: Readers) -> Answer:
    """What is said to somebody who opens what is absent."""
    return answer_to(readers.of(reader, role), address_of(name, readers, None))


def answer_to(client: Client, address: str) -> Answer:
    """What is said to somebody; nothing is changed by it. A form is sent where a page is refused."""
    with rolled_back():
        answer = client.get(address)
        said = answer.getvalue().decode(errors="replace")  # to its end, which closes a file
        refused = answer.status_code in (404, 405)
        sent = client.post(address).status_code if refused else answer.status_code
        client.cookies.pop("messages", None)  # what one page leaves for the next to say
        return Answer(answer.status_code, sent, without_itself(said, address))


def without_itself(text: str, address: str) -> str:
    """A page without its own address and the token of its forms."""
    return re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"[^"]+"', "", text.replace(address, "…"))
