"""Whatever the order in which rows and files come in, every line gets the session that a naive reading of
the rule gives it, and at most one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from boji.intake.record import ReadFile
from boji.lake.storage import connect, parquet
from tests.intake.linking.imports import Bench, Lake, Row, at, read
from tests.properties.effort import effort

PLATFORMS = ("douyin", "kuaishou")
REFERENCES = ("R1", "R2", "DK1", "甲", "乙", None)
MINUTES = 6 * 24 * 60  # the days in which everything happens
KEYS = {"accounts": ("platform", "account_id"), "sessions": ("session_id",), "order_lines": ("line_id",)}


def _moment(minute: int) -> dt.datetime:
    return at("09-01 00:00") + dt.timedelta(minutes=minute)


@dataclass(frozen=True)
class World:
    accounts: Sequence[Row]
    sessions: Sequence[Row]
    lines: Sequence[Row]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Accounts with distinct names (what could mean several is quarantined); sessions may overlap."""
    rooms = draw(st.permutations(["R1", "R2", None]))
    accounts = [
        {"platform": platform, "account_id": f"DK{number}", "room_id": rooms[number - 1], "name": name}
        for platform in PLATFORMS
        for number, name in ((1, "甲"), (2, "乙"))
        if draw(st.booleans())
    ]
    minute = st.integers(0, MINUTES // 30).map(lambda half_hours: 30 * half_hours)
    sessions = [
        {
            "session_id": f"S{number}",
            "platform": draw(st.sampled_from(PLATFORMS)),
            "room_id": draw(st.sampled_from(("R1", "R2", "DK1", "DK2"))),
            "started_at": _moment(start),
            "ended_at": _moment(start + draw(st.sampled_from((30, 60, 240))))
            if draw(st.booleans())
            else None,
        }
        for number, start in enumerate(draw(st.lists(minute, max_size=8)))
    ]
    lines = [
        {
            "line_id": f"L{number}",
            "platform": draw(st.sampled_from(PLATFORMS)),
            "account_": draw(st.sampled_from(REFERENCES)),
            "paid_at": _moment(paid),
        }
        for number, paid in enumerate(draw(st.lists(minute, min_size=1, max_size=12)))
    ]
    return World(accounts, sessions, lines)


def oracle(world: World, line: Row) -> str | None:
    """The rule in plain words, one line after the other."""
    homes = {
        (account["platform"], key): account["room_id"] or account["account_id"]
        for account in world.accounts
        for key in (account["name"], account["room_id"], account["account_id"])
        if key is not None
    }

    def home(row: Row, written: str | None) -> str | None:
        return homes.get((row["platform"], written), written) if written else None

    def end(session: Row) -> Any:
        if session["ended_at"] is not None:
            return session["ended_at"]
        later = [
            other["started_at"]
            for other in world.sessions
            if other["platform"] == session["platform"]
            and home(other, other["room_id"]) == home(session, session["room_id"])
            and other["started_at"] > session["started_at"]
        ]
        return min([session["started_at"] + dt.timedelta(hours=24), *later])

    wanted = home(line, line["account_"])
    on = [
        session["session_id"]
        for session in world.sessions
        if session["platform"] == line["platform"]
        and (wanted is None or home(session, session["room_id"]) == wanted)
        and session["started_at"] <= line["paid_at"] < end(session)
    ]
    return on[0] if len(on) == 1 else None


class Company:
    """A lake that takes files in as the lake does: link, merge by key, relink."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.state: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {name: {} for name in KEYS}

    def take(self, files: Iterable[ReadFile]) -> None:
        before = Lake(self.bench.lake.folder, dict(self.bench.lake.paths))
        for file in self.bench.linked(*files):
            for rows in file.tables:
                self._merge(rows.table, rows.columns, self.bench.rows(file))
        self._relink(before)

    def remove(self, table: str, key: tuple[Any, ...]) -> None:
        """Undo what brought a row."""
        before = Lake(self.bench.lake.folder, dict(self.bench.lake.paths))
        del self.state[table][key]
        self.bench.lake.put(self.bench.connection, table, self.state[table].values())
        self._relink(before)

    def _relink(self, before: Lake) -> None:
        for found in self.bench.relinked(before):
            rows = read(self.bench.connection, parquet(found.path))
            self._merge(found.table, found.columns, rows)

    def _merge(self, table: str, columns: tuple[str, ...], rows: Iterable[dict[str, Any]]) -> None:
        for row in rows:
            key = tuple(row[name] for name in KEYS[table])
            said = {name: row[name] for name in columns if name in row}
            self.state[table].setdefault(key, {}).update(said)
        self.bench.lake.put(self.bench.connection, table, self.state[table].values())

    def sessions_of_lines(self) -> dict[str, str | None]:
        rows = self.state["order_lines"].values()
        assert all(row["linked"] == (row["session_id"] is not None) for row in rows)
        return {row["line_id"]: row["session_id"] for row in rows}


def _files(bench: Bench, world: World, pieces: int) -> list[ReadFile]:
    """Every table cut into files."""
    found: list[ReadFile] = []
    for table, rows in (
        ("accounts", world.accounts),
        ("sessions", world.sessions),
        ("order_lines", world.lines),
    ):
        for piece in range(pieces):
            if some := rows[piece::pieces]:
                found.append(bench.read_file(table, some, len(found)))
    return found


@effort(25)
@given(world=worlds(), pieces=st.integers(1, 2), data=st.data())
def test_any_order_of_files_and_rows(world: World, pieces: int, data: st.DataObject) -> None:
    shuffled = World(
        *(data.draw(st.permutations(rows)) for rows in (world.accounts, world.sessions, world.lines))
    )
    with TemporaryDirectory() as folder, connect(Path(folder)) as connection:
        (Path(folder) / "lake").mkdir()
        bench = Bench(connection, Path(folder), Lake(Path(folder) / "lake"))
        company = Company(bench)
        files = data.draw(st.permutations(_files(bench, shuffled, pieces)))
        together = data.draw(st.integers(1, len(files)))
        for first in range(0, len(files), together):
            company.take(files[first : first + together])
        assert company.sessions_of_lines() == {line["line_id"]: oracle(world, line) for line in world.lines}
        if world.sessions:  # and one of the sessions is undone
            gone = data.draw(st.sampled_from(world.sessions))
            company.remove("sessions", (gone["session_id"],))
            left = World(world.accounts, [one for one in world.sessions if one is not gone], world.lines)
            assert company.sessions_of_lines() == {line["line_id"]: oracle(left, line) for line in left.lines}
