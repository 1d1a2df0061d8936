"""What is done to accounts: made, changed, closed, opened; each step in one transaction with its audit entry.

Owns the order of every step: who may take it (decision 0013), what is changed, what is recorded. A step that
a second person confirms is kept as a request; the command line, whose user could read the database itself,
takes it at once. No secret is kept: a link to set a password is signed, works once, and is handed out once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse

from boji.accounts.models import StepRequest
from boji.accounts.rules import AccountRefused, Kind, Step, needs_second_person
from boji.accounts.trail import subject_of
from boji.platform import clock, sign_in_lock
from boji.platform.access import may, may_for_all
from boji.platform.audit import Actor, record
from boji.platform.models import RoleGrant, User
from boji.platform.roles import Right, Role
from boji.platform.sign_in_providers import PLATFORMS


@dataclass(frozen=True)
class NewAccount:
    """What an administrator says of an account that is to be made."""

    username: str
    name: str = ""
    email: str = ""
    person_id: str | None = None
    language: str = "zh"


@dataclass(frozen=True)
class Outcome:
    """What became of a step: `waits` for a second person, or done; `link` is what is handed out once."""

    account: User
    waits: bool = False
    link: str = ""


# ---- Made and closed


@transaction.atomic
def create(actor: Actor, asked: NewAccount, roles: Iterable[tuple[Role, str]] = ()) -> Outcome:
    """Make an account that has no password yet; the outcome's link sets it. Roles that a second person
    confirms wait."""
    _demand_keeper(actor)
    user = User(**dataclasses.asdict(asked))
    user.email = asked.email.strip().lower()
    user.person_id = asked.person_id or None
    user.set_unusable_password()
    _check_names(user)
    _save(user)
    record(actor, "account.created", subject_of(user), person_id=user.person_id or "", name=user.name)
    waits = False
    for role, team in roles:
        waits = take(actor, user, Step(Kind.ROLE, role.value, team)).waits or waits
    return Outcome(user, waits, link_of(user))


@transaction.atomic
def rename(actor: Actor, user: User, name: str, language: str) -> None:
    _demand_keeper(actor)
    if (name, language) != (user.name, user.language):
        record(actor, "account.renamed", subject_of(user), before=user.name, after=name, language=language)
        user.name, user.language = name, language
        user.save(update_fields=["name", "language"])


@transaction.atomic
def deactivate(actor: Actor, user: User) -> None:
    """Nobody signs in with it any more; who is signed in is out at once. Nothing is deleted."""
    _demand_another(actor, user)
    if user.is_active:
        user.is_active = False
        user.save(update_fields=["is_active"])
        _end_sessions(user)
        record(actor, "account.deactivated", subject_of(user))


@transaction.atomic
def reactivate(actor: Actor, user: User) -> None:
    _demand_another(actor, user)
    if not user.is_active:
        user.is_active = True
        user.save(update_fields=["is_active"])
        record(actor, "account.reactivated", subject_of(user))


@transaction.atomic
def take_role(actor: Actor, user: User, role: Role, team: str) -> None:
    """Take a role away; at once, since it opens nothing."""
    _demand_another(actor, user)
    gone, _ = RoleGrant.objects.filter(user=user, role=role, team=team).delete()
    if gone:
        record(actor, "account.role_taken", subject_of(user), role=role.value, team=team)


@transaction.atomic
def unlock(actor: Actor, user: User) -> None:
    _demand_keeper(actor)
    if sign_in_lock.unlock(user):
        record(actor, "account.unlocked", subject_of(user))


@transaction.atomic
def untie(actor: Actor, user: User, platform: str) -> None:
    """Forget the identity of another platform."""
    _demand_another(actor, user)
    for one in SocialAccount.objects.filter(user=user, provider=platform):
        one.delete()
        record(actor, "account.identity_removed", subject_of(user), platform=platform, identity=one.uid)


# ---- Steps that may wait for a second person


@transaction.atomic
def take(actor: Actor, user: User, step: Step) -> Outcome:
    """Take the step, or ask for it where a second person confirms."""
    _demand_another(actor, user)
    step = _checked(user, step)
    roles = user.role_grants.values_list("role", flat=True)
    if actor.through != "page" or not needs_second_person(step, roles):
        return Outcome(user, link=_STEPS[step.kind](actor, user, step))
    assert actor.user is not None
    try:
        with transaction.atomic():
            StepRequest.objects.create(
                account=user, asked_by=actor.user, asked_at=clock.now(), **_fields(step)
            )
    except IntegrityError as twice:
        raise AccountRefused(
            "已经提出，正在等第二人确认", "This waits for a second person already"
        ) from twice
    record(actor, "account.step_asked", subject_of(user), **_fields(step))
    return Outcome(user, waits=True)


@transaction.atomic
def confirm(actor: Actor, request: StepRequest) -> Outcome:
    """Take the step that somebody else asked for."""
    request = _open_request(actor, request)
    if actor.user in (request.asked_by, request.account):
        raise AccountRefused(
            "提出人和账户本人不能确认", "Whoever asked, and the account itself, cannot confirm"
        )
    if not request.asked_by.is_active or not may_for_all(request.asked_by, Right.MANAGE_ACCOUNTS):
        raise AccountRefused(
            "提出人已不再管理账户，请拒绝后重新提出", "Whoever asked keeps accounts no more: decline it"
        )
    step = _checked(request.account, request.step)
    link = _STEPS[step.kind](actor, request.account, step)
    _close(request, actor, confirmed=True)
    record(actor, "account.step_confirmed", subject_of(request.account), **_fields(step))
    return Outcome(request.account, link=link)


@transaction.atomic
def decline(actor: Actor, request: StepRequest) -> None:
    """Close a request without taking its step; who asked for it may withdraw it so."""
    request = _open_request(actor, request)
    _close(request, actor, confirmed=False)
    record(actor, "account.step_declined", subject_of(request.account), **_fields(request.step))


def _open_request(actor: Actor, request: StepRequest) -> StepRequest:
    if actor.user is not None and not may_confirm(actor.user):
        raise AccountRefused("这一步不对你开放", "This step is not open to you")
    found = StepRequest.objects.select_for_update().filter(pk=request.pk, closed_at=None).first()
    if found is None:
        raise AccountRefused("这一项已经处理过了", "This has been dealt with already")
    return found


def may_confirm(user: User) -> bool:
    """Administrators, and those who see everybody's pay anyway."""
    return may_for_all(user, Right.MANAGE_ACCOUNTS) or may_for_all(user, Right.SEE_PAY)


