"""Whom a published version concerns, and what it changes for one of them, in words.

Concerned is everybody whom a scheme, scorecard or pool of the version covers as they are on its first day; so
a version published by the command line concerns the same people as one of the pages. Owns the comparison with
the version that ruled the day before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from boji.engine.membership import Attributes, Membership, memberships
from boji.engine.plan.diff import differences
from boji.engine.plan.model import Plan
from boji.engine.plan.narrowing import Concern, narrowed
from boji.people.queries import Stint, stints_on
from boji.plans.publishing import A_DAY, Publication, publications, ruling_on
from boji.platform.words import say
from boji.workspace import Workspace


@dataclass(frozen=True)
class Change:
    """What a version changes for somebody; `before` is the number of the one before, None for the first."""

    before: int | None
    lines: tuple[str, ...]


def concerned(workspace: Workspace, publication: Publication) -> dict[str, Stint]:
    """Everybody whom a version concerns, as they are on its first day."""
    here = stints_on(workspace, publication.plan.effective_from)
    people = tuple(_attributes(one) for one in here.values())
    covered = _all_memberships(_Plan(publication.plan), people)
    return {person_id: here[person_id] for person_id in covered}


def membership_of(workspace: Workspace, plan: Plan, person_id: str, day: dt.date) -> Membership:
    """What of a plan concerns somebody as they are on a day; nothing where they are not here then."""
    stint = stints_on(workspace, day).get(person_id)
    if stint is None:
        return Membership()
    return _memberships(_Plan(plan), _attributes(stint)).get(person_id, Membership())


def concern_of(workspace: Workspace, person_id: str, day: dt.date, *found: Membership) -> Concern:
    """What these memberships name together, with the person's keys of targets on a day."""
    stint = stints_on(workspace, day).get(person_id)
    keys = (stint.person_id, stint.tier, stint.team, stint.role) if stint else (person_id,)
    return Concern(
        frozenset(name for one in found for name in one.schemes),
        frozenset(one.scorecard for one in found if one.scorecard),
        frozenset(name for one in found for name in one.pools),
        keys,
    )


def change_for(workspace: Workspace, publication: Publication, person_id: str, language: str) -> Change:
    """What a version changes for somebody on its first day, against the version that ruled before."""
    new, day = publication.plan, publication.plan.effective_from
    before = version_before(workspace, publication)
    if before is None:
        return Change(None, ())
    was = membership_of(workspace, before.plan, person_id, day)
    now = membership_of(workspace, new, person_id, day)
    concern = concern_of(workspace, person_id, day, was, now)
    old_part, new_part = (_rules(narrowed(plan, concern), new) for plan in (before.plan, new))
    lines = [*_moved(before.plan, new, was, now, language), *differences(old_part, new_part, language)]
    return Change(before.number, tuple(lines))


def version_before(workspace: Workspace, publication: Publication) -> Publication | None:
    """The version, published before, that rules on the first day of this one where this one does not."""
    earlier = [one for one in publications(workspace) if one.number < publication.number]
    day = publication.plan.effective_from
    return ruling_on(earlier, day) or ruling_on(earlier, day - A_DAY)


def _rules(part: Plan, new: Plan) -> Plan:
    """A part without what is no rule for anybody: its examples, and its days, which stand beside it."""
    return replace(part, examples=(), effective_from=new.effective_from, effective_to=new.effective_to)


def _moved(old: Plan, new: Plan, was: Membership, now: Membership, language: str) -> list[str]:
    """That somebody falls under other schemes or another scorecard than before."""

    def names(plan: Plan, member: Membership) -> str:
        labels = [one.label.text(language) for one in plan.schemes if one.name in member.schemes]
        labels += [one.label.text(language) for one in plan.scorecards if one.name == member.scorecard]
        return say("、", ", ").join(labels) or say("无", "none")

    if (was.schemes, was.scorecard) == (now.schemes, now.scorecard):
        return []
    return [
        say(
            "适用于你的规则从“{old}”变为“{new}”",
            "The rules that apply to you change from “{old}” to “{new}”",
            old=names(old, was),
            new=names(new, now),
        )
    ]


def _attributes(stint: Stint) -> Attributes:
    return Attributes(stint.person_id, stint.role, stint.tier, stint.team, stint.base_pay)


class _Plan:
    """A plan that goes by its text, as a key of what is kept about it."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def __hash__(self) -> int:
        return hash(self.plan.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Plan) and other.plan.digest == self.plan.digest


@lru_cache(maxsize=4096)
def _memberships(plan: _Plan, person: Attributes) -> dict[str, Membership]:
    return memberships(plan.plan, (person,))


@lru_cache(maxsize=8)
def _all_memberships(plan: _Plan, people: tuple[Attributes, ...]) -> dict[str, Membership]:
    return memberships(plan.plan, people)
