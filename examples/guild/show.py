"""Team show: evenings of talk and song, paid from gifts.

Owns how an entertainer's month (`cast.SHOW_MONTHS`) becomes sessions, to the day, the minute and the fen, and
the gifts of each session. Streams go on past midnight; the evening they began on is their business day.
"""

from __future__ import annotations

from datetime import date, timedelta

from examples.canonical import Row, yuan
from examples.chance import Chance, shared
from examples.guild.cast import MEMBER_BY_ID, SHOW_MONTHS, ShowMonth, clock, days_of
from examples.guild.sessions import Session, Shift

TWICE_A_DAY = ("G01", 8)  # a second stream began at 00:40, on the same business day
TOO_SHORT = ("G05", 8)  # a stream of 45 minutes on one more day, which is then not valid
WITH_SHIFTS = ("G01", "G02", "G03")  # the others are known by their account
GUESTS = {("G02", 7): "G04", ("G02", 9): "G04"}  # joins the host for the last hour of two evenings
CLOCKS = {"G01": (20, 0), "G02": (20, 30), "G03": (21, 0), "G04": (19, 0)}
TITLES = ("晚安电台", "点歌夜", "连麦聊天", "才艺专场", "PK之夜")


def _evening(person_id: str, day: date, minutes: int, late: bool = False) -> Session:
    """One stream of that many minutes, to the second; a late one begins at 00:40 after the evening."""
    chance = Chance("evening", person_id, day, late)
    hour, minute = CLOCKS.get(person_id, (20, 30))
    begins = clock(day, hour, minute) + timedelta(minutes=chance.whole(0, 9), seconds=chance.whole(0, 59))
    if late:
        begins = clock(day + timedelta(days=1), 0, 40)
    ends = begins + timedelta(minutes=minutes)
    session = Session(
        session_id=f"S{day:%Y%m%d}-R{person_id}{'-2' if late else ''}",
        room_id="R" + person_id,
        title=chance.one_of(TITLES),
        started_at=begins,
        ended_at=ends,
        month=day.month,
    )
    if person_id in WITH_SHIFTS:
        session.shifts.append(Shift(person_id, begins, ends))
    return session


def _evenings(month: ShowMonth) -> list[Session]:
    who = (month.person_id, month.month)
    chance = Chance("show month", *who)
    begins = MEMBER_BY_ID[month.person_id].begins
    possible = [day for day in days_of(month.month) if day >= begins]
    short = who == TOO_SHORT
    chosen = chance.some_of(possible, month.valid_days + short)
    regular = sorted(chosen[: month.valid_days])
    minutes = shared(month.minutes - 45 * short, [chance.whole(85, 115) for _ in regular])
    sessions = []
    for number, (day, length) in enumerate(zip(regular, minutes, strict=True)):
        if who == TWICE_A_DAY and number == 9:
            sessions += [_evening(month.person_id, day, length - 90)]
            sessions += [_evening(month.person_id, day, 90, late=True)]
        else:
            sessions.append(_evening(month.person_id, day, length))
    if short:
        sessions.append(_evening(month.person_id, chosen[-1], 45))
    for session in sessions[3:5]:
        if who in GUESTS:
            session.title = "双人连麦"
            session.shifts.append(Shift(GUESTS[who], session.ended_at - timedelta(hours=1), session.ended_at))
    for session, gifts in zip(sessions, shared(month.gifts, _generosity(sessions, chance)), strict=True):
        session.gifts = gifts
    return sessions


def _generosity(sessions: list[Session], chance: Chance) -> list[int]:
    """Gifts follow time on air and weekends, with a great evening now and then."""
    return [
        session.seconds
        * chance.around(100, 45)
        * (130 if session.started_at.weekday() >= 4 else 100)
        * (3 if chance.happens(60) else 1)
        for session in sessions
    ]


def sessions() -> list[Session]:
    return [session for month in SHOW_MONTHS for session in _evenings(month)]


def gift_rows(all_sessions: list[Session]) -> list[Row]:
    """The gifts of each session add up to its gift income; a few great ones, many small ones."""
    rows: list[Row] = []
    for session in all_sessions:
        chance = Chance("gifts", session.session_id)
        count = min(chance.whole(5, 16), max(session.gifts // 500, 1))
        amounts = shared(session.gifts, [chance.whole(1, 12) ** 2 for _ in range(count)])
        moments = sorted(chance.whole(30, session.seconds - 30) for _ in amounts)
        for number, (fen, seconds) in enumerate(zip(amounts, moments, strict=True), start=1):
            rows.append(
                {
                    "gift_id": f"GF{session.session_id[1:]}-{number:02d}",
                    "session_id": session.session_id,
                    "person_id": None,
                    "at": session.started_at + timedelta(seconds=seconds),
                    "amount": yuan(fen),
                }
            )
    return rows
