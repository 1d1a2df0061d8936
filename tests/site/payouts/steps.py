"""How people take a month from one step to the next: Fang calculates, Wen checks, Hu approves and locks."""

from __future__ import annotations

import datetime as dt

from boji.engine.periods import Period
from boji.payouts import actions
from boji.payouts.models import PayPeriod
from boji.platform import clock
from boji.platform.audit import Actor
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Role
from boji.workspace import Workspace

FEBRUARY, MARCH, APRIL = "2026-02", "2026-03", "2026-04"
APRIL_TENTH = dt.datetime(2026, 4, 10, 2, 0, tzinfo=dt.UTC)
ORDER = ("calculate", "check", "approve", "lock", "pay")
STAFF = {
    "fang": Role.FINANCE,
    "wen": Role.FINANCE,
    "xu": Role.FINANCE,
    "hu": Role.HR,
    "ada": Role.ADMIN,
    "an": Role.ANCHOR,
}


def staff_member(name: str) -> Actor:
    """One of the staff, on a page; the account is made when it is first asked for."""
    user, made = User.objects.get_or_create(username=name, defaults={"name": name.title()})
    if made:
        RoleGrant.objects.create(user=user, role=STAFF[name])
    return Actor(user, "page")


def walked(company: Workspace, month: str, last: str) -> PayPeriod:
    """The month after that step and all before it."""
    period = Period.parse(month)
    one: PayPeriod | None = None
    for step in ORDER[: ORDER.index(last) + 1]:
        if step == "calculate":
            one = actions.calculate(staff_member("fang"), company, period)
        elif step == "check":
            one = checked(staff_member("wen"), company, month)
        elif step == "approve":
            one = actions.approve(staff_member("hu"), period)
        elif step == "lock":
            one = actions.lock(staff_member("hu"), company, period)
        else:
            one = actions.pay(staff_member("fang"), period, clock.today())
    assert one is not None
    return one


def checked(actor: Actor, workspace: Workspace, month: str) -> PayPeriod:
    """Checked, with a reason for everything that may pass."""
    one = PayPeriod.objects.get(label=month)
    reasons = {entry.code: "已知" for entry in actions.board_of(workspace, one).to_waive}
    return actions.check(actor, workspace, Period.parse(month), reasons=reasons)
