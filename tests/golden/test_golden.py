"""Small cases that people have worked out by hand: each folder holds a plan, its facts and what comes out.

Owns the reading of those folders. `why.md` says how the figures of `expected.json` were found.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from boji.engine.facts import TABLES, Kind
from boji.engine.plan.read import read_plan
from boji.engine.run import Debt, Earlier, Run
from boji.engine.run import run as run_engine
from boji.lake.rows import storage_table
from tests.properties.compare import engine_lines, uncredited

HERE = Path(__file__).parent
CASES = sorted(path.parent for path in HERE.glob("*/plan.yaml"))
ZONE = ZoneInfo("Asia/Shanghai")


def cell(kind: Kind, text: str) -> Any:
    """The Python value of a cell; an empty one is missing."""
    if not text:
        return None
    match kind:
        case Kind.MONEY | Kind.MEASURE:
            return Decimal(text)
        case Kind.COUNT:
            return int(text)
        case Kind.INSTANT:
            return dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)
        case Kind.DAY:
            return dt.date.fromisoformat(text)
        case Kind.FLAG:
            return text == "true"
    return text


def facts_in(folder: Path) -> dict[str, object]:
    facts: dict[str, object] = {}
    for path in sorted(folder.glob("*.csv")):
        table = TABLES[path.stem]
        with path.open(encoding="utf-8", newline="") as file:
            rows = [
                {name: cell(table.column(name).kind, text) for name, text in row.items()}
                for row in csv.DictReader(file)
            ]
        facts[table.name] = storage_table(table.name, rows)
    return facts


def ratio(text: str) -> Fraction:
    return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def debt(key: str, owed: str) -> Debt:
    person, scheme = key.split()
    return Debt(person, scheme, fen(owed))


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_golden(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    plan = read_plan(folder / "plan.yaml")
    debts = tuple(debt(key, owed) for key, owed in expected.get("debts", {}).items())
    earlier = Earlier(debts=debts)
    with run_engine(plan, facts_in(folder), expected["period"], earlier=earlier, everything=True) as run:
        check_lines(run, expected)
        paid = {row["person_id"]: row["pay"] for row in run.rows("SELECT * FROM statements") if row["pay"]}
        assert paid == {person: fen(pay) for person, pay in expected["pay"].items()}
        left = {f"{r['person_id']} {r['scheme']}": r["debt"] for r in run.rows("SELECT * FROM debts_left")}
        owed_now = {key: debt for key, debt in left.items() if debt}
        assert owed_now == {key: fen(owed) for key, owed in expected.get("debts_left", {}).items()}
        if "roles" in expected:
            roles = run.rows("SELECT session_id, role, amount FROM pool_roles")
            assert {f"{row['session_id']} {row['role']}": row["amount"] for row in roles} == {
                key: fen(amount) for key, amount in expected["roles"].items()
            }
        if "uncredited" in expected:
            assert uncredited(run)[1] == Fraction(expected["uncredited"])


def check_lines(run: Run, expected: dict[str, Any]) -> None:
    """Every line in its order; of each line what the case says of it."""
    lines = engine_lines(run)
    assert lines.keys() == expected["lines"].keys()
    for person, wanted in expected["lines"].items():
        assert len(lines[person]) == len(wanted), person
        for got, line in zip(lines[person], wanted, strict=True):
            assert {name: got[name] for name in line} == {
                name: _value(name, text) for name, text in line.items()
            }


def _value(name: str, written: Any) -> Any:
    if name in ("base", "amount"):
        return Fraction(written)
    if name == "rate":
        return ratio(written)
    return tuple(written) if isinstance(written, list) else written
