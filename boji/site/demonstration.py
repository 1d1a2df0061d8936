"""The example company's year so far, lived through by its own people: what `boji demo` shows.

Owns who is there and what they do from January to the first days of October 2026, each on the day on which
it would happen. They do it by the actions that pages and commands call; nothing is written past them.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction

from boji.disputes.actions import Correction, disputed, move, raise_dispute
from boji.disputes.rules import Move
from boji.engine.periods import Period
from boji.intake import import_files
from boji.outcomes.actions import decide
from boji.outcomes.queries import proposals_of
from boji.outcomes.rules import Answer
from boji.payouts import actions
from boji.payouts.queries import pay_period
from boji.payouts.runs import compute_run
from boji.people.queries import person_on
from boji.plans.publishing import plan_in_force
from boji.platform import clock
from boji.platform.audit import Actor, record
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.workspace import Workspace

MONTHS = tuple(Period.parse(f"2026-{month:02d}") for month in range(1, 10))
OPEN_MONTH = MONTHS[-1]
RUNNING_MONTH = Period.parse("2026-10")
ZONE = dt.timezone(dt.timedelta(hours=8))

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Member:
    """Somebody of the company with an account, and what to look at first when signed in."""

    role: Role
    person_id: str | None
    zh: str
    en: str


MEMBERS = (
    Member(Role.ANCHOR, "A02", "我的提成单、得分和“如果”", "own statement, score, and what if"),
    Member(
        Role.FINANCE,
        None,
        "9月账期：还差什么，核对后交人事批准",
        "the pay period of September: what blocks it",
    ),
    Member(
        Role.HR, None, "批准账期、第三季度的提议、疑问", "approvals, proposals of the third quarter, disputes"
    ),
    Member(Role.APPRAISER, None, "得分与提议", "scores and proposals"),
    Member(Role.ANALYST, None, "导入、数据检查、后台任务", "imports, checks of facts, jobs"),
    Member(Role.OPERATOR, "O01", "最近的场次", "the sessions of the last days"),
    Member(Role.SERVICE, "K01", "自己的绩效", "own score card"),
    Member(Role.ADMIN, None, "账号、审计记录", "accounts and the audit trail"),
)


@dataclass(frozen=True)
class Account:
    """An account of the demonstration with its password, which is shown once and kept nowhere."""

    member: Member
    user: User
    password: str

    @property
    def actor(self) -> Actor:
        return Actor(self.user, "cli")


def play(workspace: Workspace, later: Path, so_far: Path, tell: Tell) -> list[Account]:
    """Live through the year.

    `later` are the refunds that became known when the months were locked, `so_far` the days of the month that
    is running.
    """
    with _at(2026, 1, 1, 9):
        accounts = [_open_account(workspace, member) for member in MEMBERS]
    cast = {one.member.role: one for one in accounts}
    for month in MONTHS[:-1]:
        tell(month.label)
        _settle(workspace, month, cast)
        if month.quarter.last_day == month.last_day:
            _compute(workspace, month.quarter)
        if month.label == "2026-06":
            _reward(workspace, month.quarter, cast)
    tell(OPEN_MONTH.label)
    _dispute(workspace, cast)
    with _at(2026, 10, 7, 18):
        import_files(workspace, sorted(later.iterdir()))
    with _at(2026, 10, 8, 9):
        actions.calculate(cast[Role.FINANCE].actor, workspace, OPEN_MONTH)
    _compute(workspace, OPEN_MONTH.quarter)
    _ask(workspace, cast)
    tell(RUNNING_MONTH.label)
    with _at(2026, 10, 8, 9, 50):
        import_files(workspace, sorted(so_far.iterdir()))
        actions.compute_so_far(workspace, RUNNING_MONTH)
    return accounts


def _settle(workspace: Workspace, month: Period, cast: dict[Role, Account]) -> None:
    """A month from calculation to pay day: finance calculates and checks, HR approves and locks."""
    finance, hr = cast[Role.FINANCE].actor, cast[Role.HR].actor
    day = month.end_day
    with _at(day.year, day.month, 3, 10):
        actions.calculate(finance, workspace, month)
        known = pay_period(month)
        assert known is not None, "it has just been calculated"
        to_waive = actions.board_of(workspace, known).to_waive
        reasons = {entry.code: "已与运营核对，按现有数据发放" for entry in to_waive}
        actions.check(finance, workspace, month, reasons=reasons)
    with _at(day.year, day.month, 5, 15):
        actions.approve(hr, month)
        actions.lock(hr, workspace, month)
    with _at(day.year, day.month, settings.BOJI_PAY_DAY, 16):
        actions.pay(finance, month, clock.today())


def _compute(workspace: Workspace, period: Period) -> None:
    compute_run(workspace, period, plan_in_force(workspace, period).plan)


def _reward(workspace: Workspace, quarter: Period, cast: dict[Role, Account]) -> None:
    """HR accepts the quarter's bonus of the first person whom the rules propose, and declines the next."""
    hr = cast[Role.HR]
    proposed = [one for one in proposals_of(workspace, [quarter], hr.user, "zh") if one.grant_fen]
    with _at(2026, 7, 20, 11):
        for one, accepted in zip(proposed, (True, False), strict=False):
            reason = "季度成绩突出，按方案发放" if accepted else "本季度已另发项目奖金，不重复发放"
            decide(hr.actor, workspace, one, Answer(accepted, reason), clock.now())


