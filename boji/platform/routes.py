"""Pages with their rules: a URL, its view, and who may open it, said in one place.

Owns the rule of each address. A view reached through `page` has been guarded; whose figures are shown is
narrowed by the queries that it calls. A test walks the URL table and fails for an address without a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Protocol
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, path

from boji.platform.access import NotFound, is_own, may, may_for_all
from boji.platform.models import User
from boji.platform.roles import Right

View = Callable[..., HttpResponseBase]
RULE = "rule"  # the attribute of a guarded view


class Rule(Protocol):
    """Who may open an address; `arguments` are those of the URL."""

    def allows(self, user: User, arguments: dict[str, Any]) -> bool: ...


@dataclass(frozen=True)
class Everyone:
    """Also those who are not signed in."""

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        return True


@dataclass(frozen=True)
class ByToken:
    """Calls of programs, by token and never by cookie; each has a rule of its own (`boji.api`)."""

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        return True


@dataclass(frozen=True)
class SignedIn:
    """Any account; the view shows what belongs to it."""

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        return True


@dataclass(frozen=True)
class With:
    """Accounts with one of these rights, for one team at least; `everybody` asks for the whole company."""

    rights: tuple[Right, ...]
    everybody: bool = False

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        ask = may_for_all if self.everybody else may
        return any(ask(user, right) for right in self.rights)


@dataclass(frozen=True)
class AsPerson:
    """Accounts of somebody who works here; the view shows what is theirs."""

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        return bool(user.person_id)


@dataclass(frozen=True)
class AllOf:
    """Accounts for whom each of these rules holds."""

    rules: tuple[Rule, ...]

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        return all(rule.allows(user, arguments) for rule in self.rules)


@dataclass(frozen=True)
class OwnOr:
    """The person of `person_id` in the address, or accounts with the right."""

    right: Right

    def allows(self, user: User, arguments: dict[str, Any]) -> bool:
        return is_own(user, arguments["person_id"]) or may(user, self.right)


def holding(*rights: Right) -> With:
    return With(rights)


def company_wide(*rights: Right) -> With:
    return With(rights, everybody=True)


def page(address: str, view: View, rule: Rule, name: str) -> URLPattern:
    """A path whose view runs only for those whom the rule allows."""

    @wraps(view)
    def guarded(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        if isinstance(rule, Everyone | ByToken):
            return view(request, **arguments)
        if not isinstance(request.user, User):
            return _to_sign_in(request)
        if not rule.allows(request.user, arguments):
            raise Http404
        try:
            return view(request, **arguments)
        except NotFound as absent:
            raise Http404 from absent

    setattr(guarded, RULE, rule)
    return path(address, guarded, name=name)


def rule_of(pattern: URLPattern) -> Rule:
    """The rule of an address. Raises AttributeError where it was not made by `page`."""
    rule: Rule = getattr(pattern.callback, RULE)
    return rule


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A page goes to sign-in and back; a fragment has the whole page do so."""
    target = f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": settings.LOGIN_URL})
    return HttpResponseRedirect(target)


def account_of(request: HttpRequest) -> User:
    """The account of a guarded page's reader."""
    assert isinstance(request.user, User), "only guarded pages have one"
    return request.user
