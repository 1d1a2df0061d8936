"""The whole company: what happened, and the canonical tables that say so.

Owns the order in which the parts are made. How they are written down, as canonical files or as the
exports of the platforms, is `generate` and `exports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from examples.beauty import airtime, audience, backoffice, cast, costs, moments, products, sales, service
from examples.beauty.airtime import Session
from examples.beauty.orderbook import CLOSE, OrderBook, line_rows
from examples.beauty.sales import Line, Refund
from examples.beauty.settlements import Settlement, settlement_rows, settlements
from examples.canonical import Tables


@dataclass(frozen=True)
class Company:
    """What happened from the `first` day to the `last`, as it was known at `made_at`.

    `late` refunds arrive afterwards. `lines` stand in the order of `order_lines`.
    """

    first: date
    last: date
    made_at: datetime
    sessions: list[Session]
    lines: list[Line]
    refunds: list[Refund]
    late: list[Refund]
    settlements: list[Settlement]
    book: OrderBook
    tables: Tables

    @property
    def later_tables(self) -> Tables:
        return {"refunds": sales.refund_rows(self.late)}


def company() -> Company:
    sessions = airtime.sessions()
    lines = sales.order_lines(sessions)
    refunds = sales.refunds(lines)
    bought = audience.takings(lines, refunds)
    seen = audience.audience(sessions, bought)
    known = [refund for refund in refunds if refund.refunded_at <= CLOSE]
    bills = settlements(lines, known)
    book = OrderBook(known)
    tables: Tables = {
        "people": cast.people(),
        "accounts": cast.accounts(),
        "products": products.products(),
        "sessions": audience.session_rows(sessions, seen.crowds, bought),
        "shifts": airtime.shift_rows(sessions),
        "order_lines": line_rows(lines, book),
        "refunds": sales.refund_rows(known),
        "settlements": settlement_rows(bills),
        "costs": costs.cost_rows(sessions, bought),
        "fans": seen.fan_rows,
        "violations": backoffice.violation_rows(sessions),
        "rundown": backoffice.rundown_rows(sessions),
        "requests": backoffice.request_rows(sessions),
        "ratings": backoffice.rating_rows(sessions),
        "tasks": backoffice.task_rows(),
        "tickets": backoffice.ticket_rows(),
        "service_days": service.service_rows(),
        "minutes": moments.minute_rows(sessions, seen.crowds, lines),
        "comments": moments.comment_rows(sessions),
        "transcripts": moments.transcript_rows(sessions),
    }
    late = [refund for refund in refunds if refund.refunded_at > CLOSE]
    return Company(cast.FIRST_DAY, cast.LAST_DAY, CLOSE, sessions, lines, known, late, bills, book, tables)
