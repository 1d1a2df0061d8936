"""Who was on air, where and when: sessions and shifts.

Owns the weekly rhythm of the rooms, the flagship room with its hand-overs and co-hosted evenings, the brand
days, and the rule that tells who is on air at a moment (the latest start, then the smaller person_id).
What happened in a session is `sales` and `audience`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise

from examples.beauty.cast import (
    ANCHOR_BY_ID,
    ANCHORS,
    FIRST_DAY,
    FLAGSHIP_PLATFORM,
    FLAGSHIP_ROOM,
    LAST_DAY,
    Anchor,
)
from examples.beauty.performance import performance
from examples.beauty.season import HOLIDAY, LOST_DAY, LOST_PLATFORM, campaign_on, days
from examples.canonical import Row
from examples.chance import Chance

FORMS = ("讲解带货", "成分测评", "妆容教程", "粉丝连麦", "新品首发", "直播间挑战")
HANDOVER_WEEKDAY, COHOST_WEEKDAY = 4, 1
HANDOVER_PAIRS = (
    ("A01", "A11"), ("A02", "A10"), ("A05", "A04"), ("A06", "A11"), ("A09", "A04"), ("A14", "A10"),
)  # fmt: skip
COHOST_PAIRS = (("A07", "A13"), ("A08", "A12"), ("A03", "A15"))
WITHOUT_SHIFTS = ("A17", "A18")  # stream from home: nobody keeps their shifts


@dataclass(frozen=True)
class BrandDay:
    day: date
    sales: int  # fen
    hosts: tuple[str, str]
    others: tuple[tuple[str, str], ...]  # person, role


BRAND_DAYS = (
    BrandDay(date(2026, 3, 7), 26_138_740, ("A01", "A02"), (("O01", "operations"),)),  # no planner
    BrandDay(
        date(2026, 6, 18), 38_420_615, ("A01", "A06"),
        (("O01", "operations"), ("O02", "operations"), ("P01", "planner")),
    ),
    BrandDay(
        date(2026, 9, 9), 50_000_000, ("A02", "A05"),
        (("O02", "operations"), ("O03", "operations"), ("P02", "planner")),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Shift:
    person_id: str
    role: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Slot:
    """A stretch of a session in which orders are credited to one person."""

    session: Session
    person_id: str
    begins: datetime
    ends: datetime


@dataclass
class Session:
    platform: str
    room_id: str
    title: str
    kind: str
    form: str
    new_form: bool
    started_at: datetime
    ended_at: datetime
    hosts: tuple[str, ...]
    shifts: list[Shift] = field(default_factory=list)

    @cached_property
    def session_id(self) -> str:
        """Taobao numbers its sessions; elsewhere the room and the start make the id."""
        if self.platform == "taobao":
            return f"taobao:{self.number}"
        return f"{self.platform}:{self.room_id}:{self.started_at:%Y%m%d%H%M%S}"

    @property
    def number(self) -> str:
        """The 场次id of platforms that number sessions."""
        return f"4{self.started_at:%y%m%d%H%M}{self.room_id[1:]}"

    @cached_property
    def key(self) -> str:
        """What the session is called in this example: its day and room."""
        return f"S{self.day:%Y%m%d}-{self.room_id}"

    @property
    def day(self) -> date:
        return self.started_at.date()

    def is_on(self, moment: datetime) -> bool:
        return self.started_at <= moment < self.ended_at

    @property
    def minutes(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds()) // 60

    @property
    def lost(self) -> bool:
        """Whether the platform's data of this session is missing."""
        return self.day == LOST_DAY and self.platform == LOST_PLATFORM

    def slots(self) -> list[Slot]:
        """The stretches credited to one person each, in time order."""
        anchors = [shift for shift in self.shifts if shift.role == "anchor"]
        if not anchors:
            return [Slot(self, self.hosts[0], self.started_at, self.ended_at)]
        moments = {self.started_at, self.ended_at}
        moments |= {moment for shift in anchors for moment in (shift.starts_at, shift.ends_at)}
        edges = sorted(moment for moment in moments if self.started_at <= moment <= self.ended_at)
        found = []
        for begins, ends in pairwise(edges):
            on_air = [shift for shift in anchors if shift.starts_at <= begins < shift.ends_at]
            if on_air:
                latest = max(shift.starts_at for shift in on_air)
                person = min(shift.person_id for shift in on_air if shift.starts_at == latest)
                found.append(Slot(self, person, begins, ends))
        return found


def _clock(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute))


def _session(
    day: date, room_id: str, platform: str, times: tuple[datetime, datetime], chance: Chance
) -> Session:
    """A regular session; it goes on air a little after the planned time, and ends about when planned."""
    campaign = campaign_on(day)
    form = chance.one_of(FORMS)
    return Session(
        platform=platform,
        room_id=room_id,
        title=f"{campaign.name}·{form}" if campaign else form,
        kind="regular",
        form=form,
        new_form=False,
        started_at=times[0] + timedelta(seconds=chance.whole(5, 240)),
        ended_at=times[1] + timedelta(seconds=chance.whole(-150, 420)),
        hosts=(),
    )


