"""The people of the guild, their rooms, and the months that the story fixes.

Owns who is in team show (entertainers, paid from gifts) and in team brand (hosts of the brand studio), and
for each entertainer and month the valid days, minutes and gifts that the ladder of the plan looks at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from examples.canonical import Row

MONTHS = (7, 8, 9)
CLOSED_ON = date(2026, 10, 8)  # what was known on this day is in the tables
DAY_BEGINS = timedelta(hours=4)  # a stream after midnight belongs to the evening before
PLATFORM = "douyin"
LEAD = "L01"
STUDIO, KITCHEN = "B1", "B2"  # the rooms of the brand, which belong to nobody


@dataclass(frozen=True)
class Member:
    person_id: str
    name: str
    role: str
    team: str
    begins: date

    @property
    def room_id(self) -> str:
        return "R" + self.person_id


MEMBERS = (
    Member("G01", "阿梨", "anchor", "show", date(2024, 3, 1)),
    Member("G02", "南风", "anchor", "show", date(2024, 9, 2)),
    Member("G03", "小满", "anchor", "show", date(2025, 1, 6)),
    Member("G04", "鹿鸣", "anchor", "show", date(2025, 2, 17)),
    Member("G05", "橙子", "anchor", "show", date(2025, 6, 9)),
    Member("G06", "阿七", "anchor", "show", date(2025, 11, 3)),
    Member("G07", "初一", "anchor", "show", date(2026, 8, 10)),
    Member("G08", "念念", "anchor", "show", date(2026, 7, 1)),
    Member("G09", "顾晚晴", "anchor", "brand", date(2024, 5, 6)),
    Member("G10", "乔一诺", "anchor", "brand", date(2025, 3, 3)),
    Member("G11", "温以宁", "anchor", "brand", date(2025, 8, 4)),
    Member("G12", "贺小棠", "anchor", "brand", date(2026, 6, 29)),
    Member(LEAD, "陆川", "operations", "brand", date(2024, 1, 8)),
    Member("L02", "姜南", "operations", "show", date(2024, 4, 1)),
)
MEMBER_BY_ID = {member.person_id: member for member in MEMBERS}


@dataclass(frozen=True)
class ShowMonth:
    """What an entertainer's month comes to: valid days, minutes on air, gifts in fen."""

    person_id: str
    month: int
    valid_days: int
    minutes: int
    gifts: int


# who, month, valid days, minutes, gifts in yuan
_SHOW_MONTHS = """
G01 7 22 6660 68430.50
G01 8 19 6240 64215.00
G01 9 20 6000 60000.00
G02 7 23 6420 36120.80
G02 8 22 5970 38870.00
G02 9 21 6150 33406.20
G03 7 22 6300 22580.40
G03 8 21 6180 19999.00
G03 9 20 6060 20000.00
G04 7 18 4680 14230.60
G04 8 17 4140 15875.30
G04 9 19 4860 12940.00
G05 7 16 4320  7215.80
G05 8 14 4290  9880.00
G05 9 15 4200 10000.00
G06 7 11 2310  3920.60
G06 8  9 1860  2475.00
G06 9  6 1380   812.40
G07 8  3  540   900.00
G07 9 15 4260  9640.70
G08 7 12 2520  1830.20
G08 8 17 4440  8126.50
G08 9 22 6210 26480.90
"""


def _show_month(row: str) -> ShowMonth:
    person_id, month, valid_days, minutes, gifts = row.split()
    fen = int(gifts.replace(".", ""))
    return ShowMonth(person_id, int(month), int(valid_days), int(minutes), fen)


SHOW_MONTHS = tuple(_show_month(row) for row in _SHOW_MONTHS.strip().splitlines())


def clock(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute))


def days_of(month: int) -> list[date]:
    first = date(2026, month, 1)
    return [day for day in (first + timedelta(days=count) for count in range(31)) if day.month == month]


def people() -> list[Row]:
    return [
        {
            "person_id": member.person_id,
            "name": member.name,
            "role": member.role,
            "tier": None,
            "team": member.team,
            "base_pay": None,
            "starts_on": member.begins,
            "ends_on": None,
        }
        for member in MEMBERS
    ]


def accounts() -> list[Row]:
    """One account for each entertainer; the brand's two rooms have nobody's name on them."""
    owners: list[tuple[str | None, str, str]] = [
        (member.person_id, member.room_id, member.name) for member in MEMBERS if member.team == "show"
    ]
    owners += [(None, STUDIO, "禾木小家电"), (None, KITCHEN, "禾木厨房")]
    return [
        {
            "platform": PLATFORM,
            "account_id": f"DY-{room_id}",
            "person_id": person_id,
            "room_id": room_id,
            "name": name,
        }
        for person_id, room_id, name in owners
        if person_id is None or MEMBER_BY_ID[person_id].role == "anchor"
    ]
