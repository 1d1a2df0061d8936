"""Each rule of linking in small cases."""

from __future__ import annotations

from typing import Any

import pytest

from boji.lake.storage import parquet
from tests.intake.linking.imports import Bench, Lake, at, read

ACCOUNTS = [
    {"platform": "douyin", "account_id": "DK1", "room_id": "R1", "name": "阿梨（护肤）", "person_id": "A1"},
    {"platform": "douyin", "account_id": "DK2", "room_id": "R2", "name": "官方号"},
    {"platform": "douyin", "account_id": "DK3", "room_id": "R3", "name": "官方号"},
    {"platform": "douyin", "account_id": "DK4", "name": "没有房间号"},
    {"platform": "kuaishou", "account_id": "K1", "room_id": "K1", "name": "阿梨（护肤）"},
]


def _session(
    name: str, room: str | None, start: str, end: str | None, platform: str = "douyin"
) -> dict[str, Any]:
    return {
        "session_id": name,
        "platform": platform,
        "room_id": room,
        "started_at": at(start),
        "ended_at": at(end) if end else None,
    }


SESSIONS = [
    _session("S1", "R1", "09-05 20:00", "09-05 22:00"),
    _session("S2", "R1", "09-05 22:00", "09-06 00:30"),  # back to back, across midnight
    _session("S3", "R2", "09-05 21:00", "09-05 23:00"),
    _session("S4", "DK4", "09-07 20:00", None),  # no end: until the next start of the account
    _session("S5", "DK4", "09-08 10:00", None),  # no end, none after it: 24 hours
    _session("S6", "R3", "09-10 20:00", "09-10 22:00"),
    _session("S7", "R3", "09-10 21:00", "09-10 23:00"),  # overlaps S6 in the same room
]


@pytest.fixture
def filled(bench: Bench) -> Bench:
    bench.lake.put(bench.connection, "accounts", ACCOUNTS)
    bench.lake.put(bench.connection, "sessions", SESSIONS)
    people = [
        {"person_id": "A1", "name": "许诗涵", "role": "anchor", "starts_on": at("01-01 00:00").date()},
        {"person_id": "A2", "name": "何欣妍", "role": "anchor", "starts_on": at("01-01 00:00").date()},
        {"person_id": "A3", "name": "李娜", "role": "anchor", "starts_on": at("01-01 00:00").date()},
        {"person_id": "A4", "name": "李娜", "role": "anchor", "starts_on": at("09-06 00:00").date()},
        {"person_id": "C1", "name": "任杰", "role": "controller", "starts_on": at("01-01 00:00").date()},
    ]
    bench.lake.put(bench.connection, "people", people)
    return bench


# account, paid at, session, room
LINES = [
    ("by nickname, other brackets", " 阿梨(护肤)", "09-05 20:30", "S1", "R1"),
    ("by account id", "DK1", "09-05 20:30", "S1", "R1"),
    ("by room", "R1", "09-05 20:30", "S1", "R1"),
    ("the first instant", "R1", "09-05 20:00:00", "S1", "R1"),
    ("the end belongs to the next session", "R1", "09-05 22:00:00", "S2", "R1"),
    ("past midnight", "R1", "09-06 00:29:59", "S2", "R1"),
    ("the end is exclusive", "R1", "09-06 00:30:00", None, "R1"),
    ("before it", "R1", "09-05 19:59:59", None, "R1"),
    ("an account without a room", "没有房间号", "09-08 09:59:59", "S4", "DK4"),
    ("24 hours at most", "DK4", "09-09 09:59:59", "S5", "DK4"),
    ("no longer", "DK4", "09-09 10:00:00", None, "DK4"),
    ("two at once in one room", "R3", "09-10 21:30", None, "R3"),
    ("one of the two alone", "R3", "09-10 22:30", "S7", "R3"),
    ("an unknown account", "别人", "09-05 20:30", None, "别人"),
    ("self-broadcast, one on", None, "09-05 20:30", "S1", None),
    ("self-broadcast, two on", None, "09-05 21:30", None, None),
    ("self-broadcast, nothing on", None, "09-06 12:00", None, None),
    ("not paid", "R1", None, None, "R1"),
]


@pytest.mark.parametrize(
    ("account", "paid_at", "session", "room"), [one[1:] for one in LINES], ids=[one[0] for one in LINES]
)
def test_order_lines(
    filled: Bench, account: str | None, paid_at: str | None, session: str | None, room: str | None
) -> None:
    row = {
        "line_id": "L",
        "platform": "douyin",
        "paid_at": at(paid_at) if paid_at else None,
        "account_": account,
    }
    (file,) = filled.linked(filled.read_file("order_lines", [row]))
    (found,) = filled.rows(file)
    assert (found["session_id"], found["room_id"], found["linked"]) == (session, room, session is not None)
    assert not [name for name in found if name.endswith("_") and name not in ("row_", "sheet_")]
    spoken = ("line_id", "platform", "session_id", "room_id", "paid_at", "linked", "account_written")
    assert file.tables[0].columns == spoken


