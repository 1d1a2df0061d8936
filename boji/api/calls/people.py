"""People: who works here, one of them over time, and a change from a day on, by fact."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Schema
from pydantic import ConfigDict, Field, model_validator

from boji.api import jobs
from boji.api.answers import answer
from boji.api.call import Call
from boji.api.calls.jobs import JobForm, job_json
from boji.api.forms import Day, Form, PersonId
from boji.api.guard import caller_of
from boji.api.paging import Cursor, Limit, Page, part_of
from boji.people.queries import Person, Stint, people_on, stints_of
from boji.platform import clock, company
from boji.platform.access import NotFound, reach
from boji.platform.jobs.actions import enqueue
from boji.platform.roles import Right
from boji.platform.routes import company_wide, holding
from boji.tokens.rules import Scope


class PersonForm(Form):
    """Somebody on a day; `here` is false for those who have left, or not started, by then."""

    person_id: str
    name: str
    role: str
    tier: str
    team: str
    here: bool


class StintForm(Form):
    """A stretch of time in which nothing about somebody changed; `ends_on` is null while it lasts."""

    starts_on: Day
    ends_on: Day | None
    name: str
    role: str
    tier: str
    team: str


class PersonWithStintsForm(PersonForm):
    stints: list[StintForm]


class ChangeBody(Schema):
    """What becomes another from a day on: role, tier or team."""

    model_config = ConfigDict(extra="forbid")

    starts_on: Annotated[dt.date, Field(examples=["2026-10-01"])]
    reason: Annotated[str, Field(min_length=1, max_length=300)]
    role: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    tier: Annotated[str | None, Field(min_length=1, max_length=80)] = None
    team: Annotated[str | None, Field(min_length=1, max_length=80)] = None

    @property
    def changes(self) -> dict[str, str]:
        named = {"role": self.role, "tier": self.tier, "team": self.team}
        return {name: value for name, value in named.items() if value is not None}

    @model_validator(mode="after")
    def _changes_something(self) -> ChangeBody:
        if not self.changes:
            raise ValueError("name at least one of role, tier, team")
        return self


On = Annotated[dt.date | None, Query(None, description="As they are on this day; today where not said.")]


def list_people(request: HttpRequest, limit: Limit, cursor: Cursor, on: On) -> HttpResponse:
    """List everybody whom the account sees, as they are on a day. Sorted by id."""
    given = reach(caller_of(request).user, Right.SEE_PEOPLE)
    people = people_on(company.workspace(), on or clock.today())
    found = [people[one] for one in sorted(people) if given.holds(people[one].team)]
    return answer(part_of(found, lambda one: one.person_id, cursor, limit).shown(_person_json))


def show_person(request: HttpRequest, person_id: PersonId, on: On) -> HttpResponse:
    """Show one person, with every stretch of time in which nothing about them changed."""
    person = _person(request, person_id, on)
    stints = [_stint_json(one) for one in stints_of(company.workspace(), person_id)]
    return answer(_person_json(person) | {"stints": stints})


def change_person(
    request: HttpRequest, person_id: PersonId, body: Annotated[ChangeBody, Body()]
) -> HttpResponse:
    """Have a person's role, tier or team be another from a day on.

    In the background: the answer is the job. It comes in as an import of its own, so it can be undone.
    """
    if not stints_of(company.workspace(), person_id):
        raise NotFound(person_id)
    asked = {
        "person_id": person_id,
        "day": body.starts_on.isoformat(),
        "changes": body.changes,
        "reason": body.reason,
    }
    return answer(job_json(enqueue(caller_of(request).actor, jobs.change_person.name, asked)), 202)


def _person(request: HttpRequest, person_id: str, on: dt.date | None) -> Person:
    person = people_on(company.workspace(), on or clock.today()).get(person_id)
    if person is None or not reach(caller_of(request).user, Right.SEE_PEOPLE).holds(person.team):
        raise NotFound(person_id)
    return person


def _person_json(one: Person) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "name": one.name,
        "role": one.role,
        "tier": one.tier,
        "team": one.team,
        "here": one.here,
    }


def _stint_json(one: Stint) -> dict[str, Any]:
    return {
        "starts_on": one.starts_on.isoformat(),
        "ends_on": None if one.ends_on.year == dt.MAXYEAR else one.ends_on.isoformat(),
        "name": one.name,
        "role": one.role,
        "tier": one.tier,
        "team": one.team,
    }


_ONE, _SEES = "people/{person_id}", holding(Right.SEE_PEOPLE)
_CHANGES = company_wide(Right.IMPORT, Right.DECIDE_OUTCOMES)

CALLS = (
    Call("GET", "people", list_people, Scope.READ_PEOPLE, _SEES, Page[PersonForm]),
    Call("GET", _ONE, show_person, Scope.READ_PEOPLE, _SEES, PersonWithStintsForm),
    Call("POST", f"{_ONE}/changes", change_person, Scope.WRITE_PEOPLE, _CHANGES, JobForm, status=202),
)
