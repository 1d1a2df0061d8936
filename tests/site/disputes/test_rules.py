"""The moves of a dispute as a table, and working days."""

from __future__ import annotations

import datetime as dt

import pytest

from boji.disputes.rules import Move, Side, State, due_on, open_moves, reminder_due

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


@pytest.mark.parametrize(
    ("raised", "days", "due"),
    [
        (dt.date(2026, 10, 8), 1, dt.date(2026, 10, 9)),  # Thursday, Friday
        (dt.date(2026, 10, 9), 1, dt.date(2026, 10, 12)),  # Friday, Monday
        (dt.date(2026, 10, 10), 5, dt.date(2026, 10, 16)),  # Saturday, Friday
        (dt.date(2026, 10, 8), 5, dt.date(2026, 10, 15)),
    ],
)
def test_weekends_are_no_working_days(raised: dt.date, days: int, due: dt.date) -> None:
    assert due_on(raised, days) == due


def test_one_reminder_a_day_from_the_day_before() -> None:
    due = dt.date(2026, 10, 15)
    assert not reminder_due(State.OPEN, due, dt.date(2026, 10, 13), None)
    assert reminder_due(State.OPEN, due, dt.date(2026, 10, 14), None)
    assert not reminder_due(State.OPEN, due, dt.date(2026, 10, 14), dt.date(2026, 10, 14))
    assert reminder_due(State.OPEN, due, dt.date(2026, 10, 20), dt.date(2026, 10, 19))
    assert not reminder_due(State.ANSWERED, due, dt.date(2026, 10, 20), None)
