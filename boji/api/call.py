"""What a call is: method, address, function, scope and rule beside each other, and what it may answer.

Owns the shape of a call and putting calls into ninja, which reads parameters by their types and describes
them. Which calls there are stands in `boji.api.calls`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from boji.api.answers import with_tag
from boji.api.guard import BearerToken
from boji.api.once import HEADER, once
from boji.platform.routes import Rule
from boji.tokens.rules import Scope

Function = Callable[..., HttpResponse]


class FaultForm(Schema):
    """One thing that is wrong."""

    model_config = ConfigDict(extra="forbid")

    place: str = Field(examples=["body.paid_on"])
    cause: str = Field(examples=["it is missing"])
    mend: str = Field(examples=["Write it as the description at /api/ says"])


class ProblemForm(Schema):
    """A refusal, in the language of Accept-Language (zh or en), else that of the account."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:boji:problem:absent"])
    title: str = Field(examples=["It is not there, or not open to you"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=["It is not there, or not open to you"])
    errors: list[FaultForm]


@dataclass(frozen=True)
class Call:
    """One call. `answer` is the form of what it answers, `media` are those that are no JSON."""

    method: str
    path: str  # below /api/v1/
    function: Function
    scope: Scope | None
    rule: Rule
    answer: Any
    status: int = 200
    media: tuple[str, ...] = ()
    conflicts: bool = False  # whether it may be refused as things stand

    @property
    def name(self) -> str:
        return self.function.__name__

    @property
    def tag(self) -> str:
        return self.path.partition("/")[0]

    @property
    def is_post(self) -> bool:
        return self.method == "POST"


def add_to(router: Router, calls: Iterable[Call]) -> None:
    """Put calls into ninja."""
    for call in calls:
        router.add_api_operation(
            f"/{call.path}",
            [call.method],
            _served(call),
            auth=BearerToken(call.scope, call.rule),
            response=_responses(call),
            operation_id=call.name,
            url_name=f"api_{call.name}",
            summary=_first_line(call.function),
            description=_description(call),
            tags=[call.tag],
            openapi_extra=_extra(call),
        )


def _served(call: Call) -> Callable[..., HttpResponseBase]:
    """The function as ninja calls it: a POST once for each key, a GET with a tag."""
    function = call.function
    if call.is_post:
        served: Callable[..., HttpResponseBase] = once(function)
    else:

        @wraps(function)
        def tagged(request: HttpRequest, **values: Any) -> HttpResponseBase:
            return with_tag(request, function(request, **values))

        served = tagged
    # Annotations are texts that only the module of the function itself can read.
    served.__signature__ = inspect.signature(function, eval_str=True)  # type: ignore[attr-defined]
    return served


def _refusals(call: Call) -> list[int]:
    found = [400, 401, 403, 404, 422, 429]
    if call.is_post:
        found += [413]
    return sorted([*found, 409] if call.conflicts else found)


def _responses(call: Call) -> dict[int, Any]:
    answers: dict[int, Any] = {call.status: None if call.media else call.answer}
    if not call.is_post:
        answers[304] = None
    return answers | dict.fromkeys(_refusals(call), ProblemForm)


def _extra(call: Call) -> dict[str, Any]:
    """What ninja cannot tell from types: the key of a POST, media that are no JSON, the tag of an answer."""
    parameters = [_language_header()]
    if call.is_post:
        parameters.append(_key_header())
    found: dict[str, Any] = {"parameters": parameters, "x-scope": call.scope.value if call.scope else None}
    if call.media:
        content = {one: {"schema": {"type": "string", "contentMediaType": one}} for one in call.media}
        found["responses"] = {call.status: {"content": content}}
    return found


def _key_header() -> dict[str, Any]:
    return {
        "in": "header",
        "name": HEADER,
        "required": True,
        "description": "A key of its own for each request, the same when it is tried again.",
        "schema": {"type": "string", "pattern": r"^[\x21-\x7e]{1,200}$"},
        "example": "0f8fad5b-d9cb-469f-a165-70867728950e",
    }


def _language_header() -> dict[str, Any]:
    return {
        "in": "header",
        "name": "Accept-Language",
        "required": False,
        "description": "zh or en; the language of the account where it is not sent.",
        "schema": {"type": "string"},
        "example": "en",
    }


def _first_line(function: Function) -> str:
    return inspect.cleandoc(function.__doc__ or "").partition("\n")[0].rstrip(".")


def _description(call: Call) -> str:
    rest = inspect.cleandoc(call.function.__doc__ or "").partition("\n")[2].strip()
    scope = f"Scope: `{call.scope}`." if call.scope else "Any token."
    return f"{rest}\n\n{scope}".strip()
