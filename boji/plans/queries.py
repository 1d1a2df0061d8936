"""Drafts and published versions, for those who write and publish them. Reads only."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.plans.models import Draft, Revision
from boji.plans.publishing import Publication, Stretch, publications, reigns
from boji.plans.rules import DraftState
from boji.platform.access import NotFound
from boji.workspace import Workspace


class Standing(StrEnum):
    """How a published version stands today."""

    IN_FORCE = "in_force"
    COMING = "coming"
    ENDED = "ended"
    REPLACED = "replaced"  # by a later one, before any day of it came


@dataclass(frozen=True)
class Version:
    """A published version with the days on which it rules; none where others rule on all of its days."""

    publication: Publication
    rules_on: tuple[Stretch, ...]
    standing: Standing

    @property
    def number(self) -> int:
        return self.publication.number


def versions(workspace: Workspace, today: dt.date) -> list[Version]:
    """Every published version, newest first."""
    published = publications(workspace)
    ruling = reigns(published)
    return [
        Version(one, ruling[one.number], _standing(ruling[one.number], today)) for one in reversed(published)
    ]


def get_publication(workspace: Workspace, number: int) -> Publication:
    """Raises NotFound where no version has this number."""
    found = next((one for one in publications(workspace) if one.number == number), None)
    if found is None:
        raise NotFound(str(number))
    return found


def open_drafts() -> list[Draft]:
    """Drafts that are being written, the one changed last first."""
    return list(Draft.objects.filter(state=DraftState.OPEN).select_related("changed_by"))


def get_draft(draft_id: int) -> Draft:
    """Raises NotFound where there is none."""
    found = Draft.objects.select_related("changed_by").filter(pk=draft_id).first()
    if found is None:
        raise NotFound(str(draft_id))
    return found


def revision_of(draft: Draft, number: int | None = None) -> Revision:
    """A saved text, the newest where no number is given. Raises NotFound for a number that it has not."""
    found = draft.revisions.select_related("by").filter(number=number or draft.revision).first()
    if found is None:
        raise NotFound(f"{draft.pk}.{number}")
    return found


def history(draft: Draft) -> list[Revision]:
    """Every saved text of a draft without the texts themselves, newest first."""
    return list(draft.revisions.select_related("by").defer("text").order_by("-number"))


def authors(draft: Draft) -> set[int]:
    """Who wrote any of the draft; taking up a text that stood there before is writing, too."""
    return set(draft.revisions.values_list("by_id", flat=True))


def plan_of_draft(draft_id: int) -> Plan:
    """The plan that the newest text of a draft makes. Raises NotFound, and PlanRefused with all issues."""
    draft = get_draft(draft_id)
    return read_plan(revision_of(draft).text, file_name=draft.name)


def _standing(ruling: tuple[Stretch, ...], today: dt.date) -> Standing:
    if not ruling:
        return Standing.REPLACED
    if any(one.holds(today) for one in ruling):
        return Standing.IN_FORCE
    return Standing.COMING if ruling[-1].first_day > today else Standing.ENDED
