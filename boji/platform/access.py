"""May this account do that: the guards that pages, actions and commands ask.

Owns the decision from the roles given to an account. Somebody without the right gets the answer that
something absent gets (X16): `NotFound`. Which team a person belongs to is asked of `boji.people`, by those
who call.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from boji.platform.models import RoleGrant, User
from boji.platform.roles import RIGHTS, Right, Role


class NotFound(LookupError):
    """Absent, or not for this account: the same answer for both."""


@dataclass(frozen=True)
class Reach:
    """Whose figures a right reaches: everybody's, or those of some teams."""

    everybody: bool
    teams: frozenset[str]

    def __bool__(self) -> bool:
        return self.everybody or bool(self.teams)

    def holds(self, team: str | None) -> bool:
        return self.everybody or (team is not None and team in self.teams)


def roles_of(user: User) -> tuple[Role, ...]:
    """The roles of an account in the order of the enumeration, each once."""
    given = {grant.role for grant in _grants(user)}
    return tuple(role for role in Role if role.value in given)


def reach(user: User, right: Right) -> Reach:
    """How far the right of an account goes; false where it does not have it."""
    grants = [grant for grant in _grants(user) if right in RIGHTS[Role(grant.role)]]
    return Reach(
        everybody=user.is_active and any(not grant.team for grant in grants),
        teams=frozenset(grant.team for grant in grants if grant.team) if user.is_active else frozenset(),
    )


def _grants(user: User) -> list[RoleGrant]:
    """The roles given to an account, read once for each request: its account is an object of its own."""
    prefetch_related_objects([user], "role_grants")
    return list(user.role_grants.all())


def may(user: User, right: Right) -> bool:
    """Whether the account has the right at all, for everybody or for some team."""
    return bool(reach(user, right))


def may_for_all(user: User, right: Right) -> bool:
    """Whether the account has the right for the whole company, as steps of a pay period need."""
    return reach(user, right).everybody


def demand(user: User, right: Right) -> None:
    """Raise NotFound unless the account has the right for the whole company."""
    if not may_for_all(user, right):
        raise NotFound(right.value)


def is_own(user: User, person_id: str) -> bool:
    return bool(user.person_id) and user.person_id == person_id and user.is_active
