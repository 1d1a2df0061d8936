"""Who works here, as people enter it, and changes that they decide: from a day on another tier, role or team.

Owns how these become rows of the table `people`. With a change, the stint of that day ends, and one with the
change begins. Each goes through an import of its own, so that the ledger has it and it can be undone.
"""

from __future__ import annotations

import csv
import datetime as dt
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from boji.intake import import_files
from boji.intake.importing import ImportReport
from boji.lake.entry import Origin
from boji.people.queries import Stint, people_on, stints_of
from boji.platform import audit
from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.workspace import Workspace

CHANGEABLE = ("role", "tier", "team")
COLUMNS = ("person_id", "starts_on", "name", "role", "tier", "team", "base_pay", "ends_on")


class ChangeRefused(ValueError):
    """The person is not here on that day, or another change comes after it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Entered:
    """A stint as somebody enters it: texts as people.csv has them. `base_pay` None says nothing of it.

    Without a `person_id` it is somebody new.
    """

    name: str
    role: str
    tier: str
    team: str
    starts_on: dt.date
    person_id: str = ""
    base_pay: str | None = None


@dataclass(frozen=True)
class Owned:
    """Whose an account is: of somebody known, of the person `entered` with it (their place), or nobody's."""

    platform: str
    account_id: str
    person_id: str = ""
    entered: int | None = None


def enter_people(
    actor: Actor, workspace: Workspace, entered: Sequence[Entered], owned: Sequence[Owned] = ()
) -> ImportReport:
    """Make people facts, or stints that are there what is entered, and accounts theirs, as one import.

    Raises ImportRefused.
    """
    assert entered or owned
    taken = set(people_on(workspace, dt.date.max))
    free = (name for number in count(1) if (name := f"P{number:03d}") not in taken)
    known = [(one.person_id or next(free), one) for one in entered]
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for speaks in (False, True):  # of pay: a file that says nothing of it leaves it as it is
            rows = [(name, one) for name, one in known if (one.base_pay is not None) is speaks]
            if rows:
                path = Path(folder) / str(int(speaks)) / "people.csv"
                _write(path, *_people_table(rows, with_pay=speaks))
                paths.append(path)
        if owned:
            path = Path(folder) / "accounts.csv"
            _write(
                path,
                ("platform", "account_id", "person_id"),
                [
                    (
                        one.platform,
                        one.account_id,
                        one.person_id if one.entered is None else known[one.entered][0],
                    )
                    for one in owned
                ],
            )
            paths.append(path)
        report = import_files(workspace, paths, origin=Origin(actor.name, "people.enter"))
    names = "、".join(one.name for one in entered[:8])
    audit.record(
        actor,
        "people.enter" if entered else "people.accounts_owned",
        f"import:{report.number}",
        names=names or "、".join(one.account_id for one in owned[:8]),
        count=len(entered) or len(owned),
    )
    return report


def change_from(
    actor: Actor,
    workspace: Workspace,
    person_id: str,
    day: dt.date,
    changes: Mapping[str, str],
    reason: str,
) -> ImportReport:
    """Have a person's role, tier or team be another from a day on, until the stint of that day would end.

    Raises NotFound for somebody unknown, ChangeRefused where the person is not here on that day.
    """
    assert set(changes) <= set(CHANGEABLE), f"not a person's attribute: {set(changes) - set(CHANGEABLE)}"
    stints = stints_of(workspace, person_id)
    if not stints:
        raise NotFound(person_id)
    rows = _rows(stints, day, changes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        _write(path, COLUMNS, rows)
        report = import_files(
            workspace, path, "people", origin=Origin(actor.name, f"person.change: {reason}")
        )
    audit.record(
        actor,
        "person.change",
        f"person:{person_id}",
        person_id=person_id,
        from_day=day.isoformat(),
        changes=dict(changes),
        reason=reason,
    )
    return report


def _people_table(
    rows: Sequence[tuple[str, Entered]], *, with_pay: bool
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    columns = ("person_id", "starts_on", "name", "role", "tier", "team", *(("base_pay",) if with_pay else ()))
    cells = [
        (name, one.starts_on.isoformat(), one.name, one.role, one.tier, one.team, one.base_pay or "")
        for name, one in rows
    ]
    return columns, [row[: len(columns)] for row in cells]


def _write(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([columns, *rows])


def _rows(stints: list[Stint], day: dt.date, changes: Mapping[str, str]) -> list[list[str]]:
    held = next((one for one in stints if one.starts_on <= day < one.ends_on), None)
    if held is None:
        raise ChangeRefused(f"{day} 这一天此人不在职", f"The person is not with the company on {day}")
    after = _cells(held, starts_on=day, ends_on=held.ends_on, changes=changes)
    if held.starts_on == day:
        return [after]
    return [_cells(held, starts_on=held.starts_on, ends_on=day, changes={}), after]


def _cells(stint: Stint, *, starts_on: dt.date, ends_on: dt.date, changes: Mapping[str, str]) -> list[str]:
    base_pay = "" if stint.base_pay is None else f"{stint.base_pay // 100}.{stint.base_pay % 100:02d}"
    values = {
        "person_id": stint.person_id,
        "starts_on": starts_on.isoformat(),
        "name": stint.name,
        "role": stint.role,
        "tier": stint.tier,
        "team": stint.team,
        "base_pay": base_pay,
        "ends_on": "" if ends_on == dt.date.max else ends_on.isoformat(),
    } | dict(changes)
    return [values[column] for column in COLUMNS]
