"""Publishing plans: a plan whose examples pass is kept with its reason, and is never changed again.

Owns the order of publications. A publication is one file, `plans/<number>.json`, which holds the plan's
whole text: it is there whole or not at all, and numbers are never given twice.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from boji.engine.examples import Verdict, check_examples
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.workspace import Workspace, publish

A_DAY = dt.timedelta(1)


@dataclass(frozen=True)
class Publication:
    """A plan as published: number, text and why; `by` is a name, empty where nobody's was kept."""

    number: int
    reason: str
    published_at: str
    plan: Plan
    by: str = ""

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.published_at)


@dataclass(frozen=True)
class Stretch:
    """Days on which a version rules; `last_day` is None where no end is known."""

    first_day: dt.date
    last_day: dt.date | None

    def holds(self, day: dt.date) -> bool:
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


class ExamplesFail(Exception):
    """Examples of a plan do not come out as written, so it cannot be published."""

    def __init__(self, verdicts: list[Verdict]) -> None:
        super().__init__(", ".join(verdict.example for verdict in verdicts))
        self.verdicts = verdicts


class NoPlanInForce(LookupError):
    """No published plan covers the period."""

    def __init__(self, period: Period, published: list[Publication]) -> None:
        super().__init__(period.label)
        self.period = period
        self.published = published

    def text(self, language: str) -> str:
        if not self.published:
            zh, en = "还没有发布任何方案。请先发布一个", "No plan is published yet. Publish one first"
        else:
            days = ", ".join(one.plan.effective_from.isoformat() for one in self.published)
            zh = f"没有在 {self.period.first_day} 生效的方案；已发布的方案从这些日子起生效：{days}"
            en = f"No plan is in force on {self.period.first_day}; published plans take effect on: {days}"
        return zh if language == "zh" else en


def publish_plan(
    workspace: Workspace, source: Path | str, reason: str, now: dt.datetime, by: str = ""
) -> Publication:
    """Publish a plan, of a file (a Path) or a text, with a reason, by somebody of that name.

    Raises PlanRefused, ExamplesFail, ValueError for an empty reason.
    """
    return put_in_force(workspace, publishable(source), reason, now, by)


def publishable(source: Path | str) -> Plan:
    """The plan, where it has no errors and its examples hold. Raises PlanRefused and ExamplesFail."""
    plan = read_plan(source)
    if failing := [verdict for verdict in check_examples(plan) if not verdict.holds]:
        raise ExamplesFail(failing)
    return plan


def put_in_force(
    workspace: Workspace, plan: Plan, reason: str, now: dt.datetime, by: str = ""
) -> Publication:
    """Keep a plan that is publishable as the next publication. Raises ValueError for an empty reason."""
    if not reason.strip():
        raise ValueError("a publication needs a reason")
    with workspace.writing():
        for abandoned in workspace.plans.glob(".*"):  # of publications that were killed
            abandoned.unlink()
        number = 1 + max((int(path.stem) for path in workspace.plans.glob("[0-9]*.json")), default=0)
        record = {
            "number": number,
            "plan": plan.name,
            "plan_hash": plan.digest,
            "reason": reason.strip(),
            "published_at": now.isoformat(timespec="seconds"),
            "by": by,
            "text": plan.source,
        }
        publish(
            workspace.plans / f"{number:04d}.json",
            json.dumps(record, ensure_ascii=False, indent=2) + "\n",
        )
    return Publication(number, reason.strip(), str(record["published_at"]), plan, by)


def publications(workspace: Workspace) -> list[Publication]:
    """Every publication, oldest first."""
    return [_read(path, path.stat().st_mtime_ns) for path in sorted(workspace.plans.glob("[0-9]*.json"))]


@lru_cache(maxsize=64)
def _read(path: Path, _written: int) -> Publication:
    """A publication is never changed; its time tells it from that of a workspace made anew in its place."""
    record = json.loads(path.read_text(encoding="utf-8"))
    plan = read_plan(record["text"], file_name=f"{record['plan']} #{record['number']}")
    return Publication(record["number"], record["reason"], record["published_at"], plan, record.get("by", ""))


def plan_in_force(workspace: Workspace, period: Period) -> Publication:
    """The plan that rules a period: in force on its first day, so that a later change leaves it alone.

    Among several, the one that took effect last; of the same day, the one published last.
    """
    published = publications(workspace)
    found = ruling_on(published, period.first_day)
    if found is None:
        raise NoPlanInForce(period, published)
    return found


def ruling_on(published: Iterable[Publication], day: dt.date) -> Publication | None:
    """The one of these that rules on a day."""
    covering = [
        one for one in published if Stretch(one.plan.effective_from, one.plan.effective_to).holds(day)
    ]
    return max(covering, key=lambda one: (one.plan.effective_from, one.number), default=None)


def reigns(published: Sequence[Publication]) -> dict[int, tuple[Stretch, ...]]:
    """On which days each of these rules, by number, in order of time."""
    edges = {one.plan.effective_from for one in published}
    edges |= {one.plan.effective_to + A_DAY for one in published if one.plan.effective_to}
    days = sorted(edges)
    found: dict[int, tuple[Stretch, ...]] = {one.number: () for one in published}
    for first, following in zip(days, [*days, None][1:], strict=True):
        if (ruling := ruling_on(published, first)) is not None:
            last = None if following is None else following - A_DAY
            found[ruling.number] = _joined(found[ruling.number], Stretch(first, last))
    return found


def _joined(before: tuple[Stretch, ...], more: Stretch) -> tuple[Stretch, ...]:
    """With one more stretch, which continues the last one where no day lies between."""
    if before and before[-1].last_day is not None and before[-1].last_day + A_DAY == more.first_day:
        return (*before[:-1], Stretch(before[-1].first_day, more.last_day))
    return (*before, more)
