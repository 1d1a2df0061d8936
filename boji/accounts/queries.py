"""What is known of accounts: lists, one account with all about it, what it may see, steps that wait.

Owns joining accounts with the people of the facts. Reads only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db.models import Prefetch, Q, QuerySet

from boji.accounts.models import StepRequest
from boji.accounts.rules import RIGHT_WORDS, AccountRefused
from boji.people.queries import Person, people_on, teams
from boji.platform import clock, company, sign_in_lock
from boji.platform.access import Reach, reach, roles_of
from boji.platform.components import Kind, Status
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Right, Role
from boji.platform.words import language, say

STATES: dict[str, tuple[Kind, tuple[str, str]]] = {
    "active": (Kind.DONE, ("使用中", "active")),
    "invited": (Kind.WAITING, ("未登录过", "never signed in")),
    "locked": (Kind.BLOCKED, ("已锁定", "locked")),
    "inactive": (Kind.LOCKED, ("已停用", "deactivated")),
}
MOST_PROPOSED = 12


@dataclass(frozen=True)
class AccountSearch:
    """What a list of accounts is narrowed to; empty fields ask for nothing."""

    words: str = ""
    role: str = ""
    team: str = ""
    state: str = ""


@dataclass(frozen=True)
class AccountRow:
    """One account in the list. `team` is that of its person."""

    user: User
    roles: tuple[str, ...]
    person: Person | None
    locked: bool
    second_factor: bool

    @property
    def state(self) -> str:
        if not self.user.is_active:
            return "inactive"
        return "locked" if self.locked else "active" if self.user.last_login else "invited"

    @property
    def last_signed_in(self) -> dt.datetime | None:
        return clock.of_machine(self.user.last_login) if self.user.last_login else None

    @property
    def standing(self) -> Status:
        kind, words = STATES[self.state]
        return Status(kind, say(*words))


@dataclass(frozen=True)
class Sight:
    """One right, in words, and whose figures it reaches."""

    right: str
    reach: Reach

    @property
    def whom(self) -> str:
        if self.reach.everybody:
            return say("全公司", "the whole company")
        return say("团队：{teams}", "teams: {teams}", teams="、".join(sorted(self.reach.teams)))


def people() -> dict[str, Person]:
    """Everybody in the newest facts, as they are today."""
    return people_on(company.workspace(), clock.today())


def accounts(search: AccountSearch) -> QuerySet[User]:
    """The accounts that match, by name."""
    found = User.objects.prefetch_related(Prefetch("role_grants", RoleGrant.objects.order_by("id")))
    if search.words:
        persons = [one.person_id for one in people().values() if search.words in one.name]
        found = found.filter(
            Q(username__icontains=search.words)
            | Q(name__icontains=search.words)
            | Q(email__icontains=search.words)
            | Q(person_id__iexact=search.words)
            | Q(person_id__in=persons)
        )
    if search.role:
        found = found.filter(role_grants__role=search.role)
    if search.team:
        persons = [one.person_id for one in people().values() if one.team == search.team]
        found = found.filter(Q(role_grants__team=search.team) | Q(person_id__in=persons))
    return _in_state(found, search.state).order_by("username").distinct()


def _in_state(found: QuerySet[User], state: str) -> QuerySet[User]:
    if state == "active":
        return found.filter(is_active=True, last_login__isnull=False)
    if state == "invited":
        return found.filter(is_active=True, last_login__isnull=True)
    if state == "inactive":
        return found.filter(is_active=False)
    if state == "locked":
        return found.filter(username__iregex=_any_of(sign_in_lock.locked_names()))
    return found


def _any_of(names: set[str]) -> str:
    escaped = ["".join(f"[{c}]" if c in ".+" else c for c in name) for name in names]
    return f"^({'|'.join(escaped)})$" if names else "^$"


def rows(users: Iterable[User]) -> list[AccountRow]:
    """What the list shows of some accounts."""
    known, locked, page = people(), sign_in_lock.locked_names(), list(users)
    factors = set(
        Authenticator.objects.filter(user__in=page, type=Authenticator.Type.TOTP).values_list(
            "user_id", flat=True
        )
    )
    return [
        AccountRow(
            user,
            tuple(grant_words(grant) for grant in user.role_grants.all()),
            known.get(user.person_id or ""),
            user.username.lower() in locked,
            user.pk in factors,
        )
        for user in page
    ]


def account(account_id: int) -> User | None:
    return User.objects.prefetch_related("role_grants").filter(pk=account_id).first()


def grant_words(grant: RoleGrant) -> str:
    """主播, or 考核负责人（一团队）."""
    role = Role(grant.role).text(language())
    return say("{role}（{team}）", "{role} ({team})", role=role, team=grant.team) if grant.team else role


def role_words(user: User) -> str:
    return say("、", ", ").join(role.text(language()) for role in roles_of(user)) or say(
        "没有角色", "no role"
    )


def sights(user: User) -> list[Sight]:
    """What an account may see and do beyond its own figures, as the roles given to it say."""
    found = ((right, reach(user, right)) for right in Right)
    return [Sight(say(*RIGHT_WORDS[right]), far) for right, far in found if far]


def has_second_factor(user: User) -> bool:
    found: bool = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    return found


def identities(user: User) -> list[SocialAccount]:
    return list(SocialAccount.objects.filter(user=user).order_by("provider"))


def waiting() -> list[StepRequest]:
    """All steps that wait for a second person, oldest first."""
    return list(
        StepRequest.objects.filter(closed_at=None).select_related("account", "asked_by").order_by("id")
    )


def waiting_for(user: User) -> list[StepRequest]:
    return list(StepRequest.objects.filter(closed_at=None, account=user).select_related("asked_by"))


def locked_until(user: User) -> dt.datetime | None:
    """When the lock of an account ends, on the clock of the site."""
    ends = sign_in_lock.locked_until(user)
    return clock.of_machine(ends) if ends else None


# ---- People of the facts


def team_names() -> list[str]:
    return teams(people().values())


def proposed(words: str) -> list[Person]:
    """People without an account whose name or id holds the words, a few."""
    words = words.strip().lower()
    taken = set(User.objects.exclude(person_id=None).values_list("person_id", flat=True))
    found = (
        one
        for one in people().values()
        if one.person_id not in taken and (words in one.name.lower() or words in one.person_id.lower())
    )
    return sorted(found, key=lambda one: (not one.here, one.name))[:MOST_PROPOSED] if words else []


def person_of(written: str) -> Person | None:
    """The person that somebody wrote: an id, a name, or both as proposed (`沈棠 · A02`). Raises
    AccountRefused where nobody or several people are meant."""
    written = written.strip()
    if not written:
        return None
    known = people()
    if found := known.get(written.rpartition("·")[2].strip()):
        return found
    named = [one for one in known.values() if one.name == written]
    if len(named) == 1:
        return named[0]
    if named:
        ids = "、".join(one.person_id for one in named)
        raise AccountRefused(
            f"有 {len(named)} 个人叫“{written}”，请写编号：{ids}",
            f"{len(named)} people are called “{written}”; write the id: {ids}",
            "person",
        )
    raise AccountRefused(f"人员资料里没有“{written}”", f"Nobody in the people data is “{written}”", "person")


def anchors_without_account() -> list[Person]:
    """Everybody who works here as an anchor today and has no account, by id."""
    taken = set(User.objects.exclude(person_id=None).values_list("person_id", flat=True))
    return [
        one
        for _, one in sorted(people().items())
        if one.here and one.role == "anchor" and one.person_id not in taken
    ]
