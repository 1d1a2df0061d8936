"""A POST happens once for each key, whatever breaks in between and however often it is sent.

Owns the key, `Idempotency-Key` of the request, with the hash of what was asked and the answer. Key, action
and answer are kept in one transaction: after a crash either all of it is there or nothing, and of two that
come at once the second waits for the first and gets its answer. Slow work is a job, which is asked for in
that transaction and may itself be repeated. A refusal did nothing, so it uses up no key.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from boji.api.answers import MEDIA
from boji.api.guard import caller_of
from boji.api.models import KeptAnswer
from boji.api.problems import INVALID, MALFORMED, Fault, Problem
from boji.platform import clock
from boji.platform.words import say

HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
KEPT = dt.timedelta(days=7)
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
Function = Callable[..., HttpResponse]


def once(function: Function) -> Function:
    """Have the function of a POST run once for each key."""

    @wraps(function)
    def keyed(request: HttpRequest, **values: Any) -> HttpResponse:
        key, digest = _key(request), _digest(request)
        with transaction.atomic():
            kept, is_new = _taken(request, key, digest)
            if not is_new:
                return _again(kept, digest)
            response = function(request, **values)
            kept.status, kept.body = response.status_code, response.content.decode()
            kept.save(update_fields=["status", "body"])
            return response

    return keyed


def forget_old() -> int:
    """Forget keys that are older than clients try again; how many there were."""
    return KeptAnswer.objects.filter(at__lt=clock.real() - KEPT).delete()[0]


def _taken(request: HttpRequest, key: str, digest: str) -> tuple[KeptAnswer, bool]:
    """The row of a key, and whether it is new. Who comes second waits here until the first is done."""
    token = caller_of(request).token
    try:
        with transaction.atomic():
            made = KeptAnswer.objects.create(token=token, key=key, digest=digest, at=clock.real())
            return made, True
    except IntegrityError:
        return KeptAnswer.objects.get(token=token, key=key), False


def _again(kept: KeptAnswer, digest: str) -> HttpResponse:
    if kept.digest != digest:
        cause = say("这个键已经用于另一个请求", "this key was used for another request")
        mend = say("为每个新的请求用新的键", "use a new key for each new request")
        raise Problem(INVALID, faults=[Fault(f"header.{HEADER}", cause, mend)])
    return HttpResponse(kept.body, status=kept.status, content_type=MEDIA, headers={REPLAYED: "true"})


def _key(request: HttpRequest) -> str:
    key = request.headers.get(HEADER, "")
    if _KEY.fullmatch(key):
        return key
    cause = say(
        "缺少，或不是 1 到 200 个可见的 ASCII 字符", "missing, or not 1 to 200 visible ASCII characters"
    )
    mend = say(
        "为每个请求写一个自己的键（如 UUID），重试时用同一个",
        "send a key of its own (a UUID), the same when trying again",
    )
    raise Problem(MALFORMED, faults=[Fault(f"header.{HEADER}", cause, mend)])


def _digest(request: HttpRequest) -> str:
    """The hash of what is asked: address and body; of a form its fields and files, whatever divides them."""
    found = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type != "multipart/form-data":
        found.update(request.body)
        return found.hexdigest()
    for name, values in sorted(request.POST.lists()):
        found.update(repr((name, values)).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            found.update(repr((name, file.name)).encode())
            for chunk in file.chunks():
                found.update(chunk)
            file.seek(0)
    return found.hexdigest()
