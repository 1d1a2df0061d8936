"""Two texts of a plan compared line by line: what was taken out and what came in, with some lines around it.

Owns the lines of the comparison. What a change means is said by `boji.engine.plan.diff`. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 3
MOST_LINES = 3_000  # longer texts are shown as wholly taken out and put in: comparing them takes too long


@dataclass(frozen=True)
class Line:
    """One line: `kind` is same, added, removed or skipped; `old` and `new` are its numbers in both texts."""

    kind: str
    text: str
    old: int | None = None
    new: int | None = None

    @property
    def sign(self) -> str:
        return {"added": "+", "removed": "−"}.get(self.kind, "")


def text_changes(old: str, new: str) -> list[Line]:
    r"""The changed lines with those around them; empty where the texts are the same.

    >>> [(line.sign, line.text) for line in text_changes("a\nb\n", "a\nc\n")]
    [('', 'a'), ('−', 'b'), ('+', 'c')]
    """
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > MOST_LINES and before != after:
        return [*_taken(before, 0, len(before)), *_put_in(after, 0, len(after))]
    found: list[Line] = []
    for group in SequenceMatcher(None, before, after).get_grouped_opcodes(AROUND):
        if group[0][1] > 0:
            found.append(Line("skipped", "⋯"))
        for tag, i1, i2, j1, j2 in group:
            if tag == "equal":
                found += [Line("same", text, i1 + n + 1, j1 + n + 1) for n, text in enumerate(before[i1:i2])]
            else:
                found += _taken(before, i1, i2)
                found += _put_in(after, j1, j2)
    return found


def _taken(before: list[str], first: int, end: int) -> Iterator[Line]:
    return (Line("removed", before[at], at + 1) for at in range(first, end))


def _put_in(after: list[str], first: int, end: int) -> Iterator[Line]:
    return (Line("added", after[at], None, at + 1) for at in range(first, end))
