"""The seasons of the trade: months, weekdays, campaigns and holidays of 2026.

Owns how busy a day is and how deep its discounts are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONTH_PACE = {1: 106, 2: 84, 3: 110, 4: 96, 5: 101, 6: 124, 7: 91, 8: 96, 9: 104, 10: 109}  # percent of usual
WEEKDAY_PACE = (88, 90, 95, 98, 108, 119, 115)  # Monday to Sunday, percent
HOLIDAY = (date(2026, 2, 16), date(2026, 2, 20))  # Spring Festival: studios closed
LOST_DAY, LOST_PLATFORM = date(2026, 4, 22), "taobao"  # that platform's export was never made


@dataclass(frozen=True)
class Campaign:
    name: str
    begins: date
    ends: date
    pace: int  # percent of a usual day
    discounts: tuple[int, int]  # percent of the list price that is paid, from and to


CAMPAIGNS = (
    Campaign("年货节", date(2026, 1, 12), date(2026, 2, 8), 118, (86, 96)),
    Campaign("38节", date(2026, 3, 1), date(2026, 3, 5), 120, (86, 95)),
    Campaign("38节返场", date(2026, 3, 6), date(2026, 3, 8), 175, (82, 92)),
    Campaign("618预热", date(2026, 6, 1), date(2026, 6, 15), 112, (84, 94)),
    Campaign("618高潮", date(2026, 6, 16), date(2026, 6, 20), 205, (78, 90)),
    Campaign("99大促", date(2026, 9, 7), date(2026, 9, 9), 135, (84, 94)),
)


def campaign_on(day: date) -> Campaign | None:
    return next((campaign for campaign in CAMPAIGNS if campaign.begins <= day <= campaign.ends), None)


def pace(day: date) -> int:
    """How busy a day is; 100 is a usual one."""
    campaign = campaign_on(day)
    return WEEKDAY_PACE[day.weekday()] * (campaign.pace if campaign else 100) // 100


def discounts(day: date) -> tuple[int, int]:
    """The percentages of the list price between which orders of the day are paid."""
    campaign = campaign_on(day)
    return campaign.discounts if campaign else (90, 100)


def days(begins: date, ends: date) -> list[date]:
    """All days from one to the other, both included."""
    return [begins + timedelta(days=count) for count in range((ends - begins).days + 1)]
