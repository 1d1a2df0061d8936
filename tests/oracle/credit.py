"""Who is credited with what: stints, people on air, and the credited pieces of every fact row.

A `Piece` is one row as far as one person has a share of it. Everything later adds up pieces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from .formula import Value
from .values import Period, period_of, share

Row = dict[str, Value]

MONEY = {
    "people": {"base_pay"},
    "sessions": {"gmv", "refunds", "gift_income"},
    "order_lines": {"paid_amount", "platform_commission", "product_cost"},
    "refunds": {"amount"},
    "costs": {"amount"},
    "minutes": {"gmv"},
    "gifts": {"amount"},
    "products": {"unit_cost"},
}
MEASURES = {
    "sessions": {"mean_online", "mean_stay_seconds", "valid_minutes", "viewer_rating"},
    "tickets": {"csat"},
    "ratings": {"score"},
}
COUNTS = {
    "sessions": {
        *("viewers", "views", "peak_online", "comments", "likes", "shares", "relevant_comments"),
        *("product_clickers", "product_clicks", "cart_adds", "buyers", "orders", "new_fans"),
        *("fans_before", "private_adds", "retained_viewers", "complaints"),
    },
    "order_lines": {"quantity"},
    "minutes": {
        *("online", "entered", "left", "comments", "likes", "shares", "new_fans"),
        *("product_clicks", "orders"),
    },
    "fans": {"total", "gained", "lost", "retained_7d", "retained_30d"},
}
# Tables of one owner without sharing, with the column that dates a row.
OWNED_ON_AIR = {
    "violations": "at",
    "rundown": "planned_at",
    "requests": "asked_at",
    "gifts": "at",
    "minutes": "minute",
    "comments": "at",
    "transcripts": "starts_at",
}
OWNED = {"tickets": "opened_at", "tasks": "due_at"}
KEYS = {
    "sessions": ("session_id",),
    "order_lines": ("line_id",),
    "costs": ("cost_id",),
    "violations": ("violation_id",),
    "rundown": ("session_id", "step"),
    "requests": ("request_id",),
    "gifts": ("gift_id",),
    "minutes": ("session_id", "minute"),
    "comments": ("session_id", "at", "user_id"),
    "transcripts": ("session_id", "starts_at"),
    "tickets": ("ticket_id",),
    "tasks": ("task_id",),
    "ratings": ("rating_id",),
    "fans": ("account_id", "date"),
}


def figures_of(table: str) -> set[str]:
    """The columns of a table that hold figures."""
    return MONEY.get(table, set()) | MEASURES.get(table, set()) | COUNTS.get(table, set())


def scale_of(table: str, column: str) -> int:
    """Decimals of the stored integer of a figure: sharing is in those units."""
    if column in MONEY.get(table, set()):
        return 2
    return 4 if column in MEASURES.get(table, set()) else 0


def text(row: Row, column: str) -> str | None:
    """A text cell; empty text is missing."""
    value = row.get(column)
    return value if isinstance(value, str) and value else None


def instant(row: Row, column: str) -> datetime | None:
    value = row.get(column)
    return value if isinstance(value, datetime) else None


def seconds_between(start: datetime, end: datetime) -> Fraction:
    """Exact seconds."""
    gap = end - start
    return Fraction((gap.days * 86_400 + gap.seconds) * 10**6 + gap.microseconds, 10**6)


def shift_times(shift: Row) -> tuple[datetime, datetime]:
    start, end = instant(shift, "starts_at"), instant(shift, "ends_at")
    if start is None or end is None:
        raise ValueError(f"a shift without times: {shift}")
    return start, end


@dataclass(frozen=True)
class Stint:
    """A row of `people` and the days on which it holds (`last` inclusive)."""

    person: str
    first: date
    last: date
    role: str | None
    tier: str | None
    team: str | None
    base_pay: Fraction | None

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days_in(self, period: Period) -> int:
        start, end = max(self.first, period.first), min(self.last, period.last)
        return max(0, (end - start).days + 1)

    @property
    def attributes(self) -> dict[str, Value]:
        return {
            "person_id": self.person,
            "role": self.role,
            "tier": self.tier,
            "team": self.team,
            "base_pay": self.base_pay,
        }


@dataclass(frozen=True, eq=False)
class Piece:
    """One row as far as one person has it: `row` unshared, `shares` the person's part of each figure."""

    table: str
    row: Row
    shares: Row
    person: str
    day: date
    order: tuple[str, ...]
    rating_period: Period | None = None

    def falls_in(self, period: Period) -> bool:
        own = self.rating_period
        if own is None:
            return self.day in period
        # A rating belongs to its own period, and a month's also to its quarter.
        return own == period or (own.kind == "month" and period.kind == "quarter" and own.first in period)