def _own_session(anchor: Anchor, day: date) -> Session:
    chance = Chance("session", anchor.person_id, day)
    begins = _clock(day, *anchor.clock) + timedelta(minutes=chance.one_of((0, 0, 0, 15, 30)))
    ends = begins + timedelta(minutes=chance.one_of((195, 210, 210, 225, 240)))
    session = _session(day, anchor.room_id, anchor.platform, (begins, ends), chance)
    session.hosts = (anchor.person_id,)
    session.new_form = chance.happens(performance(anchor.person_id, day.month).innovation // 10)
    if anchor.person_id not in WITHOUT_SHIFTS and not chance.happens(20):
        session.shifts.append(Shift(anchor.person_id, "anchor", begins, ends))
    return session


def _handover_session(day: date, pair: tuple[str, str]) -> Session:
    """Friday evening in the flagship room: hand-over at 21:30:00, the second anchor goes on past midnight."""
    begins, handover = _clock(day, 19, 0), _clock(day, 21, 30)
    ends = handover + timedelta(minutes=165)
    session = _session(day, FLAGSHIP_ROOM, FLAGSHIP_PLATFORM, (begins, ends), Chance("handover", day))
    session.title, session.hosts = f"旗舰店周五夜·{session.form}", pair
    session.shifts = [
        Shift(pair[0], "anchor", begins, handover),
        Shift(pair[1], "anchor", handover, ends),
        Shift("C01", "controller", begins, handover),
        Shift("C01", "controller", handover, ends),
    ]
    return session


def _cohosted_session(day: date, pair: tuple[str, str]) -> Session:
    """Two anchors together; in the second half of a month the second one joins after 40 minutes."""
    begins = _clock(day, 19, 30)
    joins = begins if day.day < 15 else begins + timedelta(minutes=40)
    ends = begins + timedelta(minutes=180)
    session = _session(day, FLAGSHIP_ROOM, FLAGSHIP_PLATFORM, (begins, ends), Chance("cohost", day))
    session.title, session.hosts = f"双人搭档·{session.form}", pair
    session.new_form = day.day < 15
    session.shifts = [
        Shift(pair[0], "anchor", begins, ends),
        Shift(pair[1], "anchor", joins, ends),
        Shift("C01", "controller", begins, ends),
    ]
    return session


def _brand_session(brand_day: BrandDay) -> Session:
    """A brand day from 18:00 to midnight, both anchors one after the other."""
    begins, handover = _clock(brand_day.day, 18, 0), _clock(brand_day.day, 21, 0)
    ends = handover + timedelta(minutes=180)
    chance = Chance("brand day", brand_day.day)
    session = _session(brand_day.day, FLAGSHIP_ROOM, FLAGSHIP_PLATFORM, (begins, ends), chance)
    session.kind, session.title, session.hosts = "brand_day", "澜肌品牌专场", brand_day.hosts
    session.new_form, session.ended_at = True, ends
    session.shifts = [
        Shift(brand_day.hosts[0], "anchor", begins, handover),
        Shift(brand_day.hosts[1], "anchor", handover, ends),
        *(Shift(person, role, begins, ends) for person, role in brand_day.others),
    ]
    return session


def _flagship_session(day: date) -> Session | None:
    brand_day = next((brand_day for brand_day in BRAND_DAYS if brand_day.day == day), None)
    if brand_day:
        return _brand_session(brand_day)
    week = (day - FIRST_DAY).days // 7
    if day.weekday() == HANDOVER_WEEKDAY:
        return _handover_session(day, HANDOVER_PAIRS[week % len(HANDOVER_PAIRS)])
    if day.weekday() == COHOST_WEEKDAY and week % 2:
        return _cohosted_session(day, COHOST_PAIRS[week // 2 % len(COHOST_PAIRS)])
    return None


def _streams(anchor: Anchor, day: date) -> bool:
    """Whether an anchor goes on air in the own room: not on rest days, and now and then ill or on leave."""
    if not anchor.works_on(day) or day.weekday() in anchor.rests:
        return False
    return not Chance("leave", anchor.person_id, day).happens(30)


def sessions(first: date = FIRST_DAY, last: date = LAST_DAY) -> list[Session]:
    """All sessions of the days by start, those of lost days included."""
    found: list[Session] = []
    for day in days(first, last):
        if HOLIDAY[0] <= day <= HOLIDAY[1]:
            continue
        flagship = _flagship_session(day)
        if flagship:
            found.append(flagship)
        away = flagship.hosts if flagship else ()
        found += [
            _own_session(anchor, day)
            for anchor in ANCHORS
            if anchor.person_id not in away and _streams(anchor, day)
        ]
    return sorted(found, key=lambda session: (session.started_at, session.key))


def shift_rows(all_sessions: list[Session]) -> list[Row]:
    """The parts of the scheduled shifts in which the session was on; no shift without its session."""
    return [
        {
            "session_id": session.session_id,
            "person_id": shift.person_id,
            "role": shift.role,
            "starts_at": max(shift.starts_at, session.started_at),
            "ends_at": min(shift.ends_at, session.ended_at),
        }
        for session in all_sessions
        if not session.lost
        for shift in session.shifts
    ]


def main_host(session: Session) -> Anchor:
    return ANCHOR_BY_ID[session.hosts[0]]
