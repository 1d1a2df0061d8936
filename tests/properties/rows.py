"""Short forms for small companies: rows of facts, and plans that look at chosen metrics.

Owns what the laws are tried on; the drawn companies of the oracle are in `tests.oracle.strategies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from boji.engine.plan.read import read_plan
from boji.engine.run import Run
from boji.engine.run import run as run_engine
from tests.properties.compare import tables_of

ZONE = ZoneInfo("Asia/Shanghai")
Row = dict[str, Any]
Facts = dict[str, list[Row]]

HEAD = """\
plan: law
title: Law
effective: {from: 2026-01-01}
currency: CNY
timezone: Asia/Shanghai
"""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def people(*names: str, **cells: Any) -> list[Row]:
    return [{"person_id": name, "role": "anchor", "starts_on": date(2026, 1, 1), **cells} for name in names]


def session(session_id: str, start: datetime, end: datetime, **figures: Any) -> Row:
    return {"session_id": session_id, "started_at": start, "ended_at": end, **figures}


def shift(session_id: str, person_id: str, start: datetime, end: datetime, role: str = "anchor") -> Row:
    times = {"starts_at": start, "ends_at": end}
    return {"session_id": session_id, "person_id": person_id, "role": role, **times}


def line(line_id: str, session_id: str | None, paid_at: datetime, fen: int, **cells: Any) -> Row:
    amount = Decimal(fen).scaleb(-2)
    return {"line_id": line_id, "session_id": session_id, "paid_at": paid_at, "paid_amount": amount, **cells}


def sold_by_each(amounts: Mapping[str, Iterable[int]], **cells: Any) -> Facts:
    """Everybody has one session of their own in September 2026, with lines of these amounts in fen."""
    facts: Facts = {"people": people(*amounts), "sessions": [], "shifts": [], "order_lines": []}
    start = at("2026-09-10 12:00")
    end = start + timedelta(hours=4)
    for name, lines in amounts.items():
        facts["sessions"].append(session(f"s {name}", start, end, **cells))
        facts["shifts"].append(shift(f"s {name}", name, start, end))
        for number, fen in enumerate(lines):
            paid_at = start + timedelta(seconds=number)
            facts["order_lines"].append(line(f"{name} {number}", f"s {name}", paid_at, fen))
    return facts


def looking_at(*metrics: str, more: str = "") -> str:
    """A plan whose scorecard reads these metrics, so that a run has them."""
    items = "".join(
        f"        - {{metric: {name}, weight: {1 if at else 101 - len(metrics)}%, score: bands,"
        f" bands: [[above, 0]]}}\n"
        for at, name in enumerate(metrics)
    )
    card = f"    dimensions:\n    - label: all\n      items:\n{items}    missing: zero\n"
    return (
        f'{HEAD}{more}scorecards:\n  all:\n    for: role == "anchor"\n{card}'
        f"grades: [{{name: A, label: A, from: 0}}]\n"
    )


def run_plan(text: str, facts: Facts, period: str = "2026-09") -> Run:
    return run_engine(read_plan(text), tables_of(facts), period, threads=1, everything=True)


def metric(run: Run, name: str) -> dict[str, Fraction | None]:
    """A metric of everybody, by person."""
    figure = run.compiled.metrics.person[name]
    found = {}
    for row in run.rows("SELECT * FROM person_metrics WHERE period = ?", run.period.label):
        over, under = row[figure.column], row[figure.denominator] if figure.denominator else 1
        missing = over is None or under is None
        found[row["person_id"]] = None if missing else figure.factor * Fraction(int(over), int(under))
    return found