@dataclass
class World:
    """The facts, credited."""

    tables: dict[str, list[Row]]
    stints: dict[str, list[Stint]]
    pieces: list[Piece] = field(default_factory=list)
    uncredited: dict[str, tuple[date, str]] = field(default_factory=dict)
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    cutoff: timedelta = timedelta(0)

    def business_day(self, when: datetime) -> date:
        wall = when.astimezone(self.zone).replace(tzinfo=None)
        return (wall - self.cutoff).date()

    def stint_on(self, person: str, day: date) -> Stint | None:
        return next((stint for stint in self.stints.get(person, []) if day in stint), None)

    def team_on(self, person: str, day: date) -> str | None:
        stint = self.stint_on(person, day)
        return stint.team if stint else None

    @property
    def teams(self) -> list[str]:
        return sorted({s.team for stints in self.stints.values() for s in stints if s.team is not None})

    def session(self, session_id: str | None) -> Row | None:
        if session_id is None:
            return None
        return next((row for row in self.tables["sessions"] if row["session_id"] == session_id), None)

    def shifts(self, session_id: str, role: str | None = None) -> list[Row]:
        return [
            row
            for row in self.tables["shifts"]
            if row["session_id"] == session_id and (role is None or row["role"] == role)
        ]

    def account_person(self, session: Row) -> str | None:
        """The smallest person_id of the session's room on its platform."""
        room, platform = text(session, "room_id"), text(session, "platform")
        if room is None or platform is None:
            return None
        found = [
            str(row["person_id"])
            for row in self.tables["accounts"]
            if text(row, "person_id") is not None
            and text(row, "platform") == platform
            and room in (text(row, "room_id"), text(row, "account_id"))
        ]
        return min(found, default=None)

    def seconds_in(self, session_id: str, role: str) -> dict[str, Fraction]:
        """Seconds of each person with a shift of that role, people in order; not clipped."""
        seconds: dict[str, Fraction] = {}
        for shift in self.shifts(session_id, role):
            start, end = shift_times(shift)
            person = str(shift["person_id"])
            seconds[person] = seconds.get(person, Fraction(0)) + seconds_between(start, end)
        return dict(sorted(seconds.items()))

    def on_air_people(self, session_id: str | None) -> tuple[dict[str, Fraction | None], str]:
        """The anchors of a session with their seconds, or none and the reason."""
        if session_id is None:
            return {}, "no_session"
        if self.shifts(session_id):
            people: dict[str, Fraction | None] = {**self.seconds_in(session_id, "anchor")}
            return people, "" if people else "no_anchor_shift"
        session = self.session(session_id)
        if session is None:
            return {}, "no_session"
        person = self.account_person(session)
        if person is None:
            return {}, "no_account_person"
        start, end = instant(session, "started_at"), instant(session, "ended_at")
        return {person: seconds_between(start, end) if start and end else None}, ""

    def on_air_at(self, session_id: str | None, when: datetime) -> tuple[str | None, str]:
        """The anchor on air at an instant, or nobody and the reason."""
        if session_id is None:
            return None, "no_session"
        if not self.shifts(session_id):
            people, reason = self.on_air_people(session_id)
            return next(iter(people), None), reason
        anchors = self.shifts(session_id, "anchor")
        if not anchors:
            return None, "no_anchor_shift"
        covering = []
        for shift in anchors:
            start, end = shift_times(shift)
            if start <= when < end:
                covering.append((start, str(shift["person_id"])))
        if not covering:
            return None, "nobody_on_air"
        latest = max(start for start, _ in covering)
        return min(person for start, person in covering if start == latest), ""


