"""Lists in parts: so many at a time, and a cursor that says after what the next part begins.

Owns the cursor. It names the last item that was given, not its number in the list, so that what is added or
taken away meanwhile neither repeats nor hides another item.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from ninja import Query, Schema
from pydantic import ConfigDict, Field

from boji.api.problems import INVALID, Fault, Problem
from boji.platform.words import say

MOST = 200
USUAL = 50

Item = TypeVar("Item")
Key = int | str | list[str]

Limit = Annotated[int, Query(USUAL, ge=1, le=MOST, description="How many at most.")]
Cursor = Annotated[str | None, Query(None, max_length=600, description="`next` of the part before.")]


class Page(Schema, Generic[Item]):
    """A part of a list; `next` is the cursor of the part after it, null at the end."""

    model_config = ConfigDict(extra="forbid")

    items: list[Item]
    next: str | None = Field(examples=[None])


@dataclass(frozen=True)
class Part(Generic[Item]):
    """The items of one part, in order, and the cursor of the next."""

    items: Sequence[Item]
    next: str | None

    def shown(self, form: Callable[[Item], Any]) -> dict[str, Any]:
        return {"items": [form(one) for one in self.items], "next": self.next}


def part_of(
    items: Sequence[Item],
    key: Callable[[Item], Key],
    cursor: str | None,
    limit: int,
    *,
    newest_first: bool = False,
) -> Part[Item]:
    """The items after the cursor, of a sequence sorted by its key. Raises Problem for a bad cursor."""
    left = list(items)
    if cursor is not None:
        last: Any = _key_of(cursor, key(left[0]) if left else "")
        left = [one for one in left if (key(one) < last if newest_first else key(one) > last)]
    shown = left[:limit]
    return Part(shown, _cursor_of(key(shown[-1])) if len(left) > limit else None)


def _cursor_of(key: Key) -> str:
    text = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _key_of(cursor: str, like: Key) -> Key:
    """The key in a cursor, of the form that the keys of this list have."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = json.loads(text.decode())
    except (ValueError, RecursionError):
        found = None
    is_text_list = isinstance(found, list) and all(isinstance(one, str) for one in found)
    if type(found) is not type(like) or (isinstance(found, list) and not is_text_list):
        cause = say("不是上一页给的 next", "it is not the `next` of a part before")
        mend = say("从第一页重新开始", "begin again without a cursor")
        raise Problem(INVALID, faults=[Fault("query.cursor", cause, mend)])
    key: Key = found
    return key
