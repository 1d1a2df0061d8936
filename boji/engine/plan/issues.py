"""What is wrong with a plan file: where, what, and how to mend it.

Owns the issue and the list that a reading fills. What is checked is the readers' business.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from boji.engine.plan.label import Label

MOST_ISSUES = 200  # nobody reads more at once, and finding the nearest word of each takes its time


@dataclass(frozen=True)
class PlanIssue:
    """One error. Lines and columns count from 1; `nearest` is the right word that was probably meant."""

    file: str
    line: int
    column: int
    problem: Label
    mend: Label | None = None
    nearest: str | None = None

    def text(self, language: str) -> str:
        """`plan.yaml:12:5: unknown key “wieght”. Did you mean “weight”?`"""
        chinese = language == "zh"
        text = f"{self.file}:{self.line}:{self.column}: {self.problem.text(language)}"
        if self.nearest is not None:
            text += f"。是不是“{self.nearest}”？" if chinese else f". Did you mean “{self.nearest}”?"
        if self.mend is not None:
            gap = "" if chinese and self.nearest is not None else "。" if chinese else " "
            text += ("." if not chinese and self.nearest is None else "") + gap + self.mend.text(language)
        return text


class PlanRefused(Exception):
    """The plan file has errors: all of them, in the order of the file."""

    def __init__(self, issues: Iterable[PlanIssue]) -> None:
        self.issues = tuple(issues)
        super().__init__("\n".join(issue.text("en") for issue in self.issues))

    def text(self, language: str) -> str:
        return "\n".join(issue.text(language) for issue in self.issues)


class TooManyIssues(Exception):
    """So much is wrong with the file that reading it ends here."""


class Issues:
    """Collects what is wrong with one file, up to a bound."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[PlanIssue] = []

    def __len__(self) -> int:
        return len(self._found)

    def add(
        self,
        place: tuple[int, int],
        problem: Label,
        mend: Label | None = None,
        nearest: str | None = None,
    ) -> None:
        """Note an error at (line, column); the same place and problem is noted once.

        Raises TooManyIssues where the bound is reached; what was noted until then stays.
        """
        issue = PlanIssue(self.file, *place, problem, mend, nearest)
        if issue in self._found:
            return
        if len(self._found) == MOST_ISSUES:
            raise TooManyIssues
        self._found.append(issue)

    def in_order(self) -> tuple[PlanIssue, ...]:
        return tuple(sorted(self._found, key=lambda issue: (issue.line, issue.column)))


def nearest_word(word: str, words: Iterable[str]) -> str | None:
    """The right word most like the one written, or None where none is like it."""
    candidates = sorted(set(words))
    by_lower = {candidate.lower(): candidate for candidate in reversed(candidates)}
    close = difflib.get_close_matches(word.lower(), by_lower, n=5, cutoff=0.6)
    turned = [other for other in close if sorted(other) == sorted(word.lower())]  # letters in another order
    return by_lower[(turned or close)[0]] if close else None


def listed(words: Iterable[str], limit: int = 12) -> str:
    """The words that would have worked, cut where there are too many to read."""
    known = list(words)
    rest = ", …" if len(known) > limit else ""
    return ", ".join(known[:limit]) + rest