def plain(table: str, row: Mapping[str, Any]) -> Row:
    """A fact row with every figure as a Fraction and every empty cell as None."""
    figures = figures_of(table)
    out: Row = {}
    for column, value in row.items():
        if value is None or value == "":
            out[column] = None
        elif column in figures or isinstance(value, Decimal):
            out[column] = Fraction(value)
        else:
            out[column] = value
    return out


def _stints(rows: list[Row]) -> dict[str, list[Stint]]:
    stints: dict[str, list[Stint]] = {}
    for person in sorted({str(row["person_id"]) for row in rows}):
        own = sorted(
            (row for row in rows if row["person_id"] == person), key=lambda row: str(row["starts_on"])
        )
        for i, row in enumerate(own):
            first = row["starts_on"]
            assert isinstance(first, date)
            ends = (row.get("ends_on"), own[i + 1]["starts_on"] if i + 1 < len(own) else None)
            days = [day - timedelta(days=1) for day in ends if isinstance(day, date)]
            last = min(days, default=date.max)
            pay = row.get("base_pay")
            assert pay is None or isinstance(pay, Fraction)
            stints.setdefault(person, []).append(
                Stint(*(person, first, last, text(row, "role"), text(row, "tier"), text(row, "team"), pay))
            )
    return stints


def build_world(
    facts: Mapping[str, Sequence[Mapping[str, Any]]], plan: Mapping[str, Any], timezone: str
) -> World:
    """Credit every row of the facts under the plan's credit rules."""
    names = {*KEYS, "people", "accounts", "shifts", "refunds", "products"}
    tables = {table: [plain(table, row) for row in facts.get(table, ())] for table in names}
    hours, _, minutes = str(plan.get("business_day_starts", "00:00")).partition(":")
    world = World(
        tables=tables,
        stints=_stints(tables["people"]),
        zone=ZoneInfo(str(plan.get("timezone", timezone))),
        cutoff=timedelta(hours=int(hours), minutes=int(minutes or 0)),
    )
    mode = str((plan.get("credit") or {}).get("order_lines", "on_air"))
    for line in tables["order_lines"]:
        _credit_line(world, line, mode)
    for session in tables["sessions"]:
        started = instant(session, "started_at")
        assert started is not None
        _credit_shared(world, "sessions", session, str(session["session_id"]), started)
    for cost in tables["costs"]:
        session_row = world.session(text(cost, "session_id"))
        when = instant(cost, "at") or (instant(session_row, "started_at") if session_row else None)
        if when is not None:
            _credit_shared(world, "costs", cost, text(cost, "session_id"), when)
    for table, column in OWNED_ON_AIR.items():
        for row in tables[table]:
            when = instant(row, column)
            if when is None:
                continue
            person = text(row, "person_id") or world.on_air_at(text(row, "session_id"), when)[0]
            _credit_whole(world, table, row, person, world.business_day(when), when)
    for table, column in OWNED.items():
        for row in tables[table]:
            when = instant(row, column)
            if when is not None:
                _credit_whole(world, table, row, text(row, "person_id"), world.business_day(when), when)
    for row in tables["ratings"]:
        period = period_of(str(row["period"]))
        _credit_whole(world, "ratings", row, text(row, "subject_id"), period.last, None, period)
    for row in tables["fans"]:
        owners = [
            str(account["person_id"])
            for account in tables["accounts"]
            if account["account_id"] == row["account_id"] and text(account, "person_id") is not None
        ]
        day = row["date"]
        assert isinstance(day, date)
        _credit_whole(world, "fans", row, min(owners, default=None), day, None)
    return world


