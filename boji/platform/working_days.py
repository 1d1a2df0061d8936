"""Which days the company works: Monday to Friday, but for its own calendar of days off and days made up for.

Owns the calendar's form and counting by it. It is the file `calendar.csv` of the workspace, in UTF-8, a day
in each line (docs/operations.md, Working days):

    date,kind,name
    2026-10-01,off,国庆节
    2026-10-10,work,国庆节调休

Pure but for reading that file; knows no Django.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

CALENDAR = "calendar.csv"
COLUMNS = ("date", "kind", "name")
_KINDS = {"off": False, "work": True}
_SATURDAY = 5
_LONGEST = 366  # in days; no company is off longer


@dataclass(frozen=True)
class Fault:
    """What is wrong in a line of a calendar, and the mend."""

    line: int
    zh: str
    en: str

    def text(self, language: str) -> str:
        return f"第 {self.line} 行：{self.zh}" if language == "zh" else f"Line {self.line}: {self.en}"


class CalendarFaulty(Exception):
    """A calendar that cannot be used, with everything that is wrong in it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        return "\n".join(one.text(language) for one in self.faults)


@dataclass(frozen=True)
class WorkingDays:
    """`differing` are the days of the calendar, each with whether it is worked; empty where there is none."""

    differing: tuple[tuple[dt.date, bool], ...] = ()

    @property
    def has_calendar(self) -> bool:
        return bool(self.differing)

    def holds(self, day: dt.date) -> bool:
        """Whether the day is worked."""
        return dict(self.differing).get(day, day.weekday() < _SATURDAY)

    def after(self, day: dt.date, number: int) -> dt.date:
        """So many working days later, the day itself not counted.

        >>> WEEKDAYS.after(dt.date(2026, 10, 8), 3)
        datetime.date(2026, 10, 13)
        """
        assert 0 <= number <= _LONGEST
        while number:
            day += dt.timedelta(1)
            number -= self.holds(day)
        return day

    def between(self, today: dt.date, day: dt.date) -> int:
        """How many working days lie from today (exclusive) to a day (inclusive); 0 where it is past."""
        return sum(self.holds(today + dt.timedelta(n)) for n in range(1, (day - today).days + 1))

    def last_until(self, day: dt.date) -> dt.date:
        """The last working day up to a day; the day itself where nothing near it is worked."""
        for before in range(_LONGEST):
            if self.holds(day - dt.timedelta(before)):
                return day - dt.timedelta(before)
        return day


WEEKDAYS = WorkingDays()


def read_calendar(text: str) -> WorkingDays:
    """A calendar as it is written. Raises CalendarFaulty."""
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    if not lines or [cell.strip() for cell in lines[0]] != list(COLUMNS):
        header = ",".join(COLUMNS)
        raise CalendarFaulty((Fault(1, f"第一行要写成 {header}", f"the first line is to be {header}"),))
    found: dict[dt.date, bool] = {}
    faults = []
    for number, cells in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in cells):
            faults += list(_read_day(number, cells, found))
    if faults:
        raise CalendarFaulty(tuple(faults))
    return WorkingDays(tuple(sorted(found.items())))


def kept_calendar(path: Path) -> WorkingDays:
    """The calendar that was entered; Monday to Friday where there is none."""
    try:
        return _kept(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        return WEEKDAYS


@lru_cache(maxsize=4)
def _kept(path: Path, _changed: int) -> WorkingDays:
    return read_calendar(path.read_text(encoding="utf-8"))


def _read_day(number: int, cells: list[str], found: dict[dt.date, bool]) -> Iterator[Fault]:
    """Enter one line, or say what is wrong in it."""
    written, kind = ([*(cell.strip() for cell in cells), "", ""])[:2]
    try:
        day = dt.date.fromisoformat(written)
    except ValueError:
        yield Fault(
            number, f"“{written}”不是日期，请写成 2026-10-01", f"“{written}” is no date; write 2026-10-01"
        )
        return
    if kind not in _KINDS:
        yield Fault(
            number,
            f"“{kind}”不是 off（放假）或 work（上班）",
            f"“{kind}” is neither off (a day off) nor work (a day that is worked)",
        )
    elif day in found:
        yield Fault(number, f"{day} 写了两次，请只留一行", f"{day} is written twice; keep one line")
    else:
        found[day] = _KINDS[kind]
