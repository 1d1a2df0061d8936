"""Drafts and versions as the sides of a replay: which there are to choose, and their plans and names.

Owns how an address names them. Reads only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.plans.models import Draft, Revision
from boji.plans.publishing import publications
from boji.plans.queries import get_draft, get_publication, open_drafts, revision_of
from boji.plans.shown import version_name
from boji.platform.access import NotFound
from boji.replay.question import Question
from boji.workspace import Workspace


@dataclass(frozen=True)
class Chosen:
    """What an address asks for."""

    drafts: tuple[str, ...]
    against: str
    first: Period
    last: Period

    def question(self, workspace: Workspace) -> Question:
        """Raises NotFound for a draft or version that is not there, PlanRefused for a text that is no
        plan."""
        against = get_publication(workspace, int(self.against)).plan if self.against else None
        return Question(self.first, self.last, tuple(plan_of(name) for name in self.drafts), against)

    def names(self, workspace: Workspace) -> list[Label]:
        """What the sides are called, that of what they are compared with first."""
        before = Label("当月生效的方案", "the plans in force")
        if self.against:
            title = version_name(get_publication(workspace, int(self.against)))
            before = Label(title, title)
        return [before, *(draft_name(*_revision(name)) for name in self.drafts)]

    def arguments(self) -> dict[str, object]:
        return {
            "drafts": list(self.drafts),
            "against": self.against,
            "first": self.first.label,
            "last": self.last.label,
        }

    @classmethod
    def of(cls, drafts: Sequence[str], against: str, first: str, last: str) -> Chosen:
        return cls(tuple(drafts), against, Period.parse(first), Period.parse(last))


def plan_of(name: str) -> Plan:
    draft, revision = _revision(name)
    return read_plan(revision.text, file_name=draft.name)


def _revision(name: str) -> tuple[Draft, Revision]:
    """A draft and one of its saved texts, as an address names them: 3.2."""
    draft_id, _, number = name.partition(".")
    if not (draft_id.isdecimal() and number.isdecimal() and len(name) < 20):
        raise NotFound(name)
    draft = get_draft(int(draft_id))
    return draft, revision_of(draft, int(number))


def draft_name(draft: Draft, revision: Revision) -> Label:
    if revision.number == draft.revision:
        return Label(draft.name, draft.name)
    return Label(f"{draft.name}（第 {revision.number} 次保存）", f"{draft.name} (revision {revision.number})")


def draft_choices(asked: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Open drafts by their newest texts, and the older ones that an address asks for."""
    found = {f"{one.pk}.{one.revision}": one.name for one in open_drafts()}
    for name in asked:
        if name not in found:
            try:
                found[name] = draft_name(*_revision(name)).text(language)
            except NotFound:
                continue
    return list(found.items())


def version_choices(workspace: Workspace) -> list[tuple[str, str]]:
    return [(str(one.number), version_name(one)) for one in reversed(publications(workspace))]
