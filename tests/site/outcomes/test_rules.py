"""What a decision must say, as a table."""

from __future__ import annotations

import datetime as dt

import pytest

from boji.outcomes.rules import Answer, Asked, faults

BONUS = Asked(sets=False, notice_days=None, earliest=dt.date(2026, 10, 1))
PROMOTION = Asked(sets=True, notice_days=None, earliest=dt.date(2026, 10, 1))
EXIT = Asked(sets=False, notice_days=14, earliest=dt.date(2026, 10, 1))  # the law asks for 30
REASON, TRAINING = "连续三个月优秀", "8月12日 完播率专项培训"


@pytest.mark.parametrize(
    ("asked", "answer", "fields"),
    [
        (BONUS, Answer(True, REASON), []),
        (BONUS, Answer(False, REASON), []),
        (BONUS, Answer(True, " 好 "), ["reason"]),
        (BONUS, Answer(False, ""), ["reason"]),
        (PROMOTION, Answer(True, REASON), ["effective_on"]),
        (PROMOTION, Answer(True, REASON, dt.date(2026, 9, 30)), ["effective_on"]),
        (PROMOTION, Answer(True, REASON, dt.date(2026, 10, 1)), []),
        (PROMOTION, Answer(False, REASON), []),
        (EXIT, Answer(True, REASON), ["groundwork", "notice_on"]),
        (EXIT, Answer(True, REASON, None, dt.date(2026, 10, 9), TRAINING), ["effective_on"]),
        (EXIT, Answer(True, REASON, dt.date(2026, 11, 7), dt.date(2026, 10, 9), TRAINING), ["effective_on"]),
        (EXIT, Answer(True, REASON, dt.date(2026, 11, 8), dt.date(2026, 10, 9), TRAINING), []),
        (EXIT, Answer(True, REASON, dt.date(2026, 11, 8), dt.date(2026, 10, 9), ""), ["groundwork"]),
        (EXIT, Answer(False, REASON), []),
        (EXIT, Answer(True, ""), ["reason", "groundwork", "notice_on"]),
    ],
)
def test_everything_that_is_missing_is_said_at_once(asked: Asked, answer: Answer, fields: list[str]) -> None:
    assert [one.field for one in faults(answer, asked)] == fields
