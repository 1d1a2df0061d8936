"""What is wrong with a file that was to be imported: where, what, and how to mend it.

Owns the issue and the refusal that carries issues; the words are in `boji.intake.messages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from boji.intake.messages import MESSAGES

EXAMPLES = 50  # of one problem in one column of one file; the issue says how many there are
_LONGEST_VALUE = 80


@dataclass(frozen=True)
class Issue:
    """One problem. Rows count as in Excel: the header is row 1.

    `total` says how many cells of the column (or rows of the file) have a problem of this kind, of
    which at most `EXAMPLES` are listed.
    """

    file: str
    code: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    total: int = 1

    def problem(self, language: str) -> str:
        """What is wrong, without the place."""
        return self._words(0, language)

    def mend(self, language: str) -> str:
        """What to do about it."""
        return self._words(1, language)

    def place(self, language: str) -> str:
        """`orders.csv, row 12, column paid_amount`, as far as it is known."""
        words = [self.file]
        if self.row is not None:
            words.append(f"第 {self.row} 行" if language == "zh" else f"row {self.row}")
        if self.column is not None:
            words.append(f"{self.column} 列" if language == "zh" else f"column {self.column}")
        return ("，" if language == "zh" else ", ").join(words)

    def text(self, language: str) -> str:
        """Place, problem and mend in one line."""
        colon, stop = ("：", "。") if language == "zh" else (": ", ". ")
        return self.place(language) + colon + self.problem(language) + stop + self.mend(language)

    def as_json(self) -> dict[str, Any]:
        """All of it, as the ledger keeps it: `Issue(**stored)` gives it back."""
        return {**vars(self), "parameters": dict(self.parameters)}

    def _words(self, part: int, language: str) -> str:
        message = MESSAGES[self.code][part][0 if language == "zh" else 1]
        return message.format(value=shown(self.value or ""), column=self.column, **self.parameters)


class ImportRefused(Exception):
    """Nothing was imported: all issues found, by file, row and column."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        self.issues = tuple(issues)
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        """One line for each issue, and how many more there are of those listed in part."""
        listed: dict[tuple[str, str | None], int] = {}
        for issue in self.issues:
            place = (issue.file, issue.column)
            listed[place] = listed.get(place, 0) + 1
        lines = [issue.text(language) for issue in self.issues]
        totals = {(issue.file, issue.column): issue.total for issue in self.issues}
        for (file, column), total in totals.items():
            more = total - listed[file, column]
            if more > 0:
                where = file if column is None else f"{file} {column}"
                lines.append(f"{where}：还有 {more} 处" if language == "zh" else f"{where}: {more} more")
        return "\n".join(lines)


def shown(value: str) -> str:
    """A cell's value short enough for a message."""
    return value if len(value) <= _LONGEST_VALUE else value[: _LONGEST_VALUE - 1] + "…"
