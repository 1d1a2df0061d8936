"""What a session of the guild is, and the rows it leaves in `sessions` and `shifts`.

Owns the audience figures common to both teams; gifts are `show`, sales are `brand`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from examples.canonical import Row, tenths, yuan
from examples.chance import Chance, shared
from examples.guild.cast import PLATFORM

UNSEEN = ("RG06", 7)  # the platform gave no audience figures for this room in July
COMPLAINTS_UNKNOWN = ("B2", 8)  # customer service kept no record for this room in August


@dataclass(frozen=True)
class Shift:
    person_id: str
    starts_at: datetime
    ends_at: datetime


@dataclass
class Session:
    session_id: str
    room_id: str
    title: str
    started_at: datetime
    ended_at: datetime
    month: int  # of the business day
    shifts: list[Shift] = field(default_factory=list)
    gifts: int = 0  # fen
    buyers: int = 0
    orders: int = 0
    sales: int = 0  # fen

    @property
    def seconds(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds())

    @property
    def sells(self) -> bool:
        return self.room_id.startswith("B")


def _audience(session: Session, chance: Chance) -> Row:
    """Who watched: more in a warm month of the room; a selling room's viewers follow from its buyers."""
    warmth = Chance("room", session.room_id, session.month).around(100, 30)
    if session.sells:
        viewers = max(session.buyers, 3) * 10_000 // chance.around(310, 60)
    else:
        viewers = 400 + session.gifts // 100 * chance.whole(4, 7) // 10 + chance.around(300, 150)
    comments, likes, shares = shared(viewers * warmth * chance.around(500, 220) // 1_000_000, [34, 58, 8])
    new_fans = viewers * chance.whole(12, 38) // 1000
    return {
        "viewers": viewers,
        "views": viewers * chance.whole(120, 155) // 100,
        "peak_online": viewers * chance.whole(9, 15) // 100,
        "comments": comments,
        "likes": likes,
        "shares": shares,
        "new_fans": new_fans,
        "private_adds": new_fans * chance.whole(4, 12) // 100,
        "retained_viewers": viewers * warmth * chance.around(198, 70) // 100_000,
        "viewer_rating": tenths(chance.around(860, 90)),
    }


def session_rows(all_sessions: list[Session]) -> list[Row]:
    rows: list[Row] = []
    for session in all_sessions:
        chance = Chance("guild figures", session.session_id)
        seen = _audience(session, chance)
        place = (session.room_id, session.month)
        complaints = sum(chance.happens(9) for _ in range(session.orders)) if session.sells else 0
        rows.append(
            {
                "session_id": session.session_id,
                "platform": PLATFORM,
                "room_id": session.room_id,
                "title": session.title,
                "kind": "regular",
                "started_at": session.started_at,
                "ended_at": session.ended_at,
                **(dict.fromkeys(seen) if place == UNSEEN else seen),
                "buyers": session.buyers if session.sells else None,
                "orders": session.orders if session.sells else None,
                "gmv": yuan(session.sales) if session.sells else None,
                "gift_income": None if session.sells else yuan(session.gifts),
                "complaints": None if place == COMPLAINTS_UNKNOWN else complaints,
            }
        )
    return rows


def shift_rows(all_sessions: list[Session]) -> list[Row]:
    return [
        {
            "session_id": session.session_id,
            "person_id": shift.person_id,
            "role": "anchor",
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
        }
        for session in all_sessions
        for shift in session.shifts
    ]
