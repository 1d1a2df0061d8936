"""A company with one room whose September has nothing wrong with it; cases take away from it or add to it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from boji.completeness import Report, Waiting, check_period
from boji.engine.periods import Clock, Period
from boji.lake.storage import connect
from tests.intake.linking.imports import ZONE, Lake, at

Tables = dict[str, list[dict[str, Any]]]
FIRST, LAST = dt.date(2026, 6, 28), dt.date(2026, 9, 30)


def clock(day: str, time: str) -> dt.datetime:
    return at(f"{day} {time}")


def fine() -> Tables:
    """One session a day, 20:00 to 22:00, with two orders; from 28 June, so that weekdays have a past."""
    tables: Tables = {
        "people": [
            {"person_id": "A1", "name": "安安", "role": "anchor", "starts_on": dt.date(2026, 1, 1)},
            {"person_id": "A2", "name": "贝贝", "role": "anchor", "starts_on": dt.date(2026, 1, 1)},
        ],
        "accounts": [{"platform": "douyin", "account_id": "K1", "room_id": "R1", "name": "一号间"}],
        "products": [{"product_id": "P1", "name": "面霜", "unit_cost": 20}],
        "sessions": [],
        "shifts": [],
        "order_lines": [],
    }
    for number in range((LAST - FIRST).days + 1):
        day = f"{FIRST + dt.timedelta(number):%m-%d}"
        session = f"S{day}"
        tables["sessions"].append(
            {
                "session_id": session,
                "platform": "douyin",
                "room_id": "R1",
                "started_at": clock(day, "20:00"),
                "ended_at": clock(day, "22:00"),
                "gmv": 2000,
                "orders": 2,
            }
        )
        tables["shifts"].append(
            {
                "session_id": session,
                "person_id": "A1",
                "role": "anchor",
                "starts_at": clock(day, "20:00"),
                "ends_at": clock(day, "22:00"),
            }
        )
        tables["order_lines"] += [
            {
                "line_id": f"L{day}-{place}",
                "order_id": f"L{day}-{place}",
                "platform": "douyin",
                "session_id": session,
                "room_id": "R1",
                "product_id": "P1",
                "paid_at": clock(day, time),
                "paid_amount": 1000,
                "channel": "live",
                "status": "done",
            }
            for place, time in ((1, "20:30"), (2, "21:30"))
        ]
    return tables


def row(tables: Tables, table: str, key: str) -> dict[str, Any]:
    """The row whose first column is the key."""
    return next(one for one in tables[table] if next(iter(one.values())) == key)


def checked(
    folder: Path,
    tables: Tables,
    *,
    credit: str = "on_air",
    now: dt.datetime | None = None,
    waiting: tuple[Waiting, ...] = (),
) -> Report:
    lake = Lake(folder)
    with connect(folder) as connection:
        for name, rows in tables.items():
            lake.put(connection, name, rows)
    return check_period(
        lake,
        Period.parse("2026-09"),
        Clock(ZONE),
        now=now or at("10-10 12:00"),
        credit=credit,
        waiting=waiting,
    )
