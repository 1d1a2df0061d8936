"""What Douyin paid out for the third quarter's orders: the bills of July, August and September.

Owns `settlements`: a line is settled about a fortnight after payment, less what was refunded until then;
each later refund is a negative row of its own, often in a later bill. Fees are negative, as on the bills.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from examples.beauty.orderbook import CLOSE, commission
from examples.beauty.sales import Line, Refund
from examples.canonical import Row, yuan
from examples.chance import Chance

FIRST_BILL, LAST_BILL = 7, 9  # months


@dataclass(frozen=True)
class Settlement:
    """A row of a bill; money in fen. `refunded_before` was given back before the line was settled."""

    line: Line
    settled_at: datetime
    is_refund: bool
    income: int
    platform_fee: int
    refunded_before: int = 0

    @property
    def amount(self) -> int:
        return self.income + self.platform_fee

    @property
    def kind(self) -> str:
        return "refund" if self.is_refund else "settlement"

    @property
    def settlement_id(self) -> str:
        return f"douyin:{self.line.line_id}:{self.settled_at:%Y%m%d%H%M%S}:{self.kind}:{self.amount}"


def _of_line(line: Line, refunds: list[Refund]) -> list[Settlement]:
    chance = Chance("settlement", line.key)
    settled_at = line.placed_at + timedelta(days=chance.whole(12, 17), seconds=chance.whole(0, 20_000))
    before = sum(refund.amount for refund in refunds if refund.refunded_at <= settled_at)
    if before >= line.amount:
        return []
    left = line.amount - before
    fee = commission(line)
    found = [Settlement(line, settled_at, False, left, -(fee * left // line.amount), before)]
    for refund in refunds:
        if refund.refunded_at > settled_at:
            fee_back = fee * refund.amount // line.amount
            found.append(Settlement(line, refund.refunded_at, True, -refund.amount, fee_back))
    return found


def settlements(lines: Iterable[Line], refunds: Iterable[Refund]) -> list[Settlement]:
    """The rows of all bills, in order of time."""
    by_line: dict[str, list[Refund]] = defaultdict(list)
    for refund in refunds:
        by_line[refund.line.key].append(refund)
    found = [
        settlement
        for line in lines
        if line.platform == "douyin" and line.paid
        for settlement in _of_line(line, by_line[line.key])
        if FIRST_BILL <= settlement.settled_at.month <= LAST_BILL and settlement.settled_at <= CLOSE
    ]
    return sorted(found, key=lambda one: (one.settled_at, one.settlement_id))


def settlement_rows(some: Iterable[Settlement]) -> list[Row]:
    return [
        {
            "settlement_id": one.settlement_id,
            "order_id": one.line.order_id,
            "line_id": one.line.line_id,
            "settled_at": one.settled_at,
            "kind": one.kind,
            "amount": yuan(one.amount),
            "platform_fee": yuan(one.platform_fee),
            "commission": yuan(0),
        }
        for one in some
    ]
