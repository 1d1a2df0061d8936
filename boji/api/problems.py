"""Refusals as answers: one form for all of them, in the language asked for (RFC 9457, problem+json).

Owns that form and which error becomes which answer. What an action refuses says itself why and what to do;
here it only gets a status. Absent and not allowed are one answer (X16).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from boji.engine.explain import NoSuchFigure
from boji.engine.grains import MetricUnknown, SubjectUnavailable
from boji.engine.plan.issues import PlanRefused
from boji.engine.results.statement import NoSuchPerson
from boji.intake import ImportRefused, Issue
from boji.lake.ledger import ImportAbsent
from boji.payouts.refusals import StepRefused
from boji.payouts.runs import RunAbsent
from boji.people.actions import ChangeRefused
from boji.plans.publishing import NoPlanInForce
from boji.platform.access import NotFound
from boji.platform.jobs.kinds import Refusal
from boji.platform.words import language, say

MEDIA = "application/problem+json"

log = structlog.get_logger("boji.api")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, why, and what to do."""

    place: str
    cause: str
    mend: str


@dataclass(frozen=True)
class Kind:
    """A kind of refusal: its name, status and title."""

    name: str
    status: int
    zh: str
    en: str


MALFORMED = Kind("malformed", 400, "请求无法读取", "The request cannot be read")
UNKNOWN_CALLER = Kind("no-token", 401, "没有有效的令牌", "There is no valid token")
OUT_OF_SCOPE = Kind("out-of-scope", 403, "令牌没有这项权限", "The token has no such scope")
ABSENT = Kind("absent", 404, "没有找到，或者不对你开放", "It is not there, or not open to you")
NO_METHOD = Kind("no-such-method", 405, "这个地址没有这种调用", "There is no such call at this address")
CONFLICT = Kind("refused", 409, "现在不能这样做", "This cannot be done now")
TOO_LARGE = Kind("too-large", 413, "请求过大", "The request is too large")
INVALID = Kind("invalid", 422, "请求的内容不对", "What was asked is not right")
TOO_OFTEN = Kind("too-often", 429, "调用过于频繁", "Too many calls")
BROKEN = Kind("fault", 500, "程序出错", "Something broke")


@dataclass(eq=False)
class Problem(Exception):
    """A refusal. `detail` is in the language asked for already."""

    kind: Kind
    detail: str = ""
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def answer_of(problem: Problem) -> HttpResponse:
    """A refusal as its answer."""
    kind = problem.kind
    body = {
        "type": f"urn:boji:problem:{kind.name}",
        "title": say(kind.zh, kind.en),
        "status": kind.status,
        "detail": problem.detail or say(kind.zh, kind.en),
        "errors": [asdict(one) for one in problem.faults],
        **problem.more,
    }
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(text, status=kind.status, content_type=MEDIA, headers=dict(problem.headers))


def no_token(detail: str = "") -> Problem:
    detail = detail or say(
        "请在请求头里写 Authorization: Bearer 令牌", "Send the header Authorization: Bearer TOKEN"
    )
    return Problem(UNKNOWN_CALLER, detail, headers={"WWW-Authenticate": "Bearer"})


def faults_of(issues: Sequence[Issue]) -> list[Fault]:
    """Issues of files in the form of all refusals."""
    spoken = language()
    return [Fault(one.place(spoken), one.problem(spoken), one.mend(spoken)) for one in issues]


def _absent(_: Exception) -> Problem:
    return Problem(ABSENT)


def _saying(kind: Kind) -> Callable[[Any], Problem]:
    return lambda error: Problem(kind, error.text(language()))


def _import_refused(error: ImportRefused) -> Problem:
    return Problem(INVALID, faults=faults_of(error.issues))


def _import_absent(error: ImportAbsent) -> Problem:
    if error.undone_by is None and not error.is_undo:
        return Problem(ABSENT)
    return Problem(CONFLICT, error.text(language()))


def _http(error: HttpError) -> Problem:
    return Problem(
        MALFORMED, say("正文不是合法的 JSON", "The body is no valid JSON") if error.status_code == 400 else ""
    )


def _invalid(error: ValidationError) -> Problem:
    """Everything that is wrong with parameters and body, at once."""
    return Problem(INVALID, faults=[_fault(one) for one in error.errors])


_CAUSES = {
    "missing": ("缺少这一项", "it is missing"),
    "extra_forbidden": ("没有这样的项", "there is no such item"),
    "int_parsing": ("不是整数", "it is no whole number"),
    "int_type": ("不是整数", "it is no whole number"),
    "string_type": ("不是文字", "it is no text"),
    "enum": ("不是可用的值", "it is none of the values there are"),
    "literal_error": ("不是可用的值", "it is none of the values there are"),
}


def _fault(error: Mapping[str, Any]) -> Fault:
    source, *parts = error["loc"]
    if parts[:1] == ["body"]:  # the name of the parameter that holds the whole body
        parts = parts[1:]
    place = ".".join(str(part) for part in (source, *parts))
    zh, en = _CAUSES.get(error["type"], (f"不符合要求（{error['msg']}）", error["msg"]))
    mend = say("请按接口说明改正：/api/", "Write it as the description at /api/ says")
    return Fault(place, say(zh, en), mend)


def _fault_of_ours(error: Exception) -> Problem:
    reference = secrets.token_hex(4)
    log.exception("api.fault", reference=reference, error=type(error).__name__)
    detail = say(
        "没有完成。请把编号 {reference} 告诉管理员",
        "It was not done. Tell an administrator the number {reference}",
        reference=reference,
    )
    return Problem(BROKEN, detail, more={"reference": reference})


BECOMES: dict[type[Exception], Callable[[Any], Problem]] = {
    Problem: lambda problem: problem,
    NotFound: _absent,
    Http404: _absent,
    NoSuchPerson: _absent,
    NoSuchFigure: _absent,
    RunAbsent: _absent,
    AuthenticationError: lambda _: no_token(),
    HttpError: _http,
    ValidationError: _invalid,
    RequestDataTooBig: lambda _: Problem(TOO_LARGE),
    MultiPartParserError: lambda _: Problem(MALFORMED),
    SuspiciousOperation: lambda _: Problem(MALFORMED),
    ImportRefused: _import_refused,
    ImportAbsent: _import_absent,
    StepRefused: _saying(CONFLICT),
    ChangeRefused: _saying(CONFLICT),
    NoPlanInForce: _saying(CONFLICT),
    PlanRefused: _saying(INVALID),
    Refusal: _saying(INVALID),
    MetricUnknown: _saying(INVALID),
    SubjectUnavailable: _saying(INVALID),
    Exception: _fault_of_ours,
}


def speak_through(api: NinjaAPI) -> None:
    """Have every error of a call become its answer."""
    for kind, become in BECOMES.items():
        api.add_exception_handler(kind, _handler(become))


def _handler(become: Callable[[Any], Problem]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer_of(become(error))
