"""What was sold: order lines and the refunds that followed.

Owns the way from an anchor's month of sales to single lines: cut by how busy the days were, sold order by
order to buyers who come back. Besides the credited lines it makes those that nobody is credited with:
unpaid orders, payments after the shift, orders of videos and of the shop, and a few lines that carry no
session.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from examples.beauty import order_numbers
from examples.beauty.airtime import BRAND_DAYS, Session, Slot
from examples.beauty.cast import ANCHOR_BY_ID, ANCHORS, FIRST_DAY, LAST_DAY, Anchor
from examples.beauty.performance import performance
from examples.beauty.products import PRODUCTS, UNCOSTED, UNCOSTED_UNTIL_MONTH, URNS, Product
from examples.beauty.season import days, discounts, pace
from examples.canonical import Row, yuan
from examples.chance import Chance, Urn, shared

COMMISSION = {
    "douyin": 500,
    "kuaishou": 450,
    "taobao": 350,
    "weixin": 400,
    "xiaohongshu": 450,
}  # parts of 10,000 of the paid amount
HANDOVER_SESSION = "S20260904-R90"
SELF_BUYER, SELF_BUYING_HOST, SELF_BUYING_DAY = "U-A10-0000", "A10", date(2026, 5, 31)
LINES_OF_AN_ORDER = Urn((78, 17, 5))
PIECES = Urn((80, 15, 5))
ONE_LINE_A_PRODUCT = ("weixin", "xiaohongshu")  # an order has each product once
WITHOUT_CHANNEL = ("xiaohongshu",)  # exports say neither live nor note
ELSEWHERE, CHANNEL = ("video", "shop", "live"), Urn((58, 39, 3))
REFUND_LAGS = ((1, 7), (8, 20), (21, 45), (46, 80))
REFUND_LAG = Urn((52, 32, 13, 3))


@dataclass
class Line:
    """One order line; `order` numbers the orders of one place (a session, or a room's day)."""

    order: int
    session: Session | None
    platform: str
    room_id: str
    product: Product
    pieces: int
    placed_at: datetime
    amount: int
    buyer: str
    repeat: bool
    returns: int  # how likely a refund is, parts of 10,000
    paid: bool = True
    channel: str | None = "live"
    key: str = ""
    line_id: str = ""
    order_id: str = ""

    @property
    def paid_in(self) -> Session | None:
        """The session that was on when the line was paid; nobody can tell more from an export."""
        on = self.session is not None and self.paid and self.session.is_on(self.placed_at)
        return self.session if on else None

    @property
    def counts(self) -> bool:
        return self.paid and self.channel in ("live", None)

    @property
    def cost(self) -> int | None:
        if self.product.product_id == UNCOSTED and self.placed_at.month < UNCOSTED_UNTIL_MONTH:
            return None
        return self.product.unit_cost * self.pieces


class Buyers:
    """The buyers of one room: about three in ten orders come from someone who bought there before.

    `before` of them bought there before the year began, a share of the fans of that time.
    """

    def __init__(self, room: str, before: int) -> None:
        self.room = room
        self.known = [f"U-{room}-{number:04d}" for number in range(1, before + 1)]

    def next(self, chance: Chance) -> tuple[str, bool]:
        if self.known and chance.happens(310):
            return chance.one_of(self.known), True
        self.known.append(f"U-{self.room}-{len(self.known) + 1:04d}")
        return self.known[-1], False


@dataclass
class Till:
    """Sells slot after slot until `target` fen are reached; `exact` to the fen."""

    target: int
    exact: bool
    team: str
    returns: int
    buyers: Buyers
    chance: Chance
    lines: list[Line] = field(default_factory=list)
    sold: int = 0
    orders: int = 0

    def sell(self, slot: Slot, reach: int) -> None:
        """Sell in one slot until all sales so far come to about `reach`."""
        refused = 0
        while self.sold + 15_000 < reach and refused < 8:
            order = self._order(slot)
            worth = sum(line.amount for line in order if line.counts and line.placed_at < slot.ends)
            if self.exact and self.sold + worth > self.target - 3_000:
                refused += 1
                continue
            self.sold += worth
            self.lines += order

    def settle(self, slot: Slot) -> None:
        """Reach the target to the fen with one last line."""
        missing = self.target - self.sold
        product = min(PRODUCTS, key=lambda product: (abs(product.price - missing), product.product_id))
        moment = slot.ends - timedelta(seconds=71)
        line = self._line(slot, moment, product, 1, self.buyers.next(self.chance))
        line.amount, line.returns = missing, 0
        self.sold += missing
        self.lines.append(line)

    def _order(self, slot: Slot) -> list[Line]:
        chance = self.chance
        self.orders += 1
        paid = not chance.happens(15)
        if slot.ends == slot.session.ended_at and self._pays_late(slot.session):
            moment = slot.ends + timedelta(seconds=chance.whole(480, 3000))  # paid when the stream was over
        else:
            seconds = int((slot.ends - slot.begins).total_seconds())
            moment = slot.begins + timedelta(seconds=int((chance.draw() + chance.draw()) / 2 * seconds))
        buyer = self.buyers.next(chance)
        order: list[Line] = []
        for _ in range(1 + LINES_OF_AN_ORDER.draw(chance)):
            product = PRODUCTS[URNS[self.team].draw(chance)]
            line = self._line(slot, moment, product, 1 + PIECES.draw(chance), buyer)
            line.paid = paid
            if not (line.platform in ONE_LINE_A_PRODUCT and product in (other.product for other in order)):
                order.append(line)
        return order

    def _pays_late(self, session: Session) -> bool:
        """Now and then an order is paid when the shift is over; never on brand days."""
        return bool(session.shifts) and session.kind == "regular" and self.chance.happens(12)

    def _line(
        self, slot: Slot, moment: datetime, product: Product, pieces: int, buyer: tuple[str, bool]
    ) -> Line:
        percent = self.chance.whole(*discounts(moment.date()))
        return Line(
            order=self.orders,
            session=slot.session,
            platform=slot.session.platform,
            room_id=slot.session.room_id,
            product=product,
            pieces=pieces,
            placed_at=moment,
            amount=product.price * pieces * percent // 100,
            buyer=buyer[0],
            repeat=buyer[1],
            returns=self.returns,
        )


def _person_month(
    anchor: Anchor, month: int, slots: list[Slot], buyers: Buyers, part: Fraction
) -> list[Line]:
    figures = performance(anchor.person_id, month)
    chance = Chance("sales", anchor.person_id, month)
    target = int(figures.sales * part)
    till = Till(target, figures.exact, anchor.team, figures.returns, buyers, chance)
    weights = [
        pace(slot.begins.date()) * int((slot.ends - slot.begins).total_seconds()) * chance.around(100, 40)
        for slot in slots
    ]
    reach = 0
    for slot, more in zip(slots, shared(target, weights), strict=True):
        reach += more
        till.sell(slot, reach)
    if till.exact:
        till.settle(slots[-1])
    return till.lines


def _brand_days(all_sessions: list[Session]) -> list[Line]:
    """Brand days come on top of the anchors' own months, and to the fen."""
    lines = []
    for brand_day in BRAND_DAYS:
        session = next(s for s in all_sessions if s.kind == "brand_day" and s.day == brand_day.day)
        chance = Chance("brand sales", brand_day.day)
        till = Till(brand_day.sales, True, "skincare", 600, Buyers(f"{brand_day.day:B%m%d}", 4000), chance)
        slots = session.slots()
        till.sell(slots[0], brand_day.sales * 48 // 100)
        till.sell(slots[1], brand_day.sales)
        till.settle(slots[1])
        lines += till.lines
    return lines


def regular_sales(
    all_sessions: list[Session], known: Mapping[str, int], part: Fraction = Fraction(1)
) -> list[Line]:
    """What the anchors sell of their own; `part` of each month is there.

    `known` says by anchor how many had bought there before.
    """
    slots: dict[tuple[str, int], list[Slot]] = defaultdict(list)
    for session in all_sessions:
        if session.kind == "regular" and not session.lost:
            for slot in session.slots():
                slots[slot.person_id, slot.begins.month].append(slot)
    buyers = {anchor.person_id: Buyers(anchor.person_id, known[anchor.person_id]) for anchor in ANCHORS}
    lines = []
    for (person, month), in_month in sorted(slots.items(), key=lambda item: item[0]):
        lines += _person_month(ANCHOR_BY_ID[person], month, in_month, buyers[person], part)
    return lines


def _elsewhere(anchor: Anchor, day: date, own: list[Session]) -> list[Line]:
    """Orders of the anchor's videos and of the shop page, and a few live ones paid when nothing was on.

    `own` are the sessions of the anchor's room. Where exports name no channel, all are paid off air: an order
    paid while the room streams would be taken for one of the stream.
    """
    chance = Chance("elsewhere", anchor.person_id, day)
    count = 2 if chance.happens(90) else 1 if chance.happens(280) else 0
    lines = []
    for number in range(1, count + 1):
        channel = ELSEWHERE[CHANNEL.draw(chance)]
        product = PRODUCTS[URNS[anchor.team].draw(chance)]
        moment = datetime.combine(day, time(8)) + timedelta(seconds=chance.whole(0, 57_000))
        if channel == "live" or anchor.platform in WITHOUT_CHANNEL:
            moment = _off_air(moment, own)
        lines.append(
            Line(
                order=number,
                session=None,
                platform=anchor.platform,
                room_id=anchor.room_id,
                product=product,
                pieces=1,
                placed_at=moment,
                amount=product.price * chance.whole(*discounts(day)) // 100,
                buyer=f"U-V-{anchor.person_id}-{day:%m%d}{number}",
                repeat=False,
                returns=600,
                channel=None if anchor.platform in WITHOUT_CHANNEL else channel,
            )
        )
    return lines


def _off_air(moment: datetime, own: list[Session]) -> datetime:
    """The moment, or a quarter of an hour after the end of the session that was on then."""
    on = next((session for session in own if session.is_on(moment)), None)
    return moment if on is None else on.ended_at + timedelta(minutes=15)


def _deliberate(all_sessions: list[Session]) -> list[Line]:
    """The lines at the edges of shifts, and A10's own orders at the end of May."""
    by_key = {session.key: session for session in all_sessions}
    handover = by_key[HANDOVER_SESSION]
    lines = []
    last = handover.shifts[1].ends_at
    for number, (moment, product) in enumerate(
        ((handover.shifts[1].starts_at, PRODUCTS[0]), (last, PRODUCTS[4])), start=900
    ):
        lines.append(_plain(handover, number, moment, product, f"U-EDGE-{number}"))
    bunching = next(s for s in all_sessions if s.day == SELF_BUYING_DAY and s.hosts == (SELF_BUYING_HOST,))
    for number in range(8):
        moment = bunching.started_at + timedelta(minutes=100, seconds=47 * number)
        line = _plain(bunching, 900 + number, moment, PRODUCTS[45 + number % 4], SELF_BUYER)
        line.repeat, line.returns = number > 0, 10_000
        lines.append(line)
    return lines


def _plain(session: Session, number: int, moment: datetime, product: Product, buyer: str) -> Line:
    return Line(
        order=number,
        session=session,
        platform=session.platform,
        room_id=session.room_id,
        product=product,
        pieces=1,
        placed_at=moment,
        amount=product.price,
        buyer=buyer,
        repeat=False,
        returns=0,
    )


def blur(lines: list[Line], chance: Chance) -> None:
    """What exports leave out: here and there the channel, which then counts as live."""
    for line in lines:
        if chance.happens(4) or line.platform in WITHOUT_CHANNEL:
            line.channel = None


def numbered(lines: list[Line]) -> list[Line]:
    """Give every line its key (place and day, the order's number in time, the line's in it) and its ids."""
    places: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        place = line.session.key[1:] if line.session else f"{line.placed_at:%Y%m%d}-{line.room_id}-X"
        places[place].append(line)
    in_order = []
    for place, in_place in sorted(places.items()):
        in_place.sort(key=lambda line: (line.placed_at, line.order, line.buyer))
        order, number, seen = 0, 0, None
        for line in in_place:
            if (line.order, line.buyer) != seen:
                order, number, seen = order + 1, 0, (line.order, line.buyer)
            number += 1
            line.key = f"D{place}-{order:03d}-{number}"
            line.order_id = order_numbers.order_id(line.key, line.platform)
            line.line_id = order_numbers.line_id(line.key, line.platform, line.product.product_id)
        in_order += in_place
    return in_order


def order_lines(all_sessions: list[Session]) -> list[Line]:
    """All lines, in order of place and time; `key` is set."""
    known = {anchor.person_id: anchor.fans // 40 for anchor in ANCHORS}
    lines = regular_sales(all_sessions, known) + _brand_days(all_sessions) + _deliberate(all_sessions)
    blur(lines, Chance("blur"))
    return numbered(lines + elsewhere(all_sessions, FIRST_DAY, LAST_DAY))


def elsewhere(all_sessions: list[Session], first: date, last: date) -> list[Line]:
    """The orders of those days that come from no stream."""
    lines = []
    for anchor in ANCHORS:
        own = [session for session in all_sessions if session.room_id == anchor.room_id]
        for day in days(first, last):
            if anchor.works_on(day):
                on = [session for session in own if abs((session.day - day).days) <= 1]
                lines += _elsewhere(anchor, day, on)
    return lines


@dataclass(frozen=True)
class Refund:
    refund_id: str
    line: Line
    refunded_at: datetime
    amount: int
    kind: str


def _refunds_of(line: Line) -> list[Refund]:
    chance = Chance("refund", line.key)
    if line.buyer == SELF_BUYER:
        lag, shares = chance.whole(11, 16), [100]
    elif not chance.happens(line.returns * 108 // 1000):
        return []
    else:
        lag = chance.whole(*REFUND_LAGS[REFUND_LAG.draw(chance)])
        shares = [100] if chance.happens(850) else [chance.whole(20, 45), chance.whole(15, 40)]
        shares = shares[: 1 if chance.happens(850) else 2]
    found = []
    for number, percent in enumerate(shares, start=1):
        days_later = lag + 3 * (number - 1)
        moment = line.placed_at + timedelta(days=days_later, seconds=chance.whole(-20_000, 20_000))
        kind = "退货退款" if percent == 100 and lag > 3 else "仅退款"
        refund_id = order_numbers.refund_id(line.key, number)
        found.append(Refund(refund_id, line, moment, line.amount * percent // 100, kind))
    return found


def refunds(lines: Iterable[Line]) -> list[Refund]:
    """All refunds, also those that arrive after `EXPORTED_ON`, in order of time."""
    found = [refund for line in lines if line.paid and line.returns for refund in _refunds_of(line)]
    return sorted(found, key=lambda refund: (refund.refunded_at, refund.refund_id))


def refund_rows(some: Iterable[Refund]) -> list[Row]:
    return [
        {
            "refund_id": refund.refund_id,
            "line_id": refund.line.line_id,
            "refunded_at": refund.refunded_at,
            "amount": yuan(refund.amount),
            "kind": refund.kind,
        }
        for refund in some
    ]
