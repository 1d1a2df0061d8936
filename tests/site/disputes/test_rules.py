"""The moves of a dispute as a table, and its reminders."""

from __future__ import annotations

import datetime as dt

import pytest

from boji.disputes.rules import Move, Side, State, open_moves, reminder_due

RAISER, ANSWERER = frozenset({Side.RAISER}), frozenset({Side.ANSWERER})


@pytest.mark.parametrize(
    ("state", "sides", "moves"),
    [
        (State.OPEN, RAISER, {Move.ASK, Move.WITHDRAW}),
        (State.OPEN, ANSWERER, {Move.ANSWER, Move.UPHOLD, Move.REJECT}),
        (State.ANSWERED, RAISER, {Move.ASK, Move.WITHDRAW}),
        (State.ANSWERED, ANSWERER, {Move.ANSWER, Move.UPHOLD, Move.REJECT}),
        (State.UPHELD, RAISER, {Move.REOPEN}),
        (State.REJECTED, RAISER, {Move.REOPEN}),
        (State.WITHDRAWN, RAISER, {Move.REOPEN}),
        (State.UPHELD, ANSWERER, set()),
        (State.OPEN, RAISER | ANSWERER, {Move.ASK, Move.WITHDRAW}),  # nobody decides about their own
        (State.OPEN, frozenset(), set()),
    ],
)
def test_what_may_be_done(state: State, sides: frozenset[Side], moves: set[Move]) -> None:
    assert set(open_moves(state, sides)) == moves


def test_one_reminder_a_day_from_the_day_before() -> None:
    due = dt.date(2026, 10, 15)
    assert not reminder_due(State.OPEN, due, dt.date(2026, 10, 13), None)
    assert reminder_due(State.OPEN, due, dt.date(2026, 10, 14), None)
    assert not reminder_due(State.OPEN, due, dt.date(2026, 10, 14), dt.date(2026, 10, 14))
    assert reminder_due(State.OPEN, due, dt.date(2026, 10, 20), dt.date(2026, 10, 19))
    assert not reminder_due(State.ANSWERED, due, dt.date(2026, 10, 20), None)
