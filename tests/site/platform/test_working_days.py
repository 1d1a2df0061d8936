"""Working days: Monday to Friday, but for what the company's calendar says; and what is wrong in one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from boji.cli.main import main
from boji.engine.periods import Period
from boji.payouts.rules import State, Step, pay_day_of, step_due
from boji.platform.working_days import (
    WEEKDAYS,
    CalendarFaulty,
    WorkingDays,
    kept_calendar,
    read_calendar,
)
from boji.workspace import Workspace

# The National Day of 2026: off from the 1st to the 7th, made up for on Sunday the 20th and Saturday the 10th.
TEXT = "date,kind,name\n2026-09-20,work,国庆节调休\n" + "".join(
    f"2026-10-0{day},off,国庆节\n" for day in range(1, 8)
) + "2026-10-10,work,国庆节调休\n"  # fmt: skip
OCTOBER = read_calendar(TEXT)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(f"2026-{text}")


@pytest.mark.parametrize(
    ("days", "from_", "number", "to"),
    [
        (WEEKDAYS, "10-08", 1, "10-09"),  # Thursday, Friday
        (WEEKDAYS, "10-09", 1, "10-12"),  # Friday, Monday
        (WEEKDAYS, "10-10", 5, "10-16"),  # Saturday, Friday
        (WEEKDAYS, "09-29", 3, "10-02"),
        (OCTOBER, "10-09", 1, "10-10"),  # Friday, and the Saturday that is made up for
        (OCTOBER, "09-29", 3, "10-09"),  # 30 September, 8 and 9 October
        (OCTOBER, "09-30", 1, "10-08"),
        (OCTOBER, "09-18", 1, "09-20"),
    ],
)
def test_so_many_working_days_later(days: WorkingDays, from_: str, number: int, to: str) -> None:
    assert days.after(day(from_), number) == day(to)
    assert days.between(day(from_), day(to)) == number


@pytest.mark.parametrize(
    ("month", "on_weekdays", "by_calendar"),
    [
        ("2026-09", "10-10", "10-10"),  # a Saturday that is worked
        ("2026-04", "05-10", "05-08"),  # a Sunday: the Friday before
        ("2026-05", "06-10", "06-10"),
    ],
)
def test_a_company_with_a_calendar_pays_on_working_days(
    month: str, on_weekdays: str, by_calendar: str
) -> None:
    period = Period.parse(month)
    assert pay_day_of(period, 10, WEEKDAYS) == day(on_weekdays)
    assert pay_day_of(period, 10, OCTOBER) == day(by_calendar)


@pytest.mark.parametrize(
    ("state", "today", "step"),
    [
        (State.OPEN, "10-08", Step.CALCULATE),
        (State.OPEN, "09-29", Step.CALCULATE),  # 30 September, 8, 9 and 10 October are left
        (State.OPEN, "09-27", None),
        (State.CALCULATED, "09-30", Step.CHECK),
        (State.CALCULATED, "09-29", None),
        (State.CHECKED, "10-08", Step.APPROVE),
        (State.CHECKED, "09-30", None),
        (State.APPROVED, "10-08", None),
        (State.APPROVED, "10-09", Step.LOCK),
        (State.LOCKED, "10-09", None),
        (State.LOCKED, "10-10", Step.PAY),
        (State.LOCKED, "10-12", Step.PAY),
        (State.PAID, "10-12", None),
    ],
)
def test_which_step_is_due(state: State, today: str, step: Step | None) -> None:
    assert step_due(state, day("10-10"), day(today), OCTOBER) == step


def test_everything_that_is_wrong_is_said_at_once() -> None:
    faulty = "date,kind,name\n2026-13-01,off,\n2026-10-01,free,\n2026-10-02,off\n\n2026-10-02,work,\n"
    with pytest.raises(CalendarFaulty) as refused:
        read_calendar(faulty)
    assert refused.value.text("zh").splitlines() == [
        "第 2 行：“2026-13-01”不是日期，请写成 2026-10-01",
        "第 3 行：“free”不是 off（放假）或 work（上班）",
        "第 6 行：2026-10-02 写了两次，请只留一行",
    ]
    assert len(refused.value.text("en").splitlines()) == 3


@pytest.mark.parametrize("text", ["", "day,kind\n", "\ufeff\n"])
def test_the_first_line_names_the_columns(text: str) -> None:
    with pytest.raises(CalendarFaulty, match="date,kind,name"):
        read_calendar(text)


def test_the_command_enters_a_calendar_and_shows_it(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "w")
    file, wrong = tmp_path / "days.csv", tmp_path / "wrong.csv"
    file.write_text("\ufeff" + TEXT, encoding="utf-8")
    wrong.write_text("date,kind,name\n1 October,off,\n", encoding="utf-8")
    kept = workspace.path / "calendar.csv"

    def boji(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(
            main, ["calendar", *words, "--workspace", str(workspace.path), "--language", "en"]
        )
        return result.exit_code, result.output

    assert kept_calendar(kept) == WEEKDAYS
    assert "No calendar is entered" in boji()[1]
    assert boji(str(file)) == (0, "The calendar is entered: 9 days\n")
    assert kept_calendar(kept) == OCTOBER
    code, said = boji(str(wrong))
    assert (code, "Line 2" in said) == (1, True)
    assert kept_calendar(kept) == OCTOBER
    assert "2026-10-10" in boji()[1]
