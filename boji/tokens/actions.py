"""What is done to tokens: made, confirmed by a second person, used, revoked; each with its audit entry.

Owns who may do it. One makes tokens for oneself; an administrator makes them for accounts with which nobody
signs in, and where such an account sees pay or keeps accounts the token works only once a second person has
confirmed it. The command line takes every step at once, as it does with accounts (decision 0013). Using a
token is no change; what is done with it is recorded where it is done.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction

from boji.accounts.actions import may_confirm
from boji.accounts.rules import AccountRefused
from boji.accounts.trail import subject_of
from boji.platform import clock
from boji.platform.access import NotFound, may, may_for_all
from boji.platform.audit import Actor, record
from boji.platform.models import User
from boji.platform.roles import Right
from boji.tokens.models import Token
from boji.tokens.queries import is_machine, scopes_of
from boji.tokens.rules import LONGEST_DAYS, MOST_TOKENS, Scope, State, needs_second_person, turn

PREFIX = "boji_"  # by which scanners of leaked secrets know one


@dataclass(frozen=True)
class Made:
    """A token that was made, and its secret, which is handed out this once."""

    token: Token
    secret: str


@transaction.atomic
def make(actor: Actor, account: User, name: str, scopes: Collection[Scope], days: int) -> Made:
    """Make a token of an account. Raises AccountRefused, with the field of the form."""
    _demand_maker(actor, account)
    _check(account, name.strip(), scopes, days)
    secret = PREFIX + secrets.token_urlsafe(32)
    now = clock.now()
    token = Token.objects.create(
        account=account,
        name=name.strip(),
        digest=digest_of(secret),
        ending=secret[-4:],
        scopes=[scope.value for scope in Scope if scope in scopes],
        made_by=actor.user,
        made_at=now,
        expires_at=now + dt.timedelta(days),
        waits=_waits(actor, account),
    )
    _record(actor, "token.made", token, scopes=token.scopes, expires_at=token.expires_at.isoformat())
    return Made(token, secret)


@transaction.atomic
def confirm(actor: Actor, token_id: int) -> Token:
    """Have a token work that somebody else made."""
    token = _waiting(actor, token_id)
    maker = token.made_by
    if maker is None or actor.user in (maker, token.account):
        raise AccountRefused("由生成令牌以外的另一人确认", "Somebody other than its maker confirms a token")
    if not maker.is_active or not may_for_all(maker, Right.MANAGE_ACCOUNTS):
        raise AccountRefused(
            "生成人已不再管理账户，请拒绝后重新生成", "Its maker keeps accounts no more: decline it"
        )
    token.waits, token.confirmed_by = False, actor.user
    token.save(update_fields=["waits", "confirmed_by"])
    _record(actor, "token.confirmed", token)
    return token


@transaction.atomic
def decline(actor: Actor, token_id: int) -> Token:
    """Close a token that waits; who made it may withdraw it so."""
    token = _waiting(actor, token_id)
    _revoke(token)
    _record(actor, "token.declined", token)
    return token


@transaction.atomic
def revoke(actor: Actor, token_id: int) -> Token:
    """End a token for good: one's own, or any for those who keep accounts. Raises NotFound for others'."""
    token = Token.objects.select_for_update().select_related("account").filter(pk=token_id).first()
    if token is None or not _may_revoke(actor, token):
        raise NotFound(str(token_id))
    if token.revoked_at is None:
        _revoke(token)
        _record(actor, "token.revoked", token)
    return token


# ---- Using one


class TokenInvalid(Exception):
    """A secret that opens nothing; said only to those who hold it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class TooOften(Exception):
    """The token called more often than it may; `wait` is how long to wait."""

    def __init__(self, wait: dt.timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


_INVALID = {
    State.WAITS: ("这个令牌还在等第二人确认", "This token waits for a second person to confirm it"),
    State.EXPIRED: ("这个令牌已过期，请生成新的", "This token has expired; make a new one"),
    State.REVOKED: ("这个令牌已撤销，请生成新的", "This token was revoked; make a new one"),
}


@transaction.atomic
def use(secret: str) -> Token:
    """The token of a secret, with this call counted. Raises TokenInvalid, TooOften."""
    found = Token.objects.select_for_update().filter(digest=digest_of(secret)).first()
    if found is None:
        raise TokenInvalid("没有这样的令牌", "There is no such token")
    if refused := _INVALID.get(found.state(clock.now())):
        raise TokenInvalid(*refused)
    if not found.account.is_active:
        raise TokenInvalid("这个令牌的账户已停用", "The account of this token is deactivated")
    counted = turn(found.used_up_until, clock.real(), settings.BOJI_API_PER_MINUTE)
    if not counted.taken:
        raise TooOften(counted.wait)
    found.used_up_until, found.last_used_at = counted.until, clock.now()
    found.save(update_fields=["used_up_until", "last_used_at"])
    return found


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


# ---- What must hold


def _demand_maker(actor: Actor, account: User) -> None:
    if actor.through == "cli" or actor.user == account:
        return
    if not (actor.user and may(actor.user, Right.MANAGE_ACCOUNTS)):
        raise NotFound("account")
    if not is_machine(account):
        raise AccountRefused(
            "这是有人登录的账户，令牌由本人生成",
            "Somebody signs in with this account and makes its tokens",
        )


def _check(account: User, name: str, scopes: Collection[Scope], days: int) -> None:
    if not name or len(name) > 60:
        raise AccountRefused("请写 1 到 60 个字的用途", "Say in 1 to 60 characters what it is for", "name")
    if not 1 <= days <= LONGEST_DAYS:
        raise AccountRefused(
            f"有效期为 1 到 {LONGEST_DAYS} 天", f"A token works for 1 to {LONGEST_DAYS} days", "days"
        )
    if not scopes:
        raise AccountRefused("请至少选择一项权限", "Choose at least one scope", "scopes")
    if beyond := sorted(set(scopes) - set(scopes_of(account))):
        raise AccountRefused(
            f"账户没有这些权限：{'、'.join(beyond)}",
            f"The account has no right to: {', '.join(beyond)}",
            "scopes",
        )
    if not account.is_active:
        raise AccountRefused("账户已停用", "The account is deactivated")
    working = Token.objects.filter(account=account, revoked_at=None, expires_at__gt=clock.now())
    if working.count() >= MOST_TOKENS:
        raise AccountRefused(
            f"一个账户最多 {MOST_TOKENS} 个令牌，请先撤销不用的",
            f"An account has at most {MOST_TOKENS} tokens; revoke those that are not needed",
        )


def _waits(actor: Actor, account: User) -> bool:
    if actor.through == "cli" or actor.user == account:
        return False
    return needs_second_person(grant.role for grant in account.role_grants.all())


def _waiting(actor: Actor, token_id: int) -> Token:
    if actor.user is None or not may_confirm(actor.user):
        raise NotFound(str(token_id))
    found = Token.objects.select_for_update().filter(pk=token_id).first()
    if found is None:
        raise NotFound(str(token_id))
    if not found.waits or found.revoked_at is not None:
        raise AccountRefused("这一项已经处理过了", "This has been dealt with already")
    return found


def _may_revoke(actor: Actor, token: Token) -> bool:
    if actor.through == "cli" or actor.user == token.account:
        return True
    return actor.user is not None and may(actor.user, Right.MANAGE_ACCOUNTS)


def _revoke(token: Token) -> None:
    token.revoked_at = clock.now()
    token.save(update_fields=["revoked_at"])


def _record(actor: Actor, action: str, token: Token, **details: Any) -> None:
    record(actor, action, subject_of(token.account), token=token.name, ending=token.ending, **details)
