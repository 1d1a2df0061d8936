"""What happens to rows of earlier imports when sessions or accounts are corrected, and when that is undone.

The law: the facts are those of a company that never made the imports which are undone.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from boji.engine.facts import TABLES
from boji.intake import import_files, undo_import
from boji.lake import latest_snapshot
from boji.workspace import Workspace
from tests.intake.formats.exports import headers_of, table_of, write_csv
from tests.properties.effort import effort

DAY = "2026-09-05"
NOW = dt.datetime(2026, 10, 1, tzinfo=dt.UTC)
SESSIONS = ["session_id", "platform", "room_id", "started_at", "ended_at"]


@dataclass
class Company:
    """A workspace, and the small files that it imports, an hour apart."""

    folder: Path

    def __post_init__(self) -> None:
        self.workspace = Workspace.create(self.folder / "workspace")

    def take(self, number: int, *paths: Path, table: str | None = None) -> int:
        hour = NOW + dt.timedelta(hours=number)
        report = import_files(self.workspace, paths, table, exported_at=hour, now=hour)
        assert report.number is not None
        for file in report.files:
            if file.quarantined:
                record = str(self.workspace.lake / str(file.record))
                reasons = duckdb.execute("SELECT reasons_ FROM read_parquet(?)", [record]).fetchall()
                raise AssertionError(reasons)
        return report.number

    def canonical(self, number: int, table: str, rows: Sequence[Sequence[str]]) -> int:
        path = self.folder / f"{number}-{table}.csv"
        with path.open("w", newline="") as handle:
            csv.writer(handle).writerows(rows)
        return self.take(number, path, table=table)

    def sessions(self, number: int, *sessions: tuple[str, str, str, str]) -> int:
        rows = [
            [name, "douyin", room, f"{DAY} {start}:00", f"{DAY} {end}:00"]
            for name, room, start, end in sessions
        ]
        return self.canonical(number, "sessions", [SESSIONS, *rows])

    def accounts(self, number: int, *accounts: tuple[str, str, str]) -> int:
        header = ["platform", "account_id", "room_id", "name"]
        return self.canonical(number, "accounts", [header, *(["douyin", *one] for one in accounts)])

    def people(self, number: int) -> int:
        rows = [["A1", "许诗涵", "anchor", "2026-01-01"], ["C1", "任杰", "controller", "2026-01-01"]]
        return self.canonical(number, "people", [["person_id", "name", "role", "starts_on"], *rows])

    def export(self, number: int, format_id: str, name: str, rows: Sequence[dict[str, str]]) -> int:
        return self.take(
            number, write_csv(self.folder / f"{name}.csv", table_of(headers_of(format_id), rows))
        )

    def schedule(self, number: int, *stretches: tuple[str, str, str]) -> int:
        rows = [
            {
                "日期": DAY,
                "上播时间": start,
                "下播时间": end,
                "主播姓名": "许诗涵",
                "场控姓名": "任杰",
                "直播间": room,
            }
            for room, start, end in stretches
        ]
        return self.export(number, "team_schedule", f"排班表{number}", rows)

    def minutes(self, number: int, room: str, *minutes: str) -> int:
        rows = [
            {"分钟时间": f"{DAY} {minute}:00", "收获音浪": "0", "进房人数": "1", "在线人数": "3"}
            for minute in minutes
        ]
        return self.export(number, "guild_minutes", f"{room}_分钟{number}", rows)

    def costs(self, number: int, room: str, *hours: str) -> int:
        rows = [{"时间-小时": f"{DAY} {hour}:00", "整体消耗": "5"} for hour in hours]
        return self.export(number, "qianchuan_hourly_costs", f"{room}_2026-09-06 08_00_00_{number:019}", rows)

    def undo(self, number: int) -> None:
        undo_import(self.workspace, number, "错文件")

    def facts(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        paths = latest_snapshot(self.workspace).files(table)
        if not paths:
            return []
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        listed = ", ".join(
            f"strftime({name}, '%H:%M')" if name.endswith("_at") or name == "minute" else f'"{name}"'
            for name in columns or TABLES[table].column_names
        )
        return sorted(connection.execute(f"SELECT {listed} FROM read_parquet({paths})").fetchall(), key=str)

    def shifts(self) -> list[tuple[Any, ...]]:
        return self.facts("shifts", "session_id", "person_id", "starts_at", "ends_at")

    def online(self) -> list[tuple[Any, ...]]:
        return self.facts("minutes", "session_id", "minute")


@pytest.fixture
def company(tmp_path: Path) -> Company:
    made = Company(tmp_path)
    made.people(0)
    made.accounts(1, ("DK1", "R1", "一号"))
    return made


def _both(session: str, start: str, end: str) -> list[tuple[str, ...]]:
    return [(session, person, start, end) for person in ("A1", "C1")]


def test_shifts_follow_a_session_that_started_later(company: Company) -> None:
    company.sessions(2, ("S", "R1", "20:00", "22:00"))
    company.schedule(3, ("R1", "19:30", "21:00"))
    assert company.shifts() == _both("S", "20:00", "21:00")
    corrected = company.sessions(4, ("S", "R1", "20:10", "22:00"))
    assert company.shifts() == _both("S", "20:10", "21:00")
    company.undo(corrected)
    assert company.shifts() == _both("S", "20:00", "21:00")


def test_a_shift_that_lost_its_session_comes_back_with_it(company: Company) -> None:
    company.sessions(2, ("S", "R1", "20:00", "22:00"))
    company.schedule(3, ("R1", "19:30", "21:00"))
    moved = company.sessions(4, ("S", "R1", "21:30", "22:00"))
    assert company.shifts() == []
    company.undo(moved)
    assert company.shifts() == _both("S", "20:00", "21:00")


def test_a_shift_is_cut_at_a_session_that_comes_later(company: Company) -> None:
    company.sessions(2, ("S", "R1", "20:00", "21:00"))
    company.schedule(3, ("R1", "20:30", "22:00"))
    another = company.sessions(4, ("T", "R1", "21:00", "23:00"))
    assert company.shifts() == sorted([*_both("S", "20:30", "21:00"), *_both("T", "21:00", "22:00")], key=str)
    company.undo(another)
    assert company.shifts() == _both("S", "20:30", "21:00")


def test_undoing_a_schedule_takes_the_shifts_where_they_are_now(company: Company) -> None:
    company.sessions(2, ("S", "R1", "20:00", "22:00"))
    first = company.schedule(3, ("R1", "19:30", "21:00"))
    company.sessions(4, ("S", "R1", "20:10", "22:00"))
    company.undo(first)
    assert company.shifts() == []
    company.schedule(5, ("R1", "19:30", "20:30"))
    assert company.shifts() == _both("S", "20:10", "20:30")


def test_minutes_follow(company: Company) -> None:
    company.sessions(2, ("S", "R1", "20:00", "21:00"), ("T", "R1", "21:00", "22:00"))
    company.minutes(3, "R1", "20:30", "20:59", "21:30")
    assert company.online() == [("S", "20:30"), ("S", "20:59"), ("T", "21:30")]
    corrected = company.sessions(4, ("S", "R1", "20:00", "20:45"), ("T", "R1", "20:45", "22:00"))
    assert company.online() == [("S", "20:30"), ("T", "20:59"), ("T", "21:30")]
    company.undo(corrected)
    assert company.online() == [("S", "20:30"), ("S", "20:59"), ("T", "21:30")]


def test_canonical_shifts_stay_as_they_are(company: Company) -> None:
    company.sessions(2, ("S", "R1", "20:00", "22:00"))
    header = ["session_id", "person_id", "role", "starts_at", "ends_at"]
    company.canonical(3, "shifts", [header, ["S", "A1", "anchor", f"{DAY} 20:00:00", f"{DAY} 22:00:00"]])
    company.sessions(4, ("S", "R1", "20:10", "22:00"))
    assert company.shifts() == [("S", "A1", "20:00", "22:00")]


def test_undoing_accounts_gives_back_the_rooms_as_files_call_them(company: Company) -> None:
    guild = {"直播间ID": "7", "开播时间": f"{DAY} 20:00:00", "关播时间": f"{DAY} 22:00:00", "音浪": "0"}
    company.export(2, "guild_sessions", "阿梨（护肤）_场次", [guild])
    company.costs(3, "阿梨（护肤）", "20", "23")
    company.minutes(4, "阿梨（护肤）", "20:30")
    before = {name: company.facts(name) for name in TABLES}
    assert company.facts("sessions", "room_id") == [("阿梨(护肤)",)]
    known = company.accounts(5, ("DK2", "R2", "阿梨(护肤)"))
    assert company.facts("sessions", "room_id") == [("R2",)]
    assert company.facts("costs", "room_id", "session_id") == [("R2", "douyin:7"), ("R2", None)]
    company.undo(known)
    assert {name: company.facts(name) for name in TABLES} == before


ROOMS = st.sampled_from(["R1", "R2", "阿梨", "官方号"])
HOURS = [f"{hour}:{half}" for hour in range(18, 23) for half in ("00", "30")]
Stretch = tuple[str, str, str]


@st.composite
def stretches(draw: st.DrawFn, most: int) -> list[Stretch]:
    found = []
    for _ in range(draw(st.integers(1, most))):
        start, end = sorted(draw(st.lists(st.sampled_from(HOURS), min_size=2, max_size=2, unique=True)))
        found.append((draw(ROOMS), start, end))
    return found


@st.composite
def steps(draw: st.DrawFn) -> list[tuple[str, Any]]:
    """Corrections of sessions and accounts after a first import of everything."""
    found: list[tuple[str, Any]] = []
    for _ in range(draw(st.integers(1, 4))):
        if draw(st.booleans()):
            names = draw(st.lists(st.sampled_from("STU"), min_size=1, max_size=3, unique=True))
            spans = draw(stretches(3))
            found.append(("sessions", [(name, *span) for name, span in zip(names, spans, strict=False)]))
        else:
            rooms = draw(st.permutations(["R1", "R2"]))
            names = ["阿梨", "官方号"][: draw(st.integers(1, 2))]
            found.append(("accounts", [(f"DK{n}", rooms[n], name) for n, name in enumerate(names)]))
    return found


def _company(folder: Path, corrections: Sequence[tuple[int, tuple[str, Any]]]) -> tuple[Company, list[int]]:
    """A company of which every row is accepted at first, and then its corrections."""
    folder.mkdir()
    made = Company(folder)
    made.people(0)
    made.accounts(1, ("DK0", "R1", "一号"), ("DK1", "R2", "二号"))
    made.sessions(2, *((f"first {room}", room, "18:00", "23:30") for room in ("R1", "R2", "阿梨", "官方号")))
    made.schedule(3, ("一号", "18:30", "20:30"), ("R1", "20:00", "22:00"), ("二号", "21:00", "22:30"))
    made.minutes(4, "阿梨", "19:00", "20:30")
    made.minutes(5, "R2", "18:30", "21:00")
    made.costs(6, "官方号", "19", "21")
    numbers = []
    for hour, (table, rows) in corrections:
        take = made.sessions if table == "sessions" else made.accounts
        numbers.append(take(7 + hour, *rows))
    return made, numbers


@pytest.mark.slow
@effort(3)
@given(corrections=steps(), data=st.data())
def test_an_undo_leaves_nothing_of_an_import(corrections: list[tuple[str, Any]], data: st.DataObject) -> None:
    with TemporaryDirectory() as folder:
        numbered = list(enumerate(corrections))
        made, numbers = _company(Path(folder) / "one", numbered)
        gone = data.draw(st.sampled_from(numbered))
        made.undo(numbers[gone[0]])
        other, _ = _company(Path(folder) / "other", [one for one in numbered if one is not gone])
        for table in ("sessions", "shifts", "minutes", "costs", "accounts"):
            assert made.facts(table) == other.facts(table), table
