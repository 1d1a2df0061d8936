"""October so far: seven days of a month that is not over, as known in the morning of the 8th.

Owns what differs from the closed months: each anchor has sold seven days' part of a month, buyers and fans
are those of the months before it, nobody has rated anybody yet, and of no new fan seven days are over. All
ids are its own, since they are made of days. How a month is made is the business of the other modules; the
nine months do not know of this one.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from examples.beauty import airtime, audience, backoffice, costs, sales, service
from examples.beauty.airtime import Session
from examples.beauty.audience import Start
from examples.beauty.cast import ANCHORS
from examples.beauty.company import Company
from examples.beauty.orderbook import EXPORTS_SO_FAR, THIS_MORNING, OrderBook, line_rows
from examples.beauty.sales import Line
from examples.beauty.season import days
from examples.canonical import Row, Tables
from examples.chance import Chance

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 7)
PART = Fraction(7, 31)
_DAYS = frozenset(days(FIRST, LAST))


def running_month(year: Company) -> Company:
    """What happened since the `year` so far was closed."""
    sessions = airtime.sessions(FIRST, LAST)
    lines = _lines(sessions, year.lines)
    known = [refund for refund in sales.refunds(lines) if refund.refunded_at <= THIS_MORNING]
    bought = audience.takings(lines, known)
    seen = audience.audience(sessions, bought, Start(FIRST, LAST, _fans(year.tables["fans"])))
    book = OrderBook(known, EXPORTS_SO_FAR)
    tables: Tables = {
        "sessions": audience.session_rows(sessions, seen.crowds, bought),
        "shifts": airtime.shift_rows(sessions),
        "order_lines": line_rows(lines, book),
        "refunds": sales.refund_rows(known),
        "costs": costs.cost_rows(sessions, bought, (FIRST.month,)),
        "fans": [{**row, "retained_7d": None} for row in seen.fan_rows if row["date"] in _DAYS],
        "violations": backoffice.violation_rows(sessions),
        "rundown": backoffice.rundown_rows(sessions),
        "requests": backoffice.request_rows(sessions),
        "tickets": backoffice.ticket_rows(FIRST, LAST),
        "service_days": service.service_rows(FIRST, LAST),
        "accounts": year.tables["accounts"],
    }
    return Company(FIRST, LAST, THIS_MORNING, sessions, lines, known, [], [], book, tables)


def _lines(sessions: list[Session], earlier: list[Line]) -> list[Line]:
    """Seven days' sales to buyers who may have bought before, and orders from no stream."""
    known = {anchor.person_id: anchor.fans // 40 for anchor in ANCHORS}
    for line in earlier:
        room, number = line.buyer.split("-")[1:3]
        if room in known:
            known[room] = max(known[room], int(number))
    lines = sales.regular_sales(sessions, known, PART)
    sales.blur(lines, Chance("blur", FIRST))
    return sales.numbered(lines + sales.elsewhere(sessions, FIRST, LAST))


def _fans(rows: list[Row]) -> dict[str, int]:
    """The fans of each account on the last day that was recorded."""
    return {str(row["account_id"]): int(str(row["total"])) for row in rows}
