"""Write the beauty company's nine months as canonical CSV files: `python examples/beauty/generate.py DIR`.

Owns the order in which the parts are made and the list of files. The same bytes come out every time.
DIR holds what was known when September was closed (2026-10-08); DIR/later holds the refunds that arrived
afterwards, to be imported once the months are locked.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.beauty import airtime, audience, backoffice, cast, moments, products, sales
from examples.canonical import Tables, write_tables


def company() -> tuple[Tables, Tables]:
    """The tables known at the close, and those that arrive later."""
    sessions = airtime.sessions()
    lines = sales.order_lines(sessions)
    refunds = sales.refunds(lines)
    bought = audience.takings(lines, refunds)
    seen = audience.audience(sessions, bought)
    known = [refund for refund in refunds if refund.refunded_at.date() <= sales.EXPORTED_ON]
    late = [refund for refund in refunds if refund.refunded_at.date() > sales.EXPORTED_ON]
    tables: Tables = {
        "people": cast.people(),
        "accounts": cast.accounts(),
        "products": products.products(),
        "sessions": audience.session_rows(sessions, seen.crowds, bought),
        "shifts": airtime.shift_rows(sessions),
        "order_lines": sales.line_rows(lines),
        "refunds": sales.refund_rows(known),
        "costs": backoffice.cost_rows(sessions, bought),
        "fans": seen.fan_rows,
        "violations": backoffice.violation_rows(sessions),
        "rundown": backoffice.rundown_rows(sessions),
        "requests": backoffice.request_rows(sessions),
        "ratings": backoffice.rating_rows(sessions),
        "tasks": backoffice.task_rows(),
        "tickets": backoffice.ticket_rows(),
        "minutes": moments.minute_rows(sessions, seen.crowds, lines),
        "comments": moments.comment_rows(sessions),
        "transcripts": moments.transcript_rows(sessions),
    }
    return tables, {"refunds": sales.refund_rows(late)}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/beauty/generate.py DIR")
    folder = Path(sys.argv[1])
    known, late = company()
    write_tables(known, folder)
    write_tables(late, folder / "later")


if __name__ == "__main__":
    main()
