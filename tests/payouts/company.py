"""A company of two anchors whose months are locked one after another, each figure small enough for the mind.

Owns the telling of stories: facts come, months are locked, and what the open month owes to them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from boji.engine.additions import Addition
from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.engine.run import Run
from boji.lake import Snapshot
from boji.payouts.adjusting import adjustments
from boji.payouts.runs import StoredRun, compute_run, open_stored
from boji.workspace import Workspace
from tests.payouts.facts import bring, take_back
from tests.properties.rows import at, line, session, shift

Row = dict[str, Any]

HEAD = """\
plan: small
title: {zh: 小方案, en: Small plan}
effective: {from: 2026-01-01}
currency: CNY
timezone: Asia/Shanghai
"""
TENTH = f"""{HEAD}commission:
  sales: {{label: {{zh: 销售提成, en: Sales}}, for: role == "anchor", base: effective_gmv, rate: 10%}}
"""


def month(label: str) -> Period:
    return Period.parse(label)


def person(person_id: str, name: str, starts_on: str = "2026-01-01", **cells: Any) -> Row:
    day = dt.date.fromisoformat
    if "ends_on" in cells:
        cells["ends_on"] = day(cells["ends_on"])
    return {"person_id": person_id, "name": name, "role": "anchor", "starts_on": day(starts_on), **cells}


def refund(refund_id: str, line_id: str, yuan: str, day: str = "2026-12-01") -> Row:
    amount, when = Decimal(yuan), at(f"{day} 10:00")
    return {"refund_id": refund_id, "line_id": line_id, "refunded_at": when, "amount": amount}


def stream(
    name: str, day: str, *turns: tuple[str, Sequence[tuple[str, int]]], **cells: Any
) -> dict[str, list[Row]]:
    """A session of one hour for each turn: who is on air, and lines paid then as (line_id, yuan)."""
    start, hour = at(f"{day} 12:00"), dt.timedelta(hours=1)
    facts: dict[str, list[Row]] = {"shifts": [], "order_lines": []}
    facts["sessions"] = [session(name, start, start + len(turns) * hour, **cells)]
    for turn, (anchor, lines) in enumerate(turns):
        begins = start + turn * hour
        facts["shifts"].append(shift(name, anchor, begins, begins + hour))
        facts["order_lines"] += [
            line(line_id, name, begins + dt.timedelta(minutes=number), yuan * 100)
            for number, (line_id, yuan) in enumerate(lines, 1)
        ]
    return facts


def together(*facts: dict[str, list[Row]]) -> dict[str, list[Row]]:
    names = dict.fromkeys(name for one in facts for name in one)
    return {name: [row for one in facts for row in one.get(name, [])] for name in names}


@dataclass
class Company:
    """A workspace, its plan, and the runs of its locked months."""

    folder: Path
    plan: str = TENTH
    locked: list[StoredRun] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.workspace = Workspace.create(self.folder / "w")
        self.bring(people=[person("ann", "安安"), person("ben", "贝贝")])

    def bring(self, **facts: list[Row]) -> Snapshot:
        return bring(self.workspace, facts)

    def take_back(self, brought: Snapshot) -> None:
        take_back(self.workspace, brought)

    def run(self, label: str, bonuses: Sequence[Addition] = ()) -> StoredRun:
        """The month is computed, and open still."""
        plan = read_plan(self.plan)
        return compute_run(self.workspace, month(label), plan, locked=self.locked, bonuses=bonuses)

    def lock(self, label: str, bonuses: Sequence[Addition] = ()) -> StoredRun:
        self.locked.append(self.run(label, bonuses))
        return self.locked[-1]

    def unlock(self, label: str) -> None:
        self.locked = [one for one in self.locked if one.period.label != label]

    def owed(self, label: str) -> list[Addition]:
        """What an open month owes to the locked ones."""
        return list(adjustments(self.workspace, month(label), self.locked))

    def opened(self, stored: StoredRun) -> Run:
        return open_stored(self.workspace, stored)


def amounts(additions: Sequence[Addition]) -> dict[tuple[str, str], str]:
    """In yuan, by person and the month that they are about."""
    return {(one.person_id, one.about): str(Decimal(one.fen).scaleb(-2)) for one in additions}


def why(addition: Addition, language: str = "zh") -> list[str]:
    return [cause.text(language) for cause in addition.causes]
