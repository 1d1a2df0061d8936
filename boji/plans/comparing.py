"""Two plans side by side: any published version or draft with any other.

Owns how an address names one (`3` a version, `d5` a draft) and what it stands for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from boji.engine.plan.issues import PlanIssue, PlanRefused
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.plans.publishing import publications
from boji.plans.queries import get_draft, get_publication, open_drafts, revision_of
from boji.plans.shown import version_name
from boji.platform.access import NotFound
from boji.platform.words import say
from boji.workspace import Workspace

_KEY = re.compile(r"(d?)([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class Side:
    """One of the two: how it is called, its text, and its plan where the text makes one."""

    key: str
    name: str
    text: str
    plan: Plan | None
    issues: tuple[PlanIssue, ...] = ()


def side(workspace: Workspace, key: str) -> Side:
    """Raises NotFound for what names nothing."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise NotFound(key)
    number = int(found[2])
    if not found[1]:
        publication = get_publication(workspace, number)
        return Side(key, version_name(publication), publication.plan.source, publication.plan)
    draft = get_draft(number)
    name, text = say("草稿 {name}", "Draft {name}", name=draft.name), revision_of(draft).text
    try:
        return Side(key, name, text, read_plan(text))
    except PlanRefused as refused:
        return Side(key, name, text, None, refused.issues)


def sides(workspace: Workspace) -> list[tuple[str, str]]:
    """Everything that can be compared, with its name: drafts, then versions from the newest on."""
    drafts = [(f"d{one.pk}", say("草稿 {name}", "Draft {name}", name=one.name)) for one in open_drafts()]
    return [
        *drafts,
        *((str(one.number), version_name(one)) for one in reversed(publications(workspace))),
    ]