def _close(request: StepRequest, actor: Actor, *, confirmed: bool) -> None:
    request.closed_by, request.closed_at, request.confirmed = actor.user, clock.now(), confirmed
    request.save()


def _give_role(actor: Actor, user: User, step: Step) -> str:
    _, new = RoleGrant.objects.get_or_create(user=user, role=step.role, team=step.team)
    if new:
        record(actor, "account.role_given", subject_of(user), role=step.role, team=step.team)
    return ""


def _make_link(actor: Actor, user: User, _: Step) -> str:
    """The old password ends now, with all sessions and earlier links."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    _end_sessions(user)
    record(actor, "account.link_made", subject_of(user))
    return link_of(user)


def _forget_second_factor(actor: Actor, user: User, _: Step) -> str:
    Authenticator.objects.filter(user=user).delete()
    _end_sessions(user)
    record(actor, "account.second_factor_reset", subject_of(user))
    return ""


def _set_person(actor: Actor, user: User, step: Step) -> str:
    before, user.person_id = user.person_id, step.value or None
    _save(user)
    record(actor, "account.person_set", subject_of(user), person_id=step.value, before=before or "")
    return ""


def _set_email(actor: Actor, user: User, step: Step) -> str:
    before, user.email = user.email, step.value
    _save(user)
    record(actor, "account.email_set", subject_of(user), before=before, after=step.value)
    return ""


def _tie(actor: Actor, user: User, step: Step) -> str:
    platform, _, identity = step.value.partition(":")
    try:
        with transaction.atomic():
            SocialAccount.objects.create(user=user, provider=platform, uid=identity)
    except IntegrityError as taken:
        raise AccountRefused(
            "这个身份已绑定另一个账户", "This identity is tied to another account", "value"
        ) from taken
    record(actor, "account.identity_tied", subject_of(user), platform=platform, identity=identity)
    return ""


_STEPS: dict[Kind, Callable[[Actor, User, Step], str]] = {
    Kind.ROLE: _give_role,
    Kind.LINK: _make_link,
    Kind.SECOND_FACTOR: _forget_second_factor,
    Kind.PERSON: _set_person,
    Kind.EMAIL: _set_email,
    Kind.IDENTITY: _tie,
}


# ---- One's own


@transaction.atomic
def change_own(actor: Actor, email: str, language: str) -> None:
    """One's own address for mails, and language."""
    user = actor.user
    assert user is not None
    before = user.email
    user.email, user.language = email.strip().lower(), language
    _check_names(user)
    _save(user)
    if before != user.email:
        record(actor, "account.email_set", subject_of(user), before=before, after=user.email)


