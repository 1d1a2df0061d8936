"""The description of the API in OpenAPI 3.1, from the calls themselves.

Owns what ninja's own description lacks: refusals have a media type of their own, a 304 has no body, and the
headers of answers.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

from boji.api.problems import MEDIA
from boji.api.service import API, ROOT

_TAGS = {
    "token": "The token of the call.",
    "imports": "Files and rows brought in, the ledger, and what was not accepted.",
    "jobs": "Slow work, and how far it is.",
    "checks": "What facts lack and where they disagree.",
    "periods": "Months on their way from calculation to pay day.",
    "statements": "What people are paid, line by line, and why.",
    "scorecards": "What people scored, item by item, and why.",
    "team-scorecards": "What teams scored.",
    "metrics": "What metrics mean, and their figures.",
    "people": "Who works here.",
    "costs": "What people cost.",
    "outcomes": "What rules propose and people decided.",
    "disputes": "Questions about figures.",
}


@cache
def description() -> dict[str, Any]:
    """The whole description as JSON."""
    found = copy.deepcopy(dict(API.get_openapi_schema(path_prefix=ROOT)))
    for operations in found["paths"].values():
        for operation in operations.values():
            _mend(operation)
    found["servers"] = [{"url": "/"}]
    found["tags"] = [{"name": name, "description": text} for name, text in _TAGS.items()]
    return found


def _mend(operation: dict[str, Any]) -> None:
    operation["responses"] = {str(status): one for status, one in operation["responses"].items()}
    for status, response in operation["responses"].items():
        if status >= "400" and "content" in response:
            response["content"] = {MEDIA: response["content"].pop("application/json")}
        if status == "304":
            response["description"] = "Not Modified: as the tag in If-None-Match says"
        if status == "429":
            response["headers"] = {"Retry-After": {"schema": {"type": "string"}, "description": "Seconds."}}
