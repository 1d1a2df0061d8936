"""Decisions about plans, as pure functions: what a draft may become, and who may publish it.

Owns the states of a draft, four eyes, and the bounds of a text. Knows no database.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

# A plan for a company of many roles has some ten thousand characters; a form of Chinese this long still
# passes the site's bound for one request.
MOST_CHARACTERS = 200_000


class DraftState(StrEnum):
    OPEN = "open"
    PUBLISHED = "published"
    DISCARDED = "discarded"

    def text(self, language: str) -> str:
        return STATE_WORDS[self][0 if language == "zh" else 1]


STATE_WORDS = {
    DraftState.OPEN: ("起草中", "being written"),
    DraftState.PUBLISHED: ("已发布", "published"),
    DraftState.DISCARDED: ("已放弃", "discarded"),
}


def wrote_it(publisher: int, authors: Collection[int]) -> bool:
    """Whether somebody wrote any of what they are about to publish: then another must (decision 0016).

    >>> wrote_it(7, {3, 7}), wrote_it(8, {3, 7})
    (True, False)
    """
    return publisher in authors


def line_ends(text: str) -> str:
    """The text with the line ends of plan files: a form sends them as a browser writes them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