def end_other_sessions(actor: Actor, current: str | None) -> int:
    """Sign out everywhere but here; how many sessions ended."""
    assert actor.user is not None
    count = _end_sessions(actor.user, but=current)
    if count:
        record(actor, "account.sessions_ended", subject_of(actor.user), count=count)
    return count


def link_of(user: User) -> str:
    """The path at which the password can be set once, for some days."""
    uid, token = user_pk_to_url_str(user), default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})


def _end_sessions(user: User, but: str | None = None) -> int:
    ended = [one for one in UserSession.objects.filter(user=user) if one.session_key != but]
    for one in ended:
        one.end()
    return len(ended)


# ---- What must hold


def _demand_keeper(actor: Actor) -> None:
    if actor.through == "page" and not (actor.user and may(actor.user, Right.MANAGE_ACCOUNTS)):
        raise AccountRefused("这一步不对你开放", "This step is not open to you")


def _demand_another(actor: Actor, user: User) -> None:
    """Nobody changes their own rights, nor what opens their account."""
    _demand_keeper(actor)
    if actor.user == user:
        raise AccountRefused(
            "自己的账户由另一位管理员更改", "Your own account is changed by another administrator"
        )


def _checked(user: User, step: Step) -> Step:
    """The step as it will be taken. Raises AccountRefused for what cannot be."""
    if step.kind is Kind.EMAIL:
        step = dataclasses.replace(step, value=step.value.strip().lower())
        _check_names(User(pk=user.pk, username=user.username, email=step.value))
    if step.kind is Kind.PERSON and step.value:
        _check_names(User(pk=user.pk, username=user.username, person_id=step.value))
    if step.kind is Kind.IDENTITY:
        platform, _, identity = step.value.partition(":")
        if platform not in {one.key for one in PLATFORMS} or not identity.strip():
            raise AccountRefused("请写平台给的用户编号", "Write the user id that the platform gives", "value")
        step = dataclasses.replace(step, value=f"{platform}:{identity.strip()}")
    return step


def _check_names(user: User) -> None:
    """Username, address and person belong to one account each; the first two are what is typed at sign-in."""
    others = User.objects.exclude(pk=user.pk)
    try:
        User.username_validator(user.username)
    except ValidationError as wrong:
        raise AccountRefused(
            "用户名只能有字母、数字和 @ . + - _",
            "A username has letters, digits and @ . + - _ only",
            "username",
        ) from wrong
    if len(user.username) > 64:
        raise AccountRefused("用户名最多 64 个字", "A username has at most 64 characters", "username")
    if user.email:
        try:
            validate_email(user.email)
        except ValidationError as wrong:
            raise AccountRefused("这不是邮箱地址", "This is no e-mail address", "email") from wrong
    for written, field in ((user.username, "username"), (user.email, "email")):
        if written and others.filter(Q(username__iexact=written) | Q(email__iexact=written)).exists():
            raise AccountRefused(
                f"“{written}”已被另一个账户使用", f"“{written}” is used by another account", field
            )
    if user.person_id and (other := others.filter(person_id=user.person_id).first()):
        raise AccountRefused(
            f"这个人已有账户 {other.username}", f"This person has the account {other.username}", "person"
        )


def _save(user: User) -> None:
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as taken:  # somebody else was first, since the check
        raise AccountRefused(
            "用户名、邮箱或人员刚被另一个账户使用", "Username, e-mail or person was just taken", "username"
        ) from taken


def _fields(step: Step) -> dict[str, str]:
    return {"kind": step.kind.value, "role": step.role, "team": step.team, "value": step.value}
