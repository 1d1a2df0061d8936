"""Team brand: two rooms that sell small appliances.

Owns the rooms' weeks, the order lines and their refunds. Sales are aimed at effective sales (paid less what
was refunded by the close), so that a quarter's mean can stand exactly on a boundary of the plan.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from examples.canonical import Row, yuan
from examples.chance import Chance, Urn, shared
from examples.guild.cast import CLOSED_ON, KITCHEN, MEMBER_BY_ID, MONTHS, PLATFORM, STUDIO, clock, days_of
from examples.guild.sessions import Session, Shift

STUDIO_SALES = {7: 702_000, 8: 731_000, 9: 806_000}  # yuan a month, of both hosts together
KITCHEN_SALES = {
    "G10": {7: 151_000, 8: 187_000, 9: 262_000},  # the quarter is settled to exactly 3 × 200,000
    "G12": {7: 62_000, 8: 108_000, 9: 338_000},
}
SETTLED, SETTLED_QUARTER = "G10", 60_000_000
KITCHEN_HOURS = {"G10": (13, 0, 240, 0), "G12": (9, 0, 180, 2)}  # hour, minute, minutes, weekday off
RETURNS = 55  # in a thousand lines

_PRODUCTS = """
H01 空气炸锅5L      kitchen 399 251
H02 破壁机          kitchen 599 398
H03 养生壶          kitchen 159 92
H04 多功能电煮锅    kitchen 129 84
H05 早餐机          kitchen 189 118
H06 电饭煲3L        kitchen 329 214
H07 手持挂烫机      home    219 131
H08 除螨仪          home    359 226
H09 加湿器          home    149 81
H10 无叶风扇        home    499 322
H11 扫地机器人      home    1699 1240
H12 暖风机          home    269 187
H13 筋膜枪          care    399 205
H14 电动牙刷        care    199 88
H15 高速吹风机      care    459 249
H16 冲牙器          care    169 79
"""


@dataclass(frozen=True)
class Product:
    product_id: str
    name: str
    category: str
    price: int  # fen
    unit_cost: int  # fen


def _product(row: str) -> Product:
    product_id, name, category, price, unit_cost = row.split()
    return Product(product_id, name, category, int(price) * 100, int(unit_cost) * 100)


PRODUCTS = tuple(_product(row) for row in _PRODUCTS.strip().splitlines())
URN = Urn([12, 7, 11, 14, 9, 8, 10, 6, 9, 4, 2, 4, 7, 13, 6, 9])


@dataclass
class Line:
    session: Session
    key: int
    product: Product
    pieces: int
    paid_at: datetime
    amount: int
    line_id: str = ""
    refunded: int = 0
    refunded_at: datetime | None = None

    @property
    def effective(self) -> int:
        """What is left of the line at the close."""
        known = self.refunded_at is not None and self.refunded_at.date() <= CLOSED_ON
        return self.amount - (self.refunded if known else 0)


def _studio_session(day: date) -> Session:
    """19:00 to 00:30: G09 hands over to G11 at 22:30:00; on Saturdays both stay throughout."""
    begins, handover, ends = clock(day, 19, 0), clock(day, 22, 30), clock(day, 22, 30) + timedelta(hours=2)
    chance = Chance("studio", day)
    session = Session(f"S{day:%Y%m%d}-{STUDIO}", STUDIO, "禾木小家电晚间场", begins, ends, day.month)
    session.started_at += timedelta(seconds=chance.whole(0, 150))
    if day.weekday() == 5:
        session.title = "周六双人专场"
        session.shifts = [Shift("G09", begins, ends), Shift("G11", begins, ends)]
    else:
        session.shifts = [Shift("G09", begins, handover), Shift("G11", handover, ends)]
    return session


def _kitchen_session(person_id: str, day: date) -> Session:
    hour, minute, length, _ = KITCHEN_HOURS[person_id]
    begins = clock(day, hour, minute)
    ends = begins + timedelta(minutes=length)
    session = Session(
        f"S{day:%Y%m%d}-{KITCHEN}-{hour:02d}", KITCHEN, "禾木厨房日间场", begins, ends, day.month
    )
    session.shifts = [Shift(person_id, begins, ends)]
    return session


def _sell(sessions: list[Session], target: int, chance: Chance) -> list[Line]:
    """Sell in these sessions until what is left at the close comes to about `target` fen."""
    weights = [
        session.seconds * chance.around(100, 35) * (125 if session.started_at.weekday() >= 5 else 100)
        for session in sessions
    ]
    lines: list[Line] = []
    reach = sold = 0
    for session, part in zip(sessions, shared(target, weights), strict=True):
        reach += part
        while sold + 15_000 < reach:
            line = _line(session, len(lines), chance)
            lines.append(line)
            sold += line.effective
    return lines


def _line(session: Session, key: int, chance: Chance) -> Line:
    product = PRODUCTS[URN.draw(chance)]
    pieces = 2 if chance.happens(90) else 1
    paid_at = session.started_at + timedelta(
        seconds=int((chance.draw() + chance.draw()) / 2 * session.seconds)
    )
    line = Line(session, key, product, pieces, paid_at, product.price * pieces * chance.whole(88, 100) // 100)
    if chance.happens(RETURNS):
        line.refunded = line.amount if chance.happens(850) else line.amount * chance.whole(20, 50) // 100
        line.refunded_at = paid_at + timedelta(days=chance.around(14, 13), seconds=chance.whole(0, 30_000))
    return line


def _settle(lines: list[Line]) -> Line:
    """One last line that brings the quarter to its sum, to the fen."""
    last = max(lines, key=lambda line: (line.paid_at, line.key))
    missing = SETTLED_QUARTER - sum(line.effective for line in lines)
    assert 0 < missing < 200_000, f"the quarter of {SETTLED} lacks {missing} fen: aim the months at it"
    product = min(PRODUCTS, key=lambda product: (abs(product.price - missing), product.product_id))
    moment = last.session.ended_at - timedelta(seconds=40)
    return Line(last.session, 99_999, product, 1, moment, missing)


def _number(lines: list[Line]) -> None:
    by_session: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        by_session[line.session.session_id].append(line)
    for session_id, in_session in by_session.items():
        in_session.sort(key=lambda line: (line.paid_at, line.key))
        for number, line in enumerate(in_session, start=1):
            line.line_id = f"D{session_id[1:]}-{number:03d}-1"
            line.session.orders = line.session.buyers = number
            line.session.sales += line.amount


def _kitchen(person_id: str) -> tuple[list[Session], list[Line]]:
    """A host's quarter in the kitchen room: every day but one weekday."""
    sessions: list[Session] = []
    lines: list[Line] = []
    for month, sales in KITCHEN_SALES[person_id].items():
        of_month = [
            _kitchen_session(person_id, day)
            for day in days_of(month)
            if day.weekday() != KITCHEN_HOURS[person_id][3] and day >= MEMBER_BY_ID[person_id].begins
        ]
        target = sales * 100
        if person_id == SETTLED and month == MONTHS[-1]:
            target = SETTLED_QUARTER - sum(line.effective for line in lines) - 30_000
        sessions += of_month
        lines += _sell(of_month, target, Chance("kitchen", person_id, month))
    if person_id == SETTLED:
        lines.append(_settle(lines))
    return sessions, lines


