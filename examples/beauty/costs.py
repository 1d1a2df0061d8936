"""What the company spent: traffic, the flagship room's slots, samples.

Owns `costs`. On Douyin traffic is bought by the hour and its rows come as the platform exports them: one
for each room and hour, with the session that was on; elsewhere finance writes down one or two sums a
session.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from examples.beauty.airtime import Session
from examples.beauty.audience import Takings
from examples.beauty.cast import FLAGSHIP_ROOM, MONTHS
from examples.canonical import Cell, Row, yuan
from examples.chance import Chance, shared

HOUR = timedelta(hours=1)


def _cost(cost_id: str, session: Session | None, kind: str, fen: int, at: datetime | None) -> Row:
    return {
        "cost_id": cost_id,
        "session_id": session.session_id if session else None,
        "kind": kind,
        "amount": yuan(fen),
        "at": at,
        "until": None,
        "platform": None,
        "room_id": None,
    }


def _by_hour(session: Session, spent: int, chance: Chance) -> list[Row]:
    """Spread over the hours that the session touches, by its minutes in them."""
    hours = [session.started_at.replace(minute=0, second=0)]
    while hours[-1] + HOUR < session.ended_at:
        hours.append(hours[-1] + HOUR)
    on = [min(hour + HOUR, session.ended_at) - max(hour, session.started_at) for hour in hours]
    weights = [int(stretch.total_seconds()) * chance.whole(60, 140) for stretch in on]
    rows: list[Row] = []
    for hour, fen in zip(hours, shared(spent, weights), strict=True):
        if not fen:
            continue
        row = _cost(f"qianchuan:{session.room_id}:{hour:%Y%m%d%H%M%S}", session, "traffic", fen, hour)
        bought: dict[str, Cell] = {
            "until": hour + HOUR,
            "platform": session.platform,
            "room_id": session.room_id,
        }
        rows.append({**row, **bought})
    return rows


def _by_session(session: Session, spent: int, chance: Chance) -> list[Row]:
    rows: list[Row] = []
    for number, fen in enumerate(shared(spent, [6, 4] if chance.happens(300) else [1]), start=1):
        at = None if chance.happens(100) else session.started_at + timedelta(minutes=25 * number)
        rows.append(_cost(f"{session.key[1:]}-traffic-{number}", session, "traffic", fen, at))
    return rows


def cost_rows(
    all_sessions: list[Session], bought: dict[str, Takings], months: Iterable[int] = MONTHS
) -> list[Row]:
    """Traffic for about half of the sessions, a slot fee in the flagship room, samples by the month."""
    rows: list[Row] = []
    for session in all_sessions:
        if session.lost:
            continue
        chance = Chance("costs", session.key)
        sales = bought.get(session.session_id, Takings()).sales
        if session.kind == "brand_day" or chance.happens(480):
            buy = _by_hour if session.platform == "douyin" else _by_session
            rows += buy(session, sales * chance.around(70, 35) // 1000, chance)
        if session.room_id == FLAGSHIP_ROOM:
            fee = 2_000_000 if session.kind == "brand_day" else 30_000
            rows.append(_cost(f"{session.key[1:]}-slot-1", session, "slot", fee, None))
    for month in months:
        fen = Chance("samples", month).whole(480_000, 760_000)
        at = datetime.combine(date(2026, month, 5), time(10, 30))
        rows.append(_cost(f"2026{month:02d}-sample-1", None, "sample", fen, at))
    return rows
