"""One person's month under a draft and under what it is compared with, line by line and explained.

Owns laying the two explanations beside each other; both are the engine's own, of runs that were kept with the
answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from boji.engine.explain import Node, NoSuchFigure, explain
from boji.engine.periods import Period
from boji.engine.results.statement import NoSuchPerson
from boji.engine.results.texts import money_words
from boji.engine.run import Run, open_run
from boji.lake.snapshot import snapshot
from boji.payouts.lines import moved_lines
from boji.payouts.stored import StoredRun, fact_files
from boji.platform.components import Tab
from boji.platform.formats import change, period_name
from boji.replay.answer import Answer, PersonAnswer
from boji.replay.keeping import folder_of, run_folder
from boji.workspace import Workspace


@dataclass(frozen=True)
class Place:
    """Whose month of which side of an answer."""

    answer: Answer
    side: int
    month: str
    person_id: str


@dataclass(frozen=True)
class Reasoned:
    text: str
    figure: str


@dataclass(frozen=True)
class BothSides:
    """`before` and `after` are the explanations of the pay, None where somebody has none on that side."""

    name: str
    month: str
    before: Node | None
    after: Node | None
    before_pay: str
    after_pay: str
    difference: str
    lines: tuple[str, ...]
    reasons: tuple[Reasoned, ...]
    months: tuple[Tab, ...]


def both_sides(workspace: Workspace, place: Place, language: str) -> BothSides:
    """Raises NoSuchPerson for somebody who is not in the answer."""
    answer, side, month, person_id = place.answer, place.side, place.month, place.person_id
    draft = answer.drafts[side - 1]
    person = next((one for one in draft.people if one.person_id == person_id), None)
    if person is None:
        raise NoSuchPerson(person_id)
    with (
        _opened(workspace, answer, 0, month) as before,
        _opened(workspace, answer, side, month) as after,
    ):
        lines = moved_lines(before, after, [person_id]).get(person_id, ())
        nodes = [_explained(run, person_id, language) for run in (before, after)]
    was, now = person.before.get(month, 0), person.after.get(month, 0)
    return BothSides(
        person.name or person_id,
        period_name(month, language),
        nodes[0],
        nodes[1],
        money_words(was),
        money_words(now),
        change(now - was),
        tuple(one.text(language) for one in lines),
        tuple(
            Reasoned(draft.changes[one.change].text.text(language), change(one.fen)) for one in person.reasons
        ),
        _months(place, person, language),
    )


def _opened(workspace: Workspace, answer: Answer, side: int, month: str) -> Run:
    directory = run_folder(folder_of(workspace, answer.key), side, month)
    stored = StoredRun(Period.parse(month), answer.key, directory, ())
    facts = snapshot(workspace, int(answer.snapshot))
    return open_run(directory, stored.plan(), fact_files(facts))


def _explained(run: Run, person_id: str, language: str) -> Node | None:
    try:
        return explain(run, person_id, "pay", language)
    except (NoSuchFigure, NoSuchPerson):
        return None


def _months(place: Place, person: PersonAnswer, language: str) -> tuple[Tab, ...]:
    return tuple(
        Tab(
            period_name(label, language),
            reverse("replay_person", args=[place.answer.key, place.side, label, person.person_id]),
            label == place.month,
            change(person.after.get(label, 0) - person.before.get(label, 0)),
        )
        for label in place.answer.months
        if label in person.before or label in person.after
    )
