"""Decisions about tokens: what a scope opens, who may give it, when a token works, and how often.

Owns the table of scopes. A scope never gives more than the account has: at making only scopes within its
rights are given, and every call asks the account's rights as they are then. Pure: no queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from boji.accounts.rules import GUARDED_ROLES
from boji.platform.roles import Right, Role

LONGEST_DAYS = 366
MOST_TOKENS = 20  # of one account at a time
BURST = dt.timedelta(minutes=1)  # what was not used for so long may be used at once


class Scope(StrEnum):
    """What a token opens of what its account may do."""

    READ_STATEMENTS = "read:statements"
    READ_SCORES = "read:scores"
    READ_DISPUTES = "read:disputes"
    READ_METRICS = "read:metrics"
    READ_PEOPLE = "read:people"
    WRITE_PEOPLE = "write:people"
    READ_OUTCOMES = "read:outcomes"
    READ_COSTS = "read:costs"
    READ_CHECKS = "read:checks"
    READ_IMPORTS = "read:imports"
    WRITE_IMPORTS = "write:imports"
    READ_PERIODS = "read:periods"
    WRITE_PERIODS = "write:periods"
    READ_PAY_FILES = "read:pay_files"

    @property
    def words(self) -> tuple[str, str]:
        return SCOPES[self].words


@dataclass(frozen=True)
class Opens:
    """What a scope opens: it is for accounts with one of the rights and, if `own`, for everybody's own."""

    words: tuple[str, str]
    rights: frozenset[Right]
    own: bool = False


def _opens(zh: str, en: str, *rights: Right, own: bool = False) -> Opens:
    return Opens((zh, en), frozenset(rights), own)


SCOPES: dict[Scope, Opens] = {
    Scope.READ_STATEMENTS: _opens(
        "读提成单和它的解释", "Read statements and why they are so", Right.SEE_PAY, own=True
    ),
    Scope.READ_SCORES: _opens(
        "读考核表和它的解释", "Read score cards and why they are so", Right.SEE_SCORES, own=True
    ),
    Scope.READ_DISPUTES: _opens("读疑问", "Read disputes", Right.ANSWER_DISPUTES, own=True),
    Scope.READ_METRICS: _opens("读指标", "Read metrics", Right.SEE_SESSIONS, Right.SEE_SCORES),
    Scope.READ_PEOPLE: _opens("读人员", "Read people", Right.SEE_PEOPLE),
    Scope.WRITE_PEOPLE: _opens(
        "更改人员的角色、层级、团队",
        "Change role, tier and team of people",
        Right.IMPORT,
        Right.DECIDE_OUTCOMES,
    ),
    Scope.READ_OUTCOMES: _opens("读结果应用的提议和决定", "Read proposals and decisions", Right.SEE_SCORES),
    Scope.READ_COSTS: _opens("读人力成本汇总", "Read what people cost, in sums", Right.SEE_PAY),
    Scope.READ_CHECKS: _opens(
        "检查一个周期的数据", "Check the facts of a period", Right.IMPORT, Right.CALCULATE, Right.CHECK
    ),
    Scope.READ_IMPORTS: _opens("读导入台账和隔离行", "Read imports and quarantined rows", Right.IMPORT),
    Scope.WRITE_IMPORTS: _opens("导入和撤销导入", "Import, and undo imports", Right.IMPORT),
    Scope.READ_PERIODS: _opens("读账期", "Read pay periods", Right.CALCULATE, Right.APPROVE, Right.PAY),
    Scope.WRITE_PERIODS: _opens(
        "核算、核对、批准、锁定、登记发放",
        "Calculate, check, approve, lock and record as paid",
        *(Right.CALCULATE, Right.CHECK, Right.APPROVE, Right.PAY, Right.REOPEN),
    ),
    Scope.READ_PAY_FILES: _opens("下载发放文件", "Download pay files", Right.PAY),
}


class State(StrEnum):
    """Whether a token works."""

    ACTIVE = "active"
    WAITS = "waits"  # for a second person
    EXPIRED = "expired"
    REVOKED = "revoked"


def may_have(scope: Scope, rights: Collection[Right]) -> bool:
    """Whether an account with these rights may give a token the scope."""
    opens = SCOPES[scope]
    return opens.own or not opens.rights.isdisjoint(rights)


def needs_second_person(roles: Iterable[str]) -> bool:
    """Whether a token that somebody makes for another account with these roles waits (decision 0013)."""
    return any(Role(role) in GUARDED_ROLES for role in roles)


def state_of(*, waits: bool, revoked: bool, expires_at: dt.datetime, now: dt.datetime) -> State:
    if revoked:
        return State.REVOKED
    if expires_at <= now:
        return State.EXPIRED
    return State.WAITS if waits else State.ACTIVE


@dataclass(frozen=True)
class Turn:
    """Whether a call is taken now: `until` is when all that was taken is used up, `wait` how long to wait."""

    until: dt.datetime
    wait: dt.timedelta = dt.timedelta(0)

    @property
    def taken(self) -> bool:
        return not self.wait


def turn(until: dt.datetime | None, now: dt.datetime, per_minute: int) -> Turn:
    """One more call of a token that may call `per_minute` times a minute; a minute's worth at once at most.

    Each call uses up its part of a minute; what is used up lies ahead of now by no more than `BURST`.

    >>> start = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    >>> first = turn(None, start, per_minute=2)
    >>> second = turn(first.until, start, per_minute=2)
    >>> [one.taken for one in (first, second)], turn(second.until, start, per_minute=2).wait.seconds
    ([True, True], 30)
    """
    each = BURST / per_minute
    used = max(until or now, now) + each
    wait = used - now - BURST
    return Turn(used) if wait <= dt.timedelta(0) else Turn(used - each, wait)
