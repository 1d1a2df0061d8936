"""Each check in small cases: what is changed in a month that is fine, and what is found then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from boji.completeness import Waiting
from boji.completeness.checks import CHECKS
from tests.completeness.month import Tables, checked, clock, fine, row
from tests.intake.linking.imports import at

Change = Callable[[Tables], object]
Found = dict[str, tuple[int, str | None]]


def _add(table: str, **cells: object) -> Change:
    return lambda tables: tables.setdefault(table, []).append(cells)


def _set(table: str, key: str, **cells: object) -> Change:
    return lambda tables: row(tables, table, key).update(cells)


def _drop(table: str, **cells: object) -> Change:
    def change(tables: Tables) -> None:
        tables[table] = [one for one in tables[table] if any(one.get(k) != v for k, v in cells.items())]

    return change


def _line(key: str, **cells: object) -> Change:
    return _set("order_lines", key, **cells)


def _each(*changes: Change) -> Change:
    def change(tables: Tables) -> None:
        for one in changes:
            one(tables)

    return change


def _settled(kind: str, amount: int, **cells: object) -> Change:
    settled_at = clock("09-20", "10:00")
    return _add(
        "settlements",
        **{
            "settlement_id": f"B-{kind}",
            "line_id": "L09-05-1",
            "settled_at": settled_at,
            "kind": kind,
            "amount": amount,
            **cells,
        },
    )


# what, the change, the findings as count and amount
CASES: list[tuple[str, Change, Found]] = [
    ("nothing wrong", lambda tables: None, {}),
    (
        "orders of a day are missing",
        _drop("order_lines", session_id="S09-05"),
        {"sessions_without_orders": (1, "2000.00"), "days_without_data": (1, None)},
    ),
    (
        "no shift, and the account is nobody's",
        _drop("shifts", session_id="S09-05"),
        {"sessions_without_people": (1, "2000.00")},
    ),
    (
        "no shift, but the account is somebody's",
        _each(_drop("shifts", session_id="S09-05"), _set("accounts", "douyin", person_id="A2")),
        {"sessions_on_account": (1, "2000.00")},
    ),
    (
        "a line without a session",
        _line("L09-05-1", session_id=None),
        {"lines_without_session": (1, "1000.00"), "cards_and_lines": (1, "1000.00")},
    ),
    (
        "a line of a video is nobody's business",
        _add(
            "order_lines",
            line_id="V",
            platform="douyin",
            paid_at=clock("09-05", "20:10"),
            paid_amount=9,
            channel="video",
        ),
        {},
    ),
    (
        "a line of a session that is not there",
        _add(
            "order_lines",
            line_id="X",
            platform="douyin",
            session_id="S?",
            paid_at=clock("09-05", "20:10"),
            paid_amount=9,
        ),
        {"lines_of_unknown_sessions": (1, "9.00")},
    ),
    (
        "paid shortly after the stream",
        _line("L09-05-2", paid_at=clock("09-05", "22:10")),
        {"lines_nobody_on_air": (1, "1000.00")},
    ),
    (
        "paid long after the stream",
        _line("L09-05-2", paid_at=clock("09-05", "22:30")),
        {"lines_outside_session": (1, "1000.00")},
    ),
    (
        "paid before the stream",
        _line("L09-05-2", paid_at=clock("09-05", "19:59:59")),
        {"lines_outside_session": (1, "1000.00")},
    ),
    (
        "paid, but no time",
        _add("order_lines", line_id="X", session_id="S09-05", paid_amount=9, status="to_ship"),
        {"lines_without_time": (1, "9.00")},
    ),
    ("not paid", _add("order_lines", line_id="X", session_id="S09-05", status="pending"), {}),
    (
        "two on shift at once",
        _add(
            "shifts",
            session_id="S09-05",
            person_id="A2",
            role="anchor",
            starts_at=clock("09-05", "21:50"),
            ends_at=clock("09-05", "22:00"),
        ),
        {"overlapping_shifts": (1, None)},
    ),
    (
        "an operator beside the anchor",
        _add(
            "shifts",
            session_id="S09-05",
            person_id="A2",
            role="operations",
            starts_at=clock("09-05", "20:00"),
            ends_at=clock("09-05", "22:00"),
        ),
        {},
    ),
    (
        "the shift ends early",
        _set("shifts", "S09-05", ends_at=clock("09-05", "21:00")),
        {"shift_gaps": (1, "1000.00"), "lines_nobody_on_air": (1, "1000.00")},
    ),
    (
        "a gap at the hand-over",
        _each(
            _set("shifts", "S09-05", ends_at=clock("09-05", "20:45")),
            _add(
                "shifts",
                session_id="S09-05",
                person_id="A2",
                role="anchor",
                starts_at=clock("09-05", "21:00"),
                ends_at=clock("09-05", "22:00"),
            ),
        ),
        {"shift_gaps": (1, None)},
    ),
    ("a few minutes beside the schedule", _set("shifts", "S09-05", starts_at=clock("09-05", "20:09")), {}),
    (
        "a shift of hours too many",
        _set("shifts", "S09-05", ends_at=clock("09-06", "00:00")),
        {"shifts_outside_session": (1, None)},
    ),
    (
        "a shift without its session",
        _add(
            "shifts",
            session_id="S?",
            person_id="A1",
            role="anchor",
            starts_at=clock("09-05", "10:00"),
            ends_at=clock("09-05", "12:00"),
        ),
        {"shifts_of_unknown_sessions": (1, None)},
    ),
    (
        "a day is missing",
        _each(
            _drop("sessions", session_id="S09-05"),
            _drop("order_lines", session_id="S09-05"),
            _drop("shifts", session_id="S09-05"),
        ),
        {"days_without_data": (1, None)},
    ),
    (
        "sales jump",
        _each(_line("L09-05-1", paid_amount=9000), _set("sessions", "S09-05", gmv=10000)),
        {"jumps": (1, None)},
    ),
    ("the card says more", _set("sessions", "S09-05", gmv=2100), {"cards_and_lines": (1, "100.00")}),
    ("the card says a little more", _set("sessions", "S09-05", gmv=2050), {}),
    (
        "the card knows more refunds",
        _set("sessions", "S09-05", refunds=1000),
        {"cards_and_refunds": (1, "1000.00")},
    ),
    (
        "refunds after the card was exported",
        _each(
            _set("sessions", "S09-05", refunds=0),
            _add(
                "refunds", refund_id="T", line_id="L09-05-1", refunded_at=clock("09-20", "10:00"), amount=1000
            ),
        ),
        {},
    ),
    (
        "gifts that the card does not know",
        _each(
            _set("sessions", "S09-05", gift_income=10),
            _add("gifts", gift_id="G", session_id="S09-05", at=clock("09-05", "20:10"), amount=20),
        ),
        {"cards_and_gifts": (1, "10.00")},
    ),
    (
        "the daily export knows more",
        _each(
            _set("sessions", "S09-05", gift_income=10),
            _add("account_days", account_id="K1", date=dt.date(2026, 9, 5), gift_income=30),
        ),
        {"account_days_and_sessions": (1, "20.00")},
    ),
    (
        "traffic from two sources",
        _each(
            _add(
                "costs",
                cost_id="C1",
                session_id="S09-05",
                kind="traffic",
                amount=50,
                at=clock("09-05", "20:00"),
                until=clock("09-05", "21:00"),
            ),
            _add("costs", cost_id="C2", session_id="S09-05", kind="traffic", amount=60),
        ),
        {"traffic_costs_twice": (1, "50.00")},
    ),
    (
        "traffic without a session",
        _each(
            _add("costs", cost_id="C1", kind="traffic", amount=50, at=clock("09-05", "10:00")),
            _add("costs", cost_id="C2", kind="sample", amount=60, at=clock("09-05", "10:00")),
        ),
        {"costs_without_session": (1, "50.00")},
    ),
    ("settled with fees", _settled("settlement", 940, platform_fee=-50, commission=-10), {}),
    ("settled too little", _settled("settlement", 700), {"settlements_and_lines": (1, "300.00")}),
    (
        "settled less what was refunded before",
        _each(
            _settled("settlement", 700),
            _add(
                "refunds", refund_id="T", line_id="L09-05-1", refunded_at=clock("09-10", "10:00"), amount=300
            ),
        ),
        {},
    ),
    (
        "a refund that only the settlement knows",
        _settled("refund", -300),
        {"settlement_refunds": (1, "300.00")},
    ),
    (
        "a refund that both know is one refund",
        _each(
            _settled("refund", -300),
            _add(
                "refunds", refund_id="T", line_id="L09-05-1", refunded_at=clock("09-10", "10:00"), amount=300
            ),
        ),
        {},
    ),
    (
        "a settlement of an unknown line",
        _settled("settlement", 5, line_id="?"),
        {"settlements_without_line": (1, "5.00")},
    ),
    (
        "a refund of an unknown line",
        _add("refunds", refund_id="T", line_id="?", refunded_at=clock("09-10", "10:00"), amount=3),
        {"refunds_without_line": (1, "3.00")},
    ),
    ("a product that is not there", _line("L09-05-1", product_id="P?"), {"unknown_products": (1, "1000.00")}),
    (
        "a person who has left",
        _set("people", "A1", ends_on=dt.date(2026, 9, 30)),
        {"unknown_people": (1, None)},
    ),
    (
        "a session without an end",
        _set("sessions", "S09-30", ended_at=None),
        {"session_times": (1, None), "shift_gaps": (1, None)},
    ),
]


@pytest.mark.parametrize(("change", "found"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_findings(tmp_path: Path, change: Change, found: Found) -> None:
    tables = fine()
    change(tables)
    findings = [finding.as_json("zh") for finding in checked(tmp_path, tables).findings]
    assert {one["check"]: (one["count"], one["amount"]) for one in findings} == found


def test_every_check_has_a_case() -> None:
    found = {name for _, _, findings in CASES for name in findings}
    assert found | {"waiting", "refund_maturity"} == {check.name for check in CHECKS}


def test_a_line_is_proposed_the_session_nearby_and_who_was_on_air(tmp_path: Path) -> None:
    tables = fine()
    row(tables, "order_lines", "L09-05-2").update(
        session_id=None, paid_at=clock("09-05", "22:05"), room_id=None
    )
    (line, _card) = checked(tmp_path, tables).findings
    (text,) = line.examples_text("en")
    assert text.startswith("L09-05-2, paid 09-05 22:05, ¥1,000.00, room (empty) → ")
    assert text.endswith("perhaps S09-05 (09-05 20:00 to 09-05 22:00, on air A1)")


@pytest.mark.parametrize("credit", ["share_of_minutes", "named"])
def test_what_the_plan_does_not_need_is_not_asked_for(tmp_path: Path, credit: str) -> None:
    tables = fine()
    row(tables, "order_lines", "L09-05-2").update(paid_at=clock("09-05", "22:10"))
    assert checked(tmp_path, tables, credit=credit).findings == ()


def test_days_to_come_are_not_missing(tmp_path: Path) -> None:
    tables = fine()
    for day in range(20, 31):
        for table in ("sessions", "order_lines", "shifts"):
            tables[table] = [one for one in tables[table] if one["session_id"] != f"S09-{day}"]
    assert checked(tmp_path, tables, now=at("09-20 09:00")).findings == ()


def test_what_waits(tmp_path: Path) -> None:
    (finding,) = checked(tmp_path, fine(), waiting=(Waiting(7, "it's.csv", 3),)).findings
    assert finding.examples_text("en") == ["import 7, it's.csv: 3 rows"]


def test_refunds_to_come(tmp_path: Path) -> None:
    """A tenth is refunded after 20 days; on 8 October that is known of what was paid until 18 September."""
    tables = fine()
    tables["refunds"] = [
        {
            "refund_id": f"T{line['line_id']}",
            "line_id": line["line_id"],
            "refunded_at": line["paid_at"] + dt.timedelta(20),
            "amount": 100,
        }
        for line in tables["order_lines"]
        if line["paid_at"] < at("09-19 00:00")
    ]
    # Enough refunds to judge by: some lines are refunded in several parts.
    tables["refunds"] = [
        {**one, "refund_id": f"{one['refund_id']}-{part}", "amount": 25}
        for one in tables["refunds"]
        for part in range(4)
    ]
    (finding,) = checked(tmp_path, tables).findings
    (example,) = finding.examples
    assert finding.check.name == "refund_maturity"
    assert (example["percent"], example["half_days"], example["most_days"]) == (60, 20, 20)
    assert finding.as_json("zh")["amount"] == "2400.00"  # a tenth of 12 days' 2,000
    assert example["mature_on"] == dt.date(2026, 10, 21)


def test_every_check_is_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "check.md").read_text("utf-8")
    rows = [line.split("`")[1] for line in text.splitlines() if line.startswith("| `")]
    assert rows == [check.name for check in CHECKS]
    severity = {check.name: check.severity.text("en") for check in CHECKS}
    assert all(f"| `{name}` | {severity[name]} |" in text for name in rows)
