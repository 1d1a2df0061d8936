"""What is known of tokens: those of an account, those that wait, what an account may give. Reads only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount

from boji.platform import clock
from boji.platform.access import may
from boji.platform.components import Kind, Status
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import say
from boji.tokens.models import Token
from boji.tokens.rules import Scope, State, may_have

STATES: dict[State, tuple[Kind, tuple[str, str]]] = {
    State.ACTIVE: (Kind.DONE, ("可用", "active")),
    State.WAITS: (Kind.WAITING, ("等第二人确认", "waits for a second person")),
    State.EXPIRED: (Kind.LOCKED, ("已过期", "expired")),
    State.REVOKED: (Kind.LOCKED, ("已撤销", "revoked")),
}


@dataclass(frozen=True)
class TokenRow:
    """One token as its list shows it."""

    token: Token
    state: State
    scopes: tuple[str, ...]

    @property
    def standing(self) -> Status:
        kind, words = STATES[self.state]
        return Status(kind, say(*words))

    @property
    def is_open(self) -> bool:
        return self.state in (State.ACTIVE, State.WAITS)


def rows(account: User) -> list[TokenRow]:
    """The tokens of an account, those that work first, then the newest."""
    now = clock.now()
    found = [_row(one, now) for one in Token.objects.filter(account=account)]
    return sorted(found, key=lambda row: not row.is_open)


def waiting() -> list[TokenRow]:
    """The tokens that wait for a second person, oldest first."""
    now = clock.now()
    found = Token.objects.filter(waits=True, revoked_at=None, expires_at__gt=now)
    return [_row(one, now) for one in found.select_related("account", "made_by").order_by("id")]


def _row(token: Token, now: dt.datetime) -> TokenRow:
    words = tuple(say(*scope.words) for scope in Scope if scope in token.granted)
    return TokenRow(token, token.state(now), words)


def scopes_of(account: User) -> list[Scope]:
    """The scopes that a token of the account may have, in the order of the table."""
    rights = [right for right in Right if may(account, right)]
    return [scope for scope in Scope if may_have(scope, rights)]


def is_machine(account: User) -> bool:
    """Whether nobody signs in with the account: it is no person's, and has neither password nor identity."""
    return (
        not account.person_id
        and not account.has_usable_password()
        and not SocialAccount.objects.filter(user=account).exists()
    )
