"""Sessions as people know them: a title and a moment in place of the id that a platform gave.

Owns the names of the pooled sessions that a statement and its explanation speak of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from boji.engine.run import Run
from boji.platform import formats


@dataclass(frozen=True)
class SessionName:
    """How one session is called; `title` is empty where it has none."""

    session_id: str
    title: str
    began: str

    @property
    def name(self) -> str:
        return f"{self.title} {self.began}".strip()


def session_names(run: Run, person_id: str, language: str) -> tuple[SessionName, ...]:
    """The names of the sessions whose pools pay the person."""
    if not run.plan.pools:
        return ()
    rows = run.rows(
        "SELECT DISTINCT p.session_id, p.title, p.started_at FROM lines AS l JOIN pools AS p"
        " ON p.session_id = l.session_id WHERE l.person_id = ? AND l.kind = 'pool'",
        person_id,
    )
    zone = run.compiled.window.clock.zone
    return tuple(
        SessionName(
            row["session_id"],
            row["title"] or "",
            formats.moment(row["started_at"].astimezone(zone), language),
        )
        for row in rows
    )


def with_names(text: str, names: Iterable[SessionName]) -> str:
    """The text with the ids of sessions, and titles that stand beside them, as their names."""
    for one in names:
        text = text.replace(f"{one.session_id} {one.title}".strip(), one.name).replace(
            one.session_id, one.name
        )
    return text
