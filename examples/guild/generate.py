"""Write the guild's quarter as canonical CSV files: `python examples/guild/generate.py DIR`.

Owns the list of files and the guild's few internal records. The same bytes come out every time. DIR holds
what was known when September was closed (2026-10-08); DIR/later the refunds that arrived afterwards.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from examples.canonical import Row, Tables, tenths, write_tables
from examples.chance import Chance
from examples.guild import brand, cast, show
from examples.guild.sessions import Session, session_rows, shift_rows

UNRATED = ("G05", 8)  # nobody rated her content in August


def rating_rows() -> list[Row]:
    """Content quality of the entertainers: two raters, every month."""
    rows: list[Row] = []
    for month in cast.SHOW_MONTHS:
        who = (month.person_id, month.month)
        if who == UNRATED:
            continue
        chance = Chance("guild ratings", *who)
        centre = chance.around(800, 130)
        rows += [
            {
                "rating_id": f"G26{month.month:02d}-{month.person_id}-{number}",
                "subject_id": month.person_id,
                "metric": "content_quality",
                "period": f"2026-{month.month:02d}",
                "score": tenths(min(990, centre + chance.around(0, 40))),
                "evidence": None,
            }
            for number in (1, 2)
        ]
    return rows


def violation_rows(sessions: list[Session]) -> list[Row]:
    rows: list[Row] = []
    for session in sessions:
        chance = Chance("guild violations", session.session_id)
        if chance.happens(20):
            rows.append(
                {
                    "violation_id": f"V{session.session_id[1:]}",
                    "session_id": session.session_id,
                    "person_id": None,
                    "at": session.started_at + (session.ended_at - session.started_at) // 4,
                    "kind": chance.one_of(("着装", "诱导打赏", "低俗用语")),
                    "severity": "minor",
                    "note": None,
                }
            )
    return rows


def company() -> tuple[Tables, Tables]:
    """The tables known at the close, and those that arrive later."""
    evenings = show.sessions()
    selling, lines = brand.business()
    sessions = sorted(evenings + selling, key=lambda session: (session.started_at, session.session_id))
    tables: Tables = {
        "people": cast.people(),
        "accounts": cast.accounts(),
        "products": brand.product_rows(),
        "sessions": session_rows(sessions),
        "shifts": shift_rows(sessions),
        "gifts": show.gift_rows(evenings),
        "order_lines": brand.line_rows(lines),
        "refunds": brand.refund_rows(lines, late=False),
        "costs": brand.cost_rows(selling),
        "violations": violation_rows(evenings),
        "ratings": rating_rows(),
    }
    return tables, {"refunds": brand.refund_rows(lines, late=True)}


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python examples/guild/generate.py DIR")
    folder = Path(sys.argv[1])
    known, late = company()
    write_tables(known, folder)
    write_tables(late, folder / "later")


if __name__ == "__main__":
    main()
