"""What the platforms counted: the figures of each session and the fans of each account.

Owns viewers, interaction, the way to the purchase and new followers, built so that a person's month comes
out near its `performance`; buyers, orders, sales and refunds of a session are counted from its lines.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from examples.beauty.airtime import Session
from examples.beauty.cast import ANCHORS, FIRST_DAY, FLAGSHIP_ROOM, LAST_DAY, Anchor
from examples.beauty.performance import performance
from examples.beauty.sales import Line, Refund
from examples.beauty.season import LOST_DAY, LOST_PLATFORM, days
from examples.canonical import Cell, Row, tenths, yuan
from examples.chance import Chance, shared

GROSSER_SESSION = "S20260516-R02"  # the platform states 1,000 yuan more than its lines add up to
FANLESS = ("A09", date(2026, 4, 30))  # no row on the day before May
RETAINED_7D_UNTIL, RETAINED_30D_UNTIL = date(2026, 10, 1), date(2026, 9, 8)
FLAGSHIP_FANS = 318_000


@dataclass
class Takings:
    """What the lines of a session add up to."""

    buyers: set[str] = field(default_factory=set)
    orders: set[str] = field(default_factory=set)
    sales: int = 0
    refunds: int = 0


def takings(lines: Iterable[Line], refunds: Iterable[Refund]) -> dict[str, Takings]:
    """By session; refunds are those of the first seven days, as platforms state them."""
    found: dict[str, Takings] = defaultdict(Takings)
    for line in lines:
        if line.counts and (session := line.paid_in):
            of_session = found[session.session_id]
            of_session.buyers.add(line.buyer)
            of_session.orders.add(line.order_id)
            of_session.sales += line.amount
    for refund in refunds:
        line = refund.line
        in_time = refund.refunded_at <= line.placed_at + timedelta(days=7)
        if in_time and line.counts and (session := line.paid_in):
            found[session.session_id].refunds += refund.amount
    return found


@dataclass
class Crowd:
    """Who came to a session and who stayed as a follower."""

    viewers: int
    interactions: int
    new_fans: int = 0
    fans_before: int = 0
    private_adds: int = 0


def _crowd(session: Session, bought: Takings) -> Crowd:
    chance = Chance("crowd", session.key)
    of_hosts = [performance(person, session.day.month) for person in session.hosts]
    conversion = sum(figures.conversion for figures in of_hosts) // len(of_hosts)
    interaction = sum(figures.interaction for figures in of_hosts) // len(of_hosts)
    buyers = max(len(bought.buyers), 2)
    viewers = buyers * 10_000 // conversion * chance.around(100, 18) // 100
    return Crowd(viewers, viewers * interaction // 10_000 * chance.around(100, 12) // 100)


@dataclass(frozen=True)
class Start:
    """The days that are counted, and the `fans` of accounts before the first, where not those of the cast."""

    first: date
    last: date
    fans: Mapping[str, int]


YEAR = Start(FIRST_DAY, LAST_DAY, {})


class Followers:
    """The fans of one account, day by day, from the day before the year began."""

    def __init__(self, account_id: str, begins: date, total: int) -> None:
        self.account_id = account_id
        self.total = total
        self.staying = 5_000  # the part of a follower, of 10,000, that was not yet counted as retained
        self.rows: list[Row] = [self._row(begins - timedelta(days=1), 0, 0, None, None)]

    def _row(self, day: date, gained: int, lost: int, week: int | None, month: int | None) -> Row:
        return {
            "account_id": self.account_id,
            "date": day,
            "total": self.total,
            "gained": gained,
            "lost": lost,
            "retained_7d": week,
            "retained_30d": month,
        }

    def add_day(self, day: date, gained: int, retention: int, chance: Chance) -> None:
        """`retention` is the part of 10,000 that is still there after seven days."""
        lost = self.total * chance.whole(4, 9) // 10_000 + gained * chance.whole(15, 25) // 100
        self.total += gained - lost
        self.staying += gained * retention * chance.around(100, 8) // 100
        week = min(self.staying // 10_000, gained)
        self.staying -= week * 10_000
        month = week * chance.whole(62, 76) // 100
        self.rows.append(
            self._row(
                day,
                gained,
                lost,
                week if day <= RETAINED_7D_UNTIL else None,
                month if day <= RETAINED_30D_UNTIL else None,
            )
        )


def _anchor_month(
    anchor: Anchor, in_month: list[date], own: list[tuple[Session, Crowd]], followers: Followers
) -> None:
    """Spread the month's new followers over the sessions of the own room and the days between."""
    figures = performance(anchor.person_id, in_month[0].month)
    chance = Chance("fans", anchor.person_id, in_month[0].month)
    gain = followers.total * figures.fan_growth * len(in_month) // (10_000 * 30)
    by_session = shared(gain * 88 // 100, [crowd.viewers for _, crowd in own] or [1])
    besides = shared(gain - gain * 88 // 100, [chance.whole(1, 9) for _ in in_month])
    adds = shared(sum(by_session) * figures.private // 10_000, [crowd.viewers for _, crowd in own] or [1])
    for (_, crowd), new_fans, private_adds in zip(own, by_session, adds, strict=False):
        crowd.new_fans, crowd.private_adds = new_fans, private_adds
    for day, beside in zip(in_month, besides, strict=True):
        before = followers.total
        gained = beside
        for session, crowd in own:
            if session.day == day:
                crowd.fans_before = before
                gained += crowd.new_fans
        followers.add_day(day, gained, figures.retention, chance)


def _anchor_followers(anchor: Anchor, own: list[tuple[Session, Crowd]], start: Start) -> Followers:
    begins = max(start.first, anchor.begins)
    ends = min(start.last, anchor.ends - timedelta(days=1)) if anchor.ends else start.last
    followers = Followers(anchor.account_id, begins, start.fans.get(anchor.account_id, anchor.fans))
    by_month: dict[int, list[date]] = defaultdict(list)
    for day in days(begins, ends):
        by_month[day.month].append(day)
    for month, in_month in by_month.items():
        of_month = [(session, crowd) for session, crowd in own if session.day.month == month]
        _anchor_month(anchor, in_month, of_month, followers)
    return followers


def _flagship_followers(flagship: list[tuple[Session, Crowd]], start: Start) -> Followers:
    followers = Followers(FLAGSHIP_ROOM, start.first, start.fans.get(FLAGSHIP_ROOM, FLAGSHIP_FANS))
    by_day = {session.day: crowd for session, crowd in flagship}
    for day in days(start.first, start.last):
        chance = Chance("flagship fans", day)
        gained = chance.whole(180, 320)
        crowd = by_day.get(day)
        if crowd:
            crowd.fans_before = followers.total
            crowd.new_fans = crowd.viewers * chance.whole(35, 55) // 1000
            crowd.private_adds = crowd.new_fans * chance.whole(70, 120) // 1000
            gained += crowd.new_fans
        followers.add_day(day, gained, 3600, chance)
    return followers


def _known(row: Row, account: tuple[str, str]) -> bool:
    """Whether the fans of that day were recorded; `account` is its person and platform."""
    person, platform = account
    lost = platform == LOST_PLATFORM and row["date"] == LOST_DAY
    return not lost and (person, row["date"]) != FANLESS


@dataclass
class Audience:
    crowds: dict[str, Crowd]
    fan_rows: list[Row]


def audience(all_sessions: list[Session], bought: dict[str, Takings], start: Start = YEAR) -> Audience:
    """The crowd of every session, by session_id, and the rows of `fans`."""
    crowds = {
        session.session_id: _crowd(session, bought.get(session.session_id, Takings()))
        for session in all_sessions
        if not session.lost
    }
    by_room: dict[str, list[tuple[Session, Crowd]]] = defaultdict(list)
    for session in all_sessions:
        if not session.lost:
            by_room[session.room_id].append((session, crowds[session.session_id]))
    rows = []
    for anchor in ANCHORS:
        followers = _anchor_followers(anchor, by_room[anchor.room_id], start)
        rows += [row for row in followers.rows if _known(row, (anchor.person_id, anchor.platform))]
    rows += _flagship_followers(by_room[FLAGSHIP_ROOM], start).rows
    return Audience(crowds, rows)


def _clicks(crowd: Crowd, bought: Takings, chance: Chance, complete: bool) -> Row:
    """The way from the view to the purchase."""
    clickers = crowd.viewers * chance.around(240, 50) // 1000
    clicks = max(clickers * chance.around(160, 20) // 100, len(bought.orders))
    cart_adds = max(len(bought.orders) * chance.around(235, 60) // 100, len(bought.orders))
    return {
        "product_clickers": clickers,
        "product_clicks": None if chance.happens(15) and not complete else clicks,
        "cart_adds": None if chance.happens(15) else cart_adds,
        "buyers": len(bought.buyers),
        "orders": len(bought.orders),
    }


def _valid_minutes(session: Session, chance: Chance) -> Cell:
    """Live time less idle time; a few sessions were not measured."""
    if chance.happens(15):
        return None
    skills = [performance(person, session.day.month).execution for person in session.hosts]
    idle = chance.whole(20, 70) + (9_600 - min(skills)) // 20
    return tenths(session.minutes * (1000 - max(idle, 5)) // 100)


def session_rows(
    all_sessions: list[Session], crowds: dict[str, Crowd], bought: dict[str, Takings]
) -> list[Row]:
    rows: list[Row] = []
    for session in all_sessions:
        if session.lost:
            continue
        chance = Chance("figures", session.key)
        complete = session.platform == "douyin"  # whose export of sessions knows no empty cells
        crowd, sold = crowds[session.session_id], bought.get(session.session_id, Takings())
        peak = crowd.viewers * chance.whole(90, 150) // 1000 + 8
        comments, likes, shares = shared(
            crowd.interactions, [chance.whole(28, 36), chance.whole(54, 64), chance.whole(4, 9)]
        )
        stated = sold.sales + (100_000 if session.key == GROSSER_SESSION else 0)
        rows.append(
            {
                "session_id": session.session_id,
                "platform": session.platform,
                "room_id": session.room_id,
                "title": session.title,
                "kind": session.kind,
                "form": session.form,
                "new_form": session.new_form,
                "started_at": session.started_at,
                "ended_at": session.ended_at,
                "viewers": crowd.viewers,
                "views": crowd.viewers * chance.whole(118, 152) // 100,
                "peak_online": peak,
                "mean_online": tenths(peak * chance.whole(48, 64) // 10),
                "mean_stay_seconds": (
                    None if chance.happens(20) and not complete else tenths(chance.around(1050, 550))
                ),
                "comments": comments,
                "likes": likes,
                "shares": shares,
                "relevant_comments": comments * chance.whole(38, 66) // 100,
                **_clicks(crowd, sold, chance, complete),
                "gmv": yuan(stated),
                "refunds": yuan(sold.refunds),
                "new_fans": crowd.new_fans,
                "fans_before": crowd.fans_before,
                "private_adds": crowd.private_adds,
                "retained_viewers": crowd.viewers * chance.around(215, 60) // 1000,
                "valid_minutes": _valid_minutes(session, chance),
                "viewer_rating": None if chance.happens(300) else tenths(chance.around(872, 90)),
                "complaints": 1 if chance.happens(60) else 0,
            }
        )
    return rows
