"""How customer service of the flagship shop answered, day by day.

Owns `service_days`, one row for each of customer service and working day. Rates are drawn as rates: the
platform does not say out of how many they are.
"""

from __future__ import annotations

from datetime import date

from examples.beauty.cast import FIRST_DAY, LAST_DAY, SERVICE, service_account
from examples.beauty.season import days, pace
from examples.canonical import Row, tenths, yuan
from examples.chance import Chance


def _rate(parts: int) -> str:
    """A rate from its parts of 10,000."""
    return f"0.{parts:04d}"


def _day(person: str, day: date) -> Row:
    chance = Chance("service", person, day)
    customers = pace(day) * chance.whole(30, 55) // 100
    asking = customers * chance.whole(55, 75) // 100
    ordering = asking * chance.whole(35, 60) // 100
    paying = ordering * chance.whole(80, 100) // 100
    return {
        "account_id": service_account(person),
        "date": day,
        "conversations": customers * chance.whole(102, 130) // 100,
        "customers": customers,
        "reply_3m_rate": _rate(chance.whole(8600, 9990)),
        "first_reply_seconds": tenths(chance.around(180, 120)),
        "mean_reply_seconds": tenths(chance.around(320, 180)),
        "satisfied_rate": _rate(chance.whole(7800, 9900)),
        "dissatisfied_rate": _rate(chance.whole(5, 400)),
        "warned": chance.whole(0, 3),
        "asking_customers": asking,
        "ordering_customers": ordering,
        "paying_customers": paying,
        "sales": yuan(paying * chance.whole(9_000, 26_000)),
        "online_minutes": chance.whole(14, 18) * 30,
    }


def service_rows(first: date = FIRST_DAY, last: date = LAST_DAY) -> list[Row]:
    """Each has two days off in seven."""
    return [
        _day(person, day)
        for day in days(first, last)
        for number, person in enumerate(SERVICE)
        if (day.toordinal() + 2 * number) % 7 > 1
    ]
