"""The list of people as it is filled in: rows for those who are known and for those who are proposed.

Owns the fields of row i: `take:i` (of a proposal), `name:i`, `role:i`, `tier:i`, `team:i`, `starts_on:i` and
`base_pay:i` (only for readers who see pay); and their checks. Whose accounts are is `accounts_form`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from boji.people.actions import Entered
from boji.people.proposing import ProposedPerson
from boji.people.queries import Stint
from boji.platform.words import say

MOST_ROWS = 60  # of a page: what a form may hold
FIRST_TIER = "newcomer"
_MONEY = re.compile(r"\d{1,9}(\.\d{1,2})?")


@dataclass(frozen=True)
class PersonRow:
    """One row. `base_pay` None: the reader does not see pay. `rows` are those that wait for the person."""

    number: int
    name: str
    role: str
    tier: str
    team: str
    starts_on: str
    base_pay: str | None
    person_id: str = ""
    taken: bool = True
    rows: int = 0
    error: str = ""

    @property
    def is_new(self) -> bool:
        return not self.person_id


def rows_of(
    stints: Sequence[Stint], proposed: Sequence[ProposedPerson], day: dt.date, *, sees_pay: bool
) -> list[PersonRow]:
    """Those who are proposed first, then those who are known; at last an empty row."""
    found = [
        PersonRow(
            0, one.name, one.role, FIRST_TIER if one.role == "anchor" else "", "", day.isoformat(),
            "" if sees_pay else None, rows=one.rows,
        )
        for one in proposed
    ]  # fmt: skip
    found += [
        PersonRow(
            0, one.name, one.role, one.tier, one.team, one.starts_on.isoformat(),
            _yuan(one.base_pay) if sees_pay else None, one.person_id,
        )
        for one in stints
    ]  # fmt: skip
    found = found[: MOST_ROWS - 1]
    blank = PersonRow(0, "", "anchor", FIRST_TIER, "", day.isoformat(), "" if sees_pay else None, taken=False)
    return [replace(one, number=number) for number, one in enumerate([*found, blank])]


def filled_in(rows: Sequence[PersonRow], data: Mapping[str, str]) -> list[PersonRow]:
    """The rows with what was typed, and what is wrong with each."""
    return [_checked(_typed(one, data)) for one in rows]


def changed(before: Sequence[PersonRow], now: Sequence[PersonRow]) -> dict[int, Entered]:
    """What is to be entered, by row: proposals that are taken, and rows that say something else now."""
    return {
        one.number: Entered(
            one.name.strip(),
            one.role,
            one.tier.strip(),
            one.team.strip(),
            dt.date.fromisoformat(one.starts_on),
            one.person_id,
            one.base_pay,
        )
        for old, one in zip(before, now, strict=True)
        if one.taken and one.name.strip() and (one.is_new or replace(one, error="") != old)
    }


def _typed(one: PersonRow, data: Mapping[str, str]) -> PersonRow:
    number = one.number

    def said(name: str, before: str) -> str:
        return data.get(f"{name}:{number}", before).strip()[:60]

    name = said("name", one.name)
    is_blank = one.is_new and not one.name
    return replace(
        one,
        name=name,
        role=said("role", one.role),
        tier=said("tier", one.tier),
        team=said("team", one.team),
        starts_on=said("starts_on", one.starts_on) if one.is_new else one.starts_on,
        base_pay=None if one.base_pay is None else said("base_pay", one.base_pay),
        taken=bool(name) if is_blank else not one.is_new or f"take:{number}" in data,
    )


def _checked(one: PersonRow) -> PersonRow:
    return replace(one, error=_wrong(one)) if one.taken else one


def _wrong(one: PersonRow) -> str:
    if not one.name:
        return say("请填写姓名", "Enter the name")
    if not one.role:
        return say("请选择角色", "Choose the role")
    try:
        dt.date.fromisoformat(one.starts_on)
    except ValueError:
        return say("请填写起始日期", "Enter the first day")
    if one.base_pay and not _MONEY.fullmatch(one.base_pay):
        return say("底薪请写成 5000 或 5000.00", "Write the base pay as 5000 or 5000.00")
    return ""


def _yuan(fen: int | None) -> str:
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"