def refunds_of(world: World, line_id: Value) -> Fraction:
    """All refunds of a line, whenever they came; a line without any has 0."""
    total = Fraction(0)
    for refund in world.tables["refunds"]:
        if refund["line_id"] == line_id and isinstance(refund["amount"], Fraction):
            total += refund["amount"]
    return total


def counts(line: Row) -> bool:
    """Whether a line counts for anybody: paid, and sold live."""
    return line.get("paid_at") is not None and line.get("channel") in (None, "live")


def _credit_line(world: World, line: Row, mode: str) -> None:
    paid_at = instant(line, "paid_at")
    if not counts(line) or paid_at is None:
        return
    day = world.business_day(paid_at)
    line["business_day"] = day
    line["refunded"] = refunds_of(world, line["line_id"])
    session_id = text(line, "session_id")
    weights: dict[str, Fraction | None] = {}
    if mode == "named":
        person, reason = text(line, "person_id"), "no_person"
        weights = {person: None} if person else {}
    elif mode == "share_of_minutes":
        weights, reason = world.on_air_people(session_id)
    else:
        person, reason = world.on_air_at(session_id, paid_at)
        weights = {person: None} if person else {}
    if weights and not any(person in world.stints for person in weights):
        reason, weights = "unknown_person", {}
    if not weights:
        world.uncredited[str(line["line_id"])] = (day, reason)
        return
    _share_out(world, "order_lines", line, weights, day, paid_at)


def _credit_shared(world: World, table: str, row: Row, session_id: str | None, when: datetime) -> None:
    day = world.business_day(when)
    row["business_day"] = day
    people, _ = world.on_air_people(session_id)
    _share_out(world, table, row, people, day, when)


def _share_out(
    world: World, table: str, row: Row, weights: dict[str, Fraction | None], day: date, when: datetime
) -> None:
    """One piece for each person: every figure by largest remainder in its stored units."""
    people = sorted(weights)
    if not people:
        return
    shares: dict[str, Row] = {person: {} for person in people}
    figures = figures_of(table) | ({"refunded"} if table == "order_lines" else set())
    for column in figures:
        value = row.get(column)
        if value is None:
            continue
        assert isinstance(value, Fraction)
        unit = 10 ** (2 if (table, column) == ("order_lines", "refunded") else scale_of(table, column))
        if len(people) == 1:
            parts = [int(value * unit)]
        else:
            parts = share(int(value * unit), [weights[person] or Fraction(0) for person in people])
        for person, part in zip(people, parts, strict=True):
            shares[person][column] = Fraction(part, unit)
    order = (when.astimezone(ZoneInfo("UTC")).isoformat(), *(str(row.get(key)) for key in KEYS[table]))
    for person in people:
        if person not in world.stints:
            continue  # a person nobody knows: the share is lost, and reported
        own: Row = dict(row)
        if table == "sessions":  # time on air is the person's own, never the row's
            seconds = weights[person]
            minutes = None if seconds is None else seconds / 60
            own["minutes"] = shares[person]["minutes"] = minutes
        world.pieces.append(Piece(table, own, shares[person], person, day, order))


def _credit_whole(
    world: World,
    table: str,
    row: Row,
    person: str | None,
    day: date,
    when: datetime | None,
    rating_period: Period | None = None,
) -> None:
    if person is None or person not in world.stints:
        return
    row["business_day"] = day
    stamp = when.astimezone(ZoneInfo("UTC")).isoformat() if when else day.isoformat()
    order = (stamp, *(str(row.get(key)) for key in KEYS[table]))
    world.pieces.append(Piece(table, row, dict(row), person, day, order, rating_period))