def _dispute(workspace: Workspace, cast: dict[Role, Account]) -> None:
    """The anchor asks about a line of August; finance finds that she is right and corrects it."""
    anchor, finance, august = cast[Role.ANCHOR], cast[Role.FINANCE], MONTHS[-2]
    person = anchor.member.person_id
    assert person is not None, "the anchor is a person of the facts"
    about = disputed(workspace, august, person, "line 1")
    with _at(2026, 9, 11, 20):
        raised = raise_dispute(
            anchor.actor,
            workspace,
            august,
            person,
            about,
            "8月21日加播一小时，应有补贴 120 元",
            (),
            clock.now(),
        )
    with _at(2026, 9, 14, 10):
        correction = Correction(fen=120_00)
        words = "排班记录属实，120 元补在下一个未锁定的月份"
        move(finance.actor, workspace, raised, Move.UPHOLD, words, clock.now(), correction=correction)


def _ask(workspace: Workspace, cast: dict[Role, Account]) -> None:
    """The anchor asks about September, and nobody has answered yet."""
    anchor = cast[Role.ANCHOR]
    assert anchor.member.person_id is not None, "the anchor is a person of the facts"
    about = disputed(workspace, OPEN_MONTH, anchor.member.person_id, "line 1")
    with _at(2026, 10, 8, 9, 40):
        words = "9月9日品牌日之后的订单，是不是也应该算在这一行里？"
        raise_dispute(
            anchor.actor, workspace, OPEN_MONTH, anchor.member.person_id, about, words, (), clock.now()
        )


def _open_account(workspace: Workspace, member: Member) -> Account:
    person = person_on(workspace, member.person_id, OPEN_MONTH.last_day) if member.person_id else None
    password = secrets.token_urlsafe(9)
    with transaction.atomic():
        user = User.objects.create_user(
            member.role.value,
            password=password,
            name=person.name if person else member.role.text("zh"),
            person_id=member.person_id,
        )
        RoleGrant.objects.create(user=user, role=member.role)
        record(Actor(None, "cli"), "account.created", f"account:{user.username}", name=user.name)
    return Account(member, user, password)


@contextmanager
def _at(year: int, month: int, day: int, hour: int, minute: int = 0) -> Iterator[None]:
    """Do something at that moment of the company's time."""
    before = settings.BOJI_CLOCK_STARTS
    settings.BOJI_CLOCK_STARTS = dt.datetime(year, month, day, hour, minute, tzinfo=ZONE)
    try:
        yield
    finally:
        settings.BOJI_CLOCK_STARTS = before
