"""Whose statement or score card an account may open.

Owns the guard by own person and by reach: a right that was given for a team holds for the people who were in
that team on the last day of the period. Absent and not allowed are the same answer (X16).
"""

from __future__ import annotations

from boji.engine.periods import Period, PeriodError
from boji.people.queries import person_on
from boji.platform.access import NotFound, is_own, reach
from boji.platform.models import User
from boji.platform.roles import Right
from boji.workspace import Workspace


def may_open(user: User, right: Right, workspace: Workspace, period: Period, person_id: str) -> bool:
    """Whether the figures of a person in a period are the account's own, or within reach of its right."""
    if is_own(user, person_id):
        return True
    given = reach(user, right)
    if given.everybody or not given:
        return given.everybody
    person = person_on(workspace, person_id, period.last_day)
    return person is not None and given.holds(person.team)


def demand(user: User, right: Right, workspace: Workspace, period: Period, person_id: str) -> None:
    """Raise NotFound unless the account may open them."""
    if not may_open(user, right, workspace, period, person_id):
        raise NotFound(person_id)


def month_named(label: str) -> Period:
    """The month of an address. Raises NotFound for a text that names none."""
    found = period_named(label)
    if found.kind != "month":
        raise NotFound(label)
    return found


def period_named(label: str) -> Period:
    """The month or quarter of an address. Raises NotFound for a text that names none."""
    try:
        found = Period.parse(label)
    except PeriodError:
        raise NotFound(label) from None
    if found.label != label or found.kind == "day":
        raise NotFound(label)
    return found
