"""The door of every call: a token, its rate, its scope, and the rule of the call for its account.

Owns who calls. Cookies count for nothing here, which is why calls need no protection against forged forms:
a browser sends no token by itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import translation
from ninja.security import HttpBearer

from boji.api.problems import OUT_OF_SCOPE, TOO_OFTEN, Problem, no_token
from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.platform.models import User
from boji.platform.routes import Rule
from boji.platform.words import CODES, language, say
from boji.tokens.actions import TokenInvalid, TooOften, use
from boji.tokens.models import Token
from boji.tokens.rules import Scope


@dataclass(frozen=True)
class Caller:
    """In whose name a call is made, and with which token."""

    user: User
    token: Token
    address: str | None

    @property
    def actor(self) -> Actor:
        return Actor(self.user, "api", self.address, token=self.token.name)


class BearerToken(HttpBearer):
    """The check of one call: the token first, then its scope, then the account's rights at this moment."""

    openapi_description = "A token of an account, made under 我的账户 or with `boji token add`."

    def __init__(self, scope: Scope | None, rule: Rule) -> None:
        super().__init__()
        self._scope, self._rule = scope, rule

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        caller = _caller(request, token)
        if self._scope is not None and self._scope not in caller.token.granted:
            raise Problem(OUT_OF_SCOPE, _scope_words(self._scope), more={"scope": self._scope.value})
        assert request.resolver_match is not None, "a call has an address"
        if not self._rule.allows(caller.user, request.resolver_match.kwargs):
            raise NotFound
        return caller


def _caller(request: HttpRequest, secret: str) -> Caller:
    try:
        token = use(secret.strip())
    except TokenInvalid as invalid:
        raise no_token(invalid.text(language())) from invalid
    except TooOften as often:
        seconds = max(1, math.ceil(often.wait.total_seconds()))
        detail = say("请在 {n} 秒之后再调用", "Call again in {n} seconds", n=seconds)
        raise Problem(TOO_OFTEN, detail, headers={"Retry-After": str(seconds)}) from often
    request.user = token.account
    if not request.headers.get("Accept-Language"):
        translation.activate(CODES[token.account.language])
    return Caller(token.account, token, request.META.get("REMOTE_ADDR"))


def _scope_words(scope: Scope) -> str:
    return say(
        "这个令牌没有 {scope}（{words}）；请另生成一个有这项权限的",
        "This token has no {scope} ({words}); make one that has it",
        scope=scope.value,
        words=say(*scope.words),
    )


def caller_of(request: HttpRequest) -> Caller:
    """Who makes a guarded call."""
    caller = request.auth  # type: ignore[attr-defined] # set by ninja
    assert isinstance(caller, Caller)
    return caller
