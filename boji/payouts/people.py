"""The people of a month's run with what each is due: one row a person, read once for each run.

Owns that row, and how the table of a pay period is filtered, sorted and added up. Amounts are in fen; the
figures are the run's own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from boji.engine.run import Run

KEPT = 8  # runs whose rows are kept


@dataclass(frozen=True)
class PersonRow:
    """`score` is in ten-thousandths; `incomplete`: a score is due, and data for it is missing."""

    person_id: str
    name: str
    role: str
    tier: str
    team: str
    commission: int
    base_pay: int
    bonus: int
    adjustment: int
    pay: int
    score: int | None
    grade: str | None
    incomplete: bool
    is_empty: bool


@dataclass(frozen=True)
class Totals:
    people: int
    commission: int
    base_pay: int
    bonus: int
    adjustment: int
    pay: int


_rows: OrderedDict[tuple[str, str], tuple[PersonRow, ...]] = OrderedDict()
_lock = Lock()


def people_of(run: Run) -> tuple[PersonRow, ...]:
    """Everybody with a statement, by id. A kept run never changes, so its rows are read once."""
    key = (run.period.label, str(run.manifest["id"]))
    with _lock:
        if key in _rows:
            _rows.move_to_end(key)
            return _rows[key]
    found = tuple(_read(run))
    with _lock:
        _rows[key] = found
        while len(_rows) > KEPT:
            _rows.popitem(last=False)
    return found


def _read(run: Run) -> Iterable[PersonRow]:
    if run.compiled.commission is None:
        return
    stints = {row["person_id"]: row for row in run.rows("SELECT * FROM stints ORDER BY person_id, stint")
              if row["starts_on"] < run.period.end_day}  # fmt: skip
    results = {row["person_id"]: row for row in run.rows("SELECT * FROM results")}
    lined = {row["person_id"] for row in run.rows("SELECT DISTINCT person_id FROM lines")}
    for row in run.rows("SELECT * FROM statements ORDER BY person_id"):
        person = row["person_id"]
        stint, result = stints.get(person, {}), results.get(person, {})
        yield PersonRow(
            person,
            stint.get("name") or person,
            stint.get("role") or "",
            stint.get("tier") or "",
            stint.get("team") or "",
            int(row["commission"]),
            int(row["base_pay"]),
            int(row.get("bonus", 0)),  # runs of versions without bonuses have no such totals
            int(row.get("adjustment", 0)),
            int(row["pay"]),
            result.get("score"),
            result.get("grade"),
            result.get("scorecard") is not None and result.get("score") is None,
            person not in lined,
        )


def why_nobody(run: Run) -> tuple[str, str]:
    """Why a run without people has none, in Chinese and English."""
    if run.compiled.commission is None:
        return "方案没有提成、底薪或奖金池", "the plan has no commission, base pay or pools"
    month = run.period.label
    if not run.rows("SELECT 1 AS one FROM stints LIMIT 1"):
        return "还没有导入人员表（people）", "no people are imported yet (table people)"
    return (
        f"{month} 没有在职人员：请核对人员表的 starts_on 与 ends_on",
        f"nobody is with the company in {month}: check starts_on and ends_on in people",
    )


def totals_of(rows: Sequence[PersonRow]) -> Totals:
    return Totals(
        len(rows),
        sum(one.commission for one in rows),
        sum(one.base_pay for one in rows),
        sum(one.bonus for one in rows),
        sum(one.adjustment for one in rows),
        sum(one.pay for one in rows),
    )


@dataclass(frozen=True)
class Wanted:
    """What of the table is asked for; `order` is a column's name, with a minus for the largest first."""

    words: str = ""
    team: str = ""
    only: str = ""  # incomplete, negative, adjusted
    order: str = "-pay"


SORTED = ("name", "team", "tier", "commission", "base_pay", "bonus", "adjustment", "pay", "score")
ONLY = ("incomplete", "negative", "adjusted")


def chosen(rows: Iterable[PersonRow], wanted: Wanted) -> list[PersonRow]:
    """The rows that are asked for, in their order; people without a score stand last."""
    words = wanted.words.strip().lower()
    found = [
        one
        for one in rows
        if (not words or words in one.name.lower() or words == one.person_id.lower())
        and (not wanted.team or one.team == wanted.team)
        and _kept(one, wanted.only)
    ]
    column = wanted.order.removeprefix("-")
    column = column if column in SORTED else "pay"
    found.sort(key=lambda one: (one.name, one.person_id))
    with_value = [one for one in found if getattr(one, column) is not None]
    without = [one for one in found if getattr(one, column) is None]
    with_value.sort(key=lambda one: getattr(one, column), reverse=wanted.order.startswith("-"))
    return with_value + without


def _kept(one: PersonRow, only: str) -> bool:
    if only == "incomplete":
        return one.incomplete
    if only == "negative":
        return one.pay < 0
    return bool(one.adjustment or one.bonus) if only == "adjusted" else True