def test_lines_that_link_leaves_alone(filled: Bench) -> None:
    paid = {"platform": "douyin", "paid_at": at("09-05 20:30"), "account_": "R1"}
    rows = [
        {**paid, "line_id": "named", "session_id": "other", "channel": "live"},
        {**paid, "line_id": "video", "session_id": None, "channel": "video"},
        {**paid, "line_id": "live", "session_id": None, "channel": "live"},
    ]
    (file,) = filled.linked(filled.read_file("order_lines", rows))
    found = {row["line_id"]: (row["session_id"], row["linked"]) for row in filled.rows(file)}
    assert found == {"named": ("other", None), "video": (None, None), "live": ("S1", True)}


def test_an_account_that_could_be_several_is_quarantined(filled: Bench) -> None:
    rows = [
        {"line_id": "L1", "platform": "douyin", "paid_at": at("09-05 21:30"), "account_": "官方号"},
        {"line_id": "L2", "platform": "douyin", "paid_at": at("09-05 20:30"), "account_": "R1"},
    ]
    (file,) = filled.linked(filled.read_file("order_lines", rows))
    assert filled.reasons(file) == {2: ["ambiguous_account"]}
    assert (file.accepted, file.quarantined) == (1, 1)
    assert [row["line_id"] for row in filled.rows(file)] == ["L2"]


def test_sessions_of_the_same_import(bench: Bench) -> None:
    lines = bench.read_file(
        "order_lines",
        [{"line_id": "L", "platform": "douyin", "paid_at": at("09-05 20:30"), "account_": "阿梨（护肤）"}],
        1,
    )
    sessions = bench.read_file("sessions", SESSIONS[:1], 2)
    accounts = bench.read_file("accounts", ACCOUNTS[:1], 3)
    linked, same_sessions, _ = bench.linked(lines, sessions, accounts)
    assert bench.rows(linked)[0]["session_id"] == "S1"
    assert same_sessions == sessions


def test_sessions_that_name_their_account(bench: Bench) -> None:
    """They get its room, and orders of the same import find them there."""
    bench.lake.put(bench.connection, "accounts", ACCOUNTS)
    hours = {"started_at": at("09-05 20:00"), "ended_at": at("09-05 22:00")}
    sessions = bench.read_file(
        "sessions", [{"session_id": "S", "platform": "douyin", "account_": "阿梨(护肤)", **hours}], 1
    )
    line = {"line_id": "L", "platform": "douyin", "paid_at": at("09-05 20:30"), "account_": "DK1"}
    linked, placed = bench.linked(bench.read_file("order_lines", [line], 2), sessions)
    assert [(row["session_id"], row["room_id"]) for row in bench.rows(placed)] == [("S", "R1")]
    assert [(row["session_id"], row["room_id"]) for row in bench.rows(linked)] == [("S", "R1")]


COSTS = [
    ("largest overlap", "R1", "09-05 21:00", "09-05 22:30", "S1"),
    ("the earlier of equals", "R1", "09-05 21:30", "09-05 22:30", "S1"),
    ("none", "R1", "09-05 18:00", "09-05 19:00", None),
    ("only touching", "R1", "09-05 19:00", "09-05 20:00", None),
    ("no account, one on", None, "09-05 20:00", "09-05 21:00", "S1"),
    ("no account, two on", None, "09-05 21:00", "09-05 22:00", None),
]


@pytest.mark.parametrize(
    ("account", "since", "until", "session"), [one[1:] for one in COSTS], ids=[one[0] for one in COSTS]
)
def test_costs(filled: Bench, account: str | None, since: str, until: str, session: str | None) -> None:
    row = {"cost_id": "C", "platform": "douyin", "kind": "traffic", "amount": 5, "at": at(since)}
    (file,) = filled.linked(filled.read_file("costs", [{**row, "until_": at(until), "account_": account}]))
    (found,) = filled.rows(file)
    assert (found["session_id"], found["until"]) == (session, at(until))
    assert file.accepted == 1


MINUTES = [
    ("the minute in which it starts", "R1", "09-05 20:00", "S1"),
    ("the minute of a hand-over is the later one's", "R1", "09-05 22:00", "S2"),
    ("the closing minute", "R1", "09-06 00:30", "S2"),
    ("after it", "R1", "09-06 00:31", "no_session_at_that_time"),
    ("no account, one on", None, "09-05 20:30", "S1"),
    ("no account, two on", None, "09-05 21:30", "several_sessions"),
]


@pytest.mark.parametrize(
    ("account", "minute", "expected"), [one[1:] for one in MINUTES], ids=[one[0] for one in MINUTES]
)
def test_minutes(filled: Bench, account: str | None, minute: str, expected: str) -> None:
    row = {"minute": at(minute), "platform_": "douyin", "account_": account, "online": 3}
    (file,) = filled.linked(filled.read_file("minutes", [row]))
    if expected.startswith("S"):
        assert [row["session_id"] for row in filled.rows(file)] == [expected]
        assert file.tables[0].columns == ("session_id", "minute", "online")
    else:
        assert filled.reasons(file) == {2: [expected]}
        assert filled.rows(file) == []


