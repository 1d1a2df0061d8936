"""The order lines as order books have them: which exports were made when, and what a line said in each.

Owns the days of the exports and the status of a line at a moment. The facts are those of the last export
in which a line stands, so a line of January is as it was on 8 February, however it went on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from examples.beauty.cast import FIRST_DAY, LAST_DAY, MONTHS
from examples.beauty.sales import COMMISSION, Line, Refund
from examples.canonical import Row, yuan

CLOSE = datetime.fromisoformat("2026-10-08 23:59:59")  # the last of what was known when September was closed
THIS_MORNING = datetime.fromisoformat("2026-10-08 08:00:00")  # the last of what is known of October
PENDING = timedelta(days=1)  # an unpaid order is closed after this time
SHIPS, ARRIVES = timedelta(days=2), timedelta(days=12)


@dataclass(frozen=True)
class OrderExport:
    """One export of orders: those of the days from `first` to `last`, as they were at `made_at`."""

    first: date
    last: date
    made_at: datetime

    def has(self, line: Line) -> bool:
        return self.first <= line.placed_at.date() <= self.last


def _first_of(month: int) -> date:
    return date(2026, month, 1)


def _monthly() -> tuple[OrderExport, ...]:
    """Each month on the 8th of the next, as soon as nearly all has arrived."""
    return tuple(
        OrderExport(
            _first_of(month),
            _first_of(month + 1) - timedelta(days=1),
            datetime.combine(date(2026, month + 1, 8), time(9, 30 + month)),
        )
        for month in MONTHS[:-1]
    )


_END = LAST_DAY + timedelta(days=1)  # the last night's streams end on 1 October
# September was exported on 1 October already, its last ten days once more at the close. The first of the
# three lies beside them: it is older than both, and none of its lines may count.
_SEPTEMBER = (
    OrderExport(date(2026, 9, 20), date(2026, 9, 27), datetime.fromisoformat("2026-09-28 08:05:00")),
    OrderExport(date(2026, 9, 1), LAST_DAY, datetime.fromisoformat("2026-10-01 09:12:00")),
    OrderExport(date(2026, 9, 21), _END, CLOSE),
)
_WHOLE = OrderExport(FIRST_DAY, _END, CLOSE)
_QUARTERS = tuple(
    OrderExport(_first_of(month), last, made_at)
    for month, last, made_at in (
        (1, date(2026, 3, 31), datetime.fromisoformat("2026-04-08 10:02:00")),
        (4, date(2026, 6, 30), datetime.fromisoformat("2026-07-08 10:15:00")),
        (7, _END, CLOSE),
    )
)
Exports = Mapping[str, tuple[OrderExport, ...]]  # by platform
ORDER_EXPORTS: Exports = {
    "douyin": (*_monthly(), *_SEPTEMBER),
    "kuaishou": _QUARTERS,
    "weixin": (_WHOLE,),
    "xiaohongshu": (_WHOLE,),
    "taobao": (_WHOLE,),
}
# The running month so far, every platform once; the last night's streams end on the 8th.
_SO_FAR = (OrderExport(_END, THIS_MORNING.date(), THIS_MORNING),)
EXPORTS_SO_FAR: Exports = dict.fromkeys(ORDER_EXPORTS, _SO_FAR)


class OrderBook:
    """What the order back-ends say about lines."""

    def __init__(self, refunds: Iterable[Refund], exports: Exports = ORDER_EXPORTS) -> None:
        self.exports = exports
        self._returned_at: dict[str, datetime] = {}  # when all of a line's money was given back
        given_back: dict[str, int] = {}
        for refund in refunds:
            key = refund.line.key
            given_back[key] = given_back.get(key, 0) + refund.amount
            if given_back[key] >= refund.line.amount:
                self._returned_at.setdefault(key, refund.refunded_at)

    def status(self, line: Line, at: datetime) -> str:
        age = at - line.placed_at
        if not line.paid:
            return "pending" if age < PENDING else "closed"
        if self.is_returned(line, at):
            return "closed"
        return "to_ship" if age < SHIPS else "shipped" if age < ARRIVES else "done"

    def is_returned(self, line: Line, at: datetime) -> bool:
        """Whether all of the line's money had been given back."""
        returned_at = self._returned_at.get(line.key)
        return returned_at is not None and returned_at <= at

    def last_status(self, line: Line) -> str:
        """The status in the last export that has the line."""
        last = max(export.made_at for export in self.exports[line.platform] if export.has(line))
        return self.status(line, last)


def commission(line: Line) -> int:
    return (line.amount * COMMISSION[line.platform] + 5_000) // 10_000


def paid_amount(line: Line) -> int:
    """What was to be paid; Kuaishou states what was really paid, which is nothing for an unpaid order."""
    return 0 if line.platform == "kuaishou" and not line.paid else line.amount


def line_rows(lines: Iterable[Line], book: OrderBook) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        cost, session = line.cost, line.paid_in
        rows.append(
            {
                "line_id": line.line_id,
                "order_id": line.order_id,
                "platform": line.platform,
                "session_id": session.session_id if session else None,
                "room_id": None if line.channel == "shop" else line.room_id,  # the shop page is no room
                "product_id": line.product.product_id,
                "quantity": line.pieces,
                "paid_at": line.placed_at if line.paid else None,
                "paid_amount": yuan(paid_amount(line)),
                "platform_commission": yuan(commission(line)) if line.paid else None,
                "product_cost": None if cost is None else yuan(cost),
                "channel": line.channel,
                "buyer_id": line.buyer,
                "repeat_buyer": line.repeat,
                "status": book.last_status(line),
            }
        )
    return rows
