"""A version as its handbook reads for one person: their own part first, the rest folded.

Owns which day decides what is theirs: today while the version rules, else its first day, or its last one once
it has ended. Targets that were agreed with somebody else alone are never shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.safestring import SafeString

from boji.engine.plan.narrowing import narrowed, without_targets_of
from boji.engine.plan.words import handbook, scheme_words, scorecard_words
from boji.people.queries import people_on, stints_on
from boji.plans.announced import acknowledged_at
from boji.plans.concerning import Change, change_for, concern_of, concerned, membership_of
from boji.plans.queries import Standing, Version
from boji.plans.reading import as_html
from boji.workspace import Workspace


@dataclass(frozen=True)
class Passage:
    """One part that concerns others, to be opened."""

    title: str
    words: SafeString


@dataclass(frozen=True)
class OwnHandbook:
    """`base_pay` in fen where it is agreed with the person; `is_told` where the version concerns them."""

    words: SafeString
    concerns: bool
    base_pay: int | None
    others: tuple[Passage, ...]
    change: Change | None
    is_told: bool
    acknowledged_at: dt.datetime | None


def ruling_today(listed: list[Version]) -> Version | None:
    return next((one for one in listed if one.standing is Standing.IN_FORCE), None)


def own_handbook(
    workspace: Workspace, version: Version, person_id: str, today: dt.date, language: str
) -> OwnHandbook:
    plan, day = version.publication.plan, _day(version, today)
    member = membership_of(workspace, plan, person_id, day)
    concern = concern_of(workspace, person_id, day, member)
    everybody = set(people_on(workspace, day)) - {person_id}
    rest = without_targets_of(plan, everybody)
    cards = [
        Passage(one.label.text(language), as_html(scorecard_words(rest, one, language)))
        for one in rest.scorecards
        if one.name not in concern.scorecards
    ]
    schemes = [
        Passage(one.label.text(language), as_html(scheme_words(rest, one, language)))
        for one in rest.schemes
        if one.name not in concern.schemes
    ]
    is_told = person_id in concerned(workspace, version.publication)
    stint = stints_on(workspace, day).get(person_id)
    return OwnHandbook(
        as_html(handbook(narrowed(plan, concern), language)),
        bool(member),
        stint.base_pay if stint else None,
        (*cards, *schemes),
        change_for(workspace, version.publication, person_id, language) if is_told else None,
        is_told,
        acknowledged_at(version.number, person_id),
    )


def _day(version: Version, today: dt.date) -> dt.date:
    if version.standing is Standing.IN_FORCE:
        return today
    last = version.rules_on[-1].last_day
    ended = version.standing is Standing.ENDED and last is not None
    return last if ended and last is not None else version.rules_on[0].first_day