def business() -> tuple[list[Session], list[Line]]:
    """All sessions and lines of the team; the sessions carry their sums."""
    sessions: list[Session] = []
    lines: list[Line] = []
    for month, sales in STUDIO_SALES.items():
        of_month = [_studio_session(day) for day in days_of(month) if day.weekday() != 0]
        sessions += of_month
        lines += _sell(of_month, sales * 100, Chance("studio month", month))
    for person_id in KITCHEN_SALES:
        more_sessions, more_lines = _kitchen(person_id)
        sessions += more_sessions
        lines += more_lines
    _number(lines)
    lines.sort(key=lambda line: line.line_id)
    return sessions, lines


def line_rows(lines: list[Line]) -> list[Row]:
    return [
        {
            "line_id": line.line_id,
            "order_id": line.line_id[:-2],
            "platform": PLATFORM,
            "session_id": line.session.session_id,
            "room_id": line.session.room_id,
            "product_id": line.product.product_id,
            "quantity": line.pieces,
            "paid_at": line.paid_at,
            "paid_amount": yuan(line.amount),
            "platform_commission": yuan((line.amount * 5 + 50) // 100),
            "product_cost": yuan(line.product.unit_cost * line.pieces),
            "channel": "live",
            "buyer_id": f"U{line.line_id[1:-2]}",
            "status": "paid",
        }
        for line in lines
    ]


def refund_rows(lines: list[Line], late: bool) -> list[Row]:
    """The refunds known at the close, or those that came later."""
    refunded = [(line.refunded_at, line) for line in lines if line.refunded_at]
    return [
        {
            "refund_id": f"T{line.line_id[1:]}",
            "line_id": line.line_id,
            "refunded_at": moment,
            "amount": yuan(line.refunded),
            "kind": "return" if line.refunded == line.amount else "refund_only",
        }
        for moment, line in sorted(refunded, key=lambda pair: (pair[0], pair[1].line_id))
        if (moment.date() > CLOSED_ON) is late
    ]


def product_rows() -> list[Row]:
    return [
        {
            "product_id": product.product_id,
            "name": product.name,
            "category": product.category,
            "unit_cost": yuan(product.unit_cost),
        }
        for product in PRODUCTS
    ]


def cost_rows(sessions: list[Session]) -> list[Row]:
    """Bought traffic for every third session."""
    rows: list[Row] = []
    for session in sessions:
        chance = Chance("guild costs", session.session_id)
        if chance.happens(330):
            rows.append(
                {
                    "cost_id": f"{session.session_id[1:]}-traffic",
                    "session_id": session.session_id,
                    "kind": "traffic",
                    "amount": yuan(session.sales * chance.around(6, 3) // 100),
                    "at": session.started_at + timedelta(minutes=20),
                }
            )
    return rows
