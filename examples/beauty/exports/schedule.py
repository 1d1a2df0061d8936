"""排班: the company's schedule as xlsx, a worksheet for each month.

Owns the quirks: names instead of ids, two names in a cell where two are on air together, an end before
the start where a shift crosses midnight, days written in two ways. The room stands there for the flagship
only, the others are the anchors' own. The shifts of a stream whose data is lost stand here and nowhere
else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from examples.beauty.airtime import Session, Shift
from examples.beauty.cast import ANCHORS, COLLEAGUES, FLAGSHIP_NAME, FLAGSHIP_ROOM
from examples.beauty.company import Company
from examples.beauty.exports.files import Layout, Sheet, Value, write_workbook

ROLES = ("anchor", "controller")  # others are not scheduled; `records` has them
NAMES = {anchor.person_id: anchor.name for anchor in ANCHORS} | {row[0]: row[1] for row in COLLEAGUES}
NEW_DATES_FROM_MONTH = 7
LAYOUT = Layout("日期 上播时间 下播时间 主播姓名 场控姓名 时段消耗 直播间")


def write(company: Company, folder: Path) -> None:
    sheets = (
        Sheet(
            f"2026年{month}月",
            LAYOUT.headers,
            (cells for session in company.sessions if session.day.month == month for cells in _rows(session)),
        )
        for month in range(company.first.month, company.last.month + 1)
    )
    write_workbook(folder / "主播排班表2026.xlsx", sheets, company.made_at)


def _rows(session: Session) -> Iterator[list[Value]]:
    """A row for each stretch; those who share one stand in one cell."""
    stretches = {(shift.starts_at, shift.ends_at): shift for shift in session.shifts if shift.role in ROLES}
    for times, shift in stretches.items():
        yield LAYOUT.row(
            {
                "日期": _day(shift.starts_at.date()),
                "上播时间": f"{shift.starts_at:%H:%M:%S}",
                "下播时间": f"{shift.ends_at:%H:%M:%S}",
                "主播姓名": _named(session, times, "anchor"),
                "场控姓名": _named(session, times, "controller"),
                "直播间": FLAGSHIP_NAME if session.room_id == FLAGSHIP_ROOM else None,
            }
        )


def _named(session: Session, times: tuple[object, object], role: str) -> str | None:
    def fits(shift: Shift) -> bool:
        return (shift.starts_at, shift.ends_at) == times and shift.role == role

    return "、".join(NAMES[shift.person_id] for shift in session.shifts if fits(shift)) or None


def _day(day: date) -> str:
    return str(day) if day.month >= NEW_DATES_FROM_MONTH else f"{day.year}/{day.month}/{day.day}"
