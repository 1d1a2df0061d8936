"""Which locked months are computed anew when facts change: those that the facts can concern, no others.

August and September are locked: ann streamed in both, s1 and s3; s2 of August is ben's. The plan reads order
lines, credited by who was on air. An order of August names s9, which nobody has heard of yet.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.payouts.company import HEAD, Company, person, refund, stream, together
from tests.properties.rows import at, line, session, shift

AUGUST, SEPTEMBER, OCTOBER = "2026-08", "2026-09", "2026-10"
NONE, BOTH = (), (AUGUST, SEPTEMBER)
SOLD = together(
    stream("s1", "2026-08-10", ("ann", [("l1", 100), ("l2", 200)])),
    stream("s2", "2026-08-11", ("ben", [("l3", 50)])),
    stream("s3", "2026-09-10", ("ann", [("l4", 300)])),
    {"order_lines": [line("l7", "s9", at("2026-08-20 12:01"), 1000)]},
)
Change = Callable[[Company], object]


def locked(folder: Path, plan: str | None = None) -> Company:
    made = Company(folder, plan) if plan else Company(folder)
    made.bring(**SOLD)
    made.lock(AUGUST)
    made.lock(SEPTEMBER)
    return made


def computed_anew(company: Company) -> tuple[str, ...]:
    """The locked months that October's run does not find as they were locked."""
    notes = company.run(OCTOBER).manifest()["settled"]
    return tuple(note["period"] for note in notes if note["known"] != note["locked"])


def with_cells(line_id: str, session_id: str, day: str, yuan: int, **cells: object) -> dict[str, object]:
    return line(line_id, session_id, at(f"{day} 12:01"), yuan * 100) | cells


CHANGES: list[tuple[str, Change, tuple[str, ...]]] = [
    (
        "a session of October with its shift and orders",
        lambda one: one.bring(**stream("s8", "2026-10-05", ("ann", [("l9", 80)]))),
        NONE,
    ),
    ("a late refund", lambda one: one.bring(refunds=[refund("r1", "l1", "40")]), (AUGUST,)),
    ("a refund of no known line", lambda one: one.bring(refunds=[refund("r1", "l0", "40")]), NONE),
    (
        "a cell of an order that the plan does not read",
        lambda one: one.bring(order_lines=[with_cells("l1", "s1", "2026-08-10", 100, buyer_id="somebody")]),
        NONE,
    ),
    (
        "another amount",
        lambda one: one.bring(order_lines=[with_cells("l4", "s3", "2026-09-10", 299)]),
        (SEPTEMBER,),
    ),
    (
        "an order that moves to another month",
        lambda one: one.bring(order_lines=[with_cells("l1", "s1", "2026-09-30", 100)]),
        BOTH,
    ),
    (
        "a shift that ends earlier",
        lambda one: one.bring(shifts=[shift("s2", "ben", at("2026-08-11 12:00"), at("2026-08-11 12:30"))]),
        (AUGUST,),
    ),
    (
        "a session of October that an order of August names",
        lambda one: one.bring(**stream("s9", "2026-10-05", ("ben", []))),
        (AUGUST,),
    ),
    (
        "a session of October without shifts, for which an account may stand in",
        lambda one: one.bring(sessions=[session("s8", at("2026-10-05 12:00"), at("2026-10-05 13:00"))]),
        BOTH,
    ),
    (
        "somebody who begins in October",
        lambda one: one.bring(people=[person("cai", "蔡", "2026-10-01")]),
        BOTH,
    ),
    (
        "a rating, which pay does not read",
        lambda one: one.bring(
            ratings=[{"rating_id": "x", "subject_id": "ann", "metric": "m", "period": AUGUST, "score": 80}]
        ),
        NONE,
    ),
    (
        "an import that is undone",
        lambda one: one.take_back(one.bring(refunds=[refund("r1", "l1", "40")])),
        NONE,
    ),
]


@pytest.mark.parametrize(("case", "change", "months"), CHANGES)
def test_which_months_are_computed(
    case: str, change: Change, months: tuple[str, ...], tmp_path: Path
) -> None:
    company = locked(tmp_path)
    change(company)
    assert computed_anew(company) == months


DRAW = f"""{HEAD}commission:
  sales:
    label: {{zh: 销售提成, en: Sales}}
    for: role == "anchor"
    base: effective_gmv
    rate: 10%
    draw: {{amount: 20}}
"""


@pytest.mark.parametrize(
    ("case", "yuan", "months"),
    [
        ("ann still earns the draw, 30 − 4", "40", (AUGUST,)),
        ("she owes 5, which September repays", "150", BOTH),
    ],
)
def test_a_month_is_left_alone_where_it_looks_back_to_the_same_debts(
    case: str, yuan: str, months: tuple[str, ...], tmp_path: Path
) -> None:
    company = locked(tmp_path, DRAW)
    company.bring(refunds=[refund("r1", "l2", yuan)])
    assert computed_anew(company) == months


def test_what_was_settled_once_is_not_computed_again(tmp_path: Path) -> None:
    """The refund of August became known before October was locked; November finds it settled."""
    company = locked(tmp_path)
    company.bring(refunds=[refund("r1", "l1", "40")])
    [note, _] = company.lock(OCTOBER).manifest()["settled"]
    company.bring(**stream("s8", "2026-11-05", ("ann", [("l9", 80)])))
    november = company.run("2026-11").manifest()["settled"]
    assert november[0] == note
    assert note["known"] != note["locked"]
    assert november[2]["known"] == november[2]["locked"]
    assert company.owed("2026-11") == []
