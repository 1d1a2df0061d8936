"""Reading the JSON of a request: only what can be kept exactly and on every database."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser


class ExactParser(Parser):
    """Refuses what JSON does not have (NaN), half characters, and the character NUL."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(request.body, parse_constant=_no_number)
        text = json.dumps(found, ensure_ascii=False)
        text.encode()  # half characters cannot be
        if "\\u0000" in text:
            raise ValueError("NUL")
        return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)
