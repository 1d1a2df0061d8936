"""Publishing plans: a plan whose examples pass is kept with its reason, and is never changed again.

Owns the order of publications. A publication is one file, `plans/<number>.json`, which holds the plan's
whole text: it is there whole or not at all, and numbers are never given twice.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from pathlib import Path

from boji.engine.examples import Verdict, check_examples
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.workspace import Workspace, publish


@dataclass(frozen=True)
class Publication:
    """A plan as published: number, text and why."""

    number: int
    reason: str
    published_at: str
    plan: Plan


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
            zh = "还没有发布任何方案。先发布：boji plan publish 文件 --reason 原因"
            en = "No plan is published yet. Publish one: boji plan publish FILE --reason TEXT"
        else:
            days = ", ".join(one.plan.effective_from.isoformat() for one in self.published)
            zh = f"没有在 {self.period.first_day} 生效的方案；已发布的方案从这些日子起生效：{days}"
            en = f"No plan is in force on {self.period.first_day}; published plans take effect on: {days}"
        return zh if language == "zh" else en


def publish_plan(workspace: Workspace, path: Path, reason: str, now: dt.datetime) -> Publication:
    """Publish a plan file with a reason. Raises PlanRefused, ExamplesFail, ValueError for an empty reason."""
    if not reason.strip():
        raise ValueError("a publication needs a reason")
    plan = read_plan(path)
    if failing := [verdict for verdict in check_examples(plan) if not verdict.holds]:
        raise ExamplesFail(failing)
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
            "text": plan.source,
        }
        publish(
            workspace.plans / f"{number:04d}.json",
            json.dumps(record, ensure_ascii=False, indent=2) + "\n",
        )
    return Publication(number, reason.strip(), str(record["published_at"]), plan)


def publications(workspace: Workspace) -> list[Publication]:
    """Every publication, oldest first."""
    found = []
    for path in sorted(workspace.plans.glob("[0-9]*.json")):
        record = json.loads(path.read_text(encoding="utf-8"))
        plan = read_plan(record["text"], file_name=f"{record['plan']} #{record['number']}")
        found.append(Publication(record["number"], record["reason"], record["published_at"], plan))
    return found


def plan_in_force(workspace: Workspace, period: Period) -> Publication:
    """The plan that rules a period: in force on its first day, so that a later change leaves it alone.

    Among several, the one that took effect last; of the same day, the one published last.
    """
    published = publications(workspace)
    covering = [
        one
        for one in published
        if one.plan.effective_from <= period.first_day
        and (one.plan.effective_to is None or period.first_day <= one.plan.effective_to)
    ]
    if not covering:
        raise NoPlanInForce(period, published)
    return max(covering, key=lambda one: (one.plan.effective_from, one.number))