# name, account, from, until, shifts as (session, person, from, until) or the reason
SHIFTS = [
    (
        "cut to the session",
        "许诗涵",
        "R1",
        "09-05 19:30",
        "09-05 21:00",
        [("S1", "A1", "09-05 20:00", "09-05 21:00")],
    ),
    (
        "over two sessions, past midnight",
        " 许诗涵 ",
        None,
        "09-05 21:00",
        "09-06 02:00",
        [("S1", "A1", "09-05 21:00", "09-05 22:00"), ("S2", "A1", "09-05 22:00", "09-06 00:30")],
    ),
    (
        "the only room",
        "何欣妍",
        None,
        "09-05 20:00",
        "09-05 21:00",
        [("S1", "A2", "09-05 20:00", "09-05 21:00")],
    ),
    ("several rooms", "何欣妍", None, "09-05 20:30", "09-05 22:00", "several_rooms"),
    ("nothing on", "何欣妍", "R1", "09-01 20:00", "09-01 22:00", "no_session_at_that_time"),
    ("nothing on anywhere", "何欣妍", None, "09-01 20:00", "09-01 22:00", "no_session_at_that_time"),
    (
        "one of that name on the day",
        "李娜",
        "R1",
        "09-05 20:00",
        "09-05 21:00",
        [("S1", "A3", "09-05 20:00", "09-05 21:00")],
    ),
    ("two of that name on the day", "李娜", "R1", "09-06 00:00", "09-06 00:10", "ambiguous_person"),
    ("a name like another", "许诗函", "R1", "09-05 20:00", "09-05 21:00", "unknown_person_like"),
    ("nobody", "ZZZ", "R1", "09-05 20:00", "09-05 21:00", "unknown_person"),
]


@pytest.mark.parametrize(
    ("name", "account", "since", "until", "expected"),
    [one[1:] for one in SHIFTS],
    ids=[one[0] for one in SHIFTS],
)
def test_shifts(
    filled: Bench,
    name: str,
    account: str | None,
    since: str,
    until: str,
    expected: str | list[tuple[str, ...]],
) -> None:
    row = {
        "person_name_": name,
        "role": "anchor",
        "starts_at": at(since),
        "until_": at(until),
        "account_": account,
    }
    (file,) = filled.linked(filled.read_file("shifts", [row]))
    found = [
        (one["session_id"], one["person_id"], one["starts_at"], one["ends_at"]) for one in filled.rows(file)
    ]
    if isinstance(expected, str):
        assert filled.reasons(file) == {2: [expected]}
        assert found == []
    else:
        assert sorted(found) == [(one[0], one[1], at(one[2]), at(one[3])) for one in expected]
        assert file.tables[0].columns == ("session_id", "person_id", "role", "starts_at", "ends_at")


def test_one_unknown_name_quarantines_the_whole_row(filled: Bench) -> None:
    """A row of a schedule brings the shifts of anchor and controller; mended, it replaces both."""
    hours = {"starts_at": at("09-05 20:00"), "until_": at("09-05 21:00"), "role": "anchor"}
    file = filled.read_file("shifts", [{**hours, "person_name_": "许诗涵"}, {**hours, "person_name_": "谁"}])
    path = file.tables[0].rows
    filled.connection.execute(
        f"CREATE OR REPLACE TABLE one_row AS SELECT * REPLACE (2 AS row_) FROM '{path}'"
    )
    filled.connection.execute(f"COPY one_row TO '{path}' (FORMAT parquet)")
    (linked,) = filled.linked(file)
    assert filled.rows(linked) == []
    assert filled.reasons(linked) == {2: ["unknown_person"]}


def test_sessions_under_a_name_get_the_room_when_the_account_comes_in(bench: Bench) -> None:
    named = [
        _session("by name", "阿梨(护肤)", "09-05 20:00", "09-05 22:00"),
        _session("by id", "DK1", "09-06 20:00", "09-06 22:00"),
        _session("another", "R9", "09-07 20:00", "09-07 22:00"),
    ]
    sessions = [{**one, "account_written": one["room_id"]} for one in named]
    canonical = _session("as it stands", "阿梨(护肤)", "09-08 20:00", "09-08 22:00")
    bench.lake.put(bench.connection, "sessions", [*sessions, canonical])
    before = Lake(bench.lake.folder, dict(bench.lake.paths))
    bench.lake.put(bench.connection, "accounts", ACCOUNTS[:1])
    (found,) = bench.relinked(before)
    assert found.table == "sessions"
    rooms = {row["session_id"]: row["room_id"] for row in read(bench.connection, parquet(found.path))}
    assert rooms == {"by name": "R1", "by id": "R1"}
