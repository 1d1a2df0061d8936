"""How a dispute goes on, as pure decisions: who may do what in which state, and by when.

    open ⇄ answered → upheld | rejected          withdrawn by who raised it
      ↑_________________|__________|                 reopened, with a reason

Owns states, moves and when to remind. Knows no database.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    OPEN = "open"  # waits for an answer
    ANSWERED = "answered"  # waits for who raised it
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def is_closed(self) -> bool:
        return self not in (State.OPEN, State.ANSWERED)

    def text(self, language: str) -> str:
        return STATE_WORDS[self][0 if language == "zh" else 1]


STATE_WORDS = {
    State.OPEN: ("待答复", "waits for an answer"),
    State.ANSWERED: ("已答复", "answered"),
    State.UPHELD: ("成立，已更正", "upheld"),
    State.REJECTED: ("不成立", "rejected"),
    State.WITHDRAWN: ("已撤回", "withdrawn"),
}


class Move(StrEnum):
    """What is done in a dispute; each leaves an entry in its thread."""

    RAISE = "raise"
    ASK = "ask"  # by who raised it
    ANSWER = "answer"
    UPHOLD = "uphold"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"
    REMIND = "remind"  # by the site


class Side(StrEnum):
    """On whose side somebody stands in a dispute."""

    RAISER = "raiser"
    ANSWERER = "answerer"


@dataclass(frozen=True)
class Rule:
    sides: frozenset[Side]
    sources: frozenset[State]
    target: State


_GOING_ON = frozenset({State.OPEN, State.ANSWERED})
_CLOSED = frozenset(State) - _GOING_ON
_RAISER, _ANSWERER = frozenset({Side.RAISER}), frozenset({Side.ANSWERER})

MOVES = {
    Move.ASK: Rule(_RAISER, _GOING_ON, State.OPEN),
    Move.ANSWER: Rule(_ANSWERER, _GOING_ON, State.ANSWERED),
    Move.UPHOLD: Rule(_ANSWERER, _GOING_ON, State.UPHELD),
    Move.REJECT: Rule(_ANSWERER, _GOING_ON, State.REJECTED),
    Move.WITHDRAW: Rule(_RAISER, _GOING_ON, State.WITHDRAWN),
    Move.REOPEN: Rule(_RAISER, _CLOSED, State.OPEN),
}


def open_moves(state: State, sides: frozenset[Side]) -> tuple[Move, ...]:
    """What somebody may do now, in the table's order. Nobody decides about what they raised themselves."""
    if sides == frozenset(Side):
        sides = _RAISER
    return tuple(move for move, rule in MOVES.items() if state in rule.sources and sides & rule.sides)


def reminder_due(state: State, due: dt.date, today: dt.date, last: dt.date | None) -> bool:
    """Whether to remind those who must answer: from the day before it is due, at most once a day."""
    return state is State.OPEN and today >= due - dt.timedelta(1) and last != today
