"""A person's statement as its page, paper and list show it.

Owns how a statement is laid out: its heading, its lines in groups that add up, what is missing. The figures
are those of the run (`boji.engine.results`); nothing is computed here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from boji.engine.periods import Period
from boji.engine.results.scorecard import grade_words, scorecards
from boji.engine.results.statement import NoSuchPerson, statement, stints_of
from boji.engine.results.texts import percent_words
from boji.engine.run import Run
from boji.payouts import queries
from boji.payouts.models import PayPeriod
from boji.payouts.moving import pay_day
from boji.payouts.rules import State
from boji.platform import clock
from boji.platform.access import NotFound, Reach
from boji.platform.formats import fen_of_text, money
from boji.statements.explained import Subject, anchor_of
from boji.statements.history import MonthResult, months_of, runs_in_use
from boji.statements.missing_figures import Missing, missing_figure
from boji.statements.session_names import SessionName, session_names, with_names
from boji.workspace import Workspace

MONTHS_BESIDE = 9
# The groups in which lines stand, each with the total of the statement that it comes to.
_GROUPS = {
    "base_pay": ("底薪", "Base pay"),
    "commission": ("提成", "Commission"),
    "bonus": ("奖金", "Bonus"),
    "adjustment": ("调整", "Adjustments"),
}


@dataclass(frozen=True)
class Heading:
    """Which month this is and how far it has come."""

    period: Period
    state: State
    pay_day: dt.date
    paid_on: dt.date | None

    @property
    def is_final(self) -> bool:
        return self.state.is_settled

    @property
    def is_running(self) -> bool:
        return is_running(self.period)


@dataclass(frozen=True)
class Line:
    """One line: `base` × `rate` where it has them, its amount in fen, and its place in the explanation."""

    place: str
    number: int
    kind: str
    label: str
    base: int | None
    rate: str | None
    amount: int

    @property
    def anchor(self) -> str:
        return anchor_of(self.place)

    @property
    def formula(self) -> str:
        return f"{money(self.base)} × {self.rate}" if self.base is not None else ""


@dataclass(frozen=True)
class Group:
    """Lines of one kind and what they come to."""

    kind: str
    title: str
    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True)
class Who:
    """The person of a statement, as the run's last day knows them."""

    person_id: str
    name: str
    role: str
    tier: str
    team: str


@dataclass(frozen=True)
class Statement:
    """All that the page of one person's month shows."""

    subject: Subject
    heading: Heading
    who: Who
    pay: int
    groups: tuple[Group, ...]
    empty: str  # why there is no line; empty where there are lines
    missing: tuple[Missing, ...]  # what keeps the score from being told
    score: str | None
    grade: str | None
    pins: dict[str, Any]

    @property
    def number_of_lines(self) -> int:
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class PersonPay:
    """One person in the list of a month; amounts in fen."""

    person_id: str
    name: str
    team: str
    pay: int
    commission: int


def is_running(period: Period) -> bool:
    """Whether days of it are still to come."""
    return clock.today() < period.end_day


def heading(period: Period, known: PayPeriod | None) -> Heading:
    """The state of a month; once it is over, one that was calculated outside a pay period is calculated."""
    if known is None:
        state = State.OPEN if is_running(period) else State.CALCULATED
        return Heading(period, state, pay_day(period), None)
    return Heading(period, State(known.state), known.pay_day, known.paid_on)


def subject_of(workspace: Workspace, period: Period, person_id: str, language: str) -> Subject:
    """Names the person's figures in the run that counts. Raises RunAbsent where nothing was computed."""
    run = queries.run_in_use(workspace, period)
    return Subject(workspace, period, str(run.manifest["id"]), person_id, language)


def statement_of(subject: Subject) -> Statement:
    """The statement of one person. Raises NotFound where the run knows no such person."""
    run, language = subject.opened(), subject.language
    try:
        found = statement(run, subject.person_id, language)
    except NoSuchPerson as absent:
        raise NotFound(subject.person_id) from absent
    names = _names_for(run, subject, found["lines"])
    is_empty = not found["lines"]
    return Statement(
        subject=subject,
        heading=heading(subject.period, queries.pay_period(subject.period)),
        who=who_is(run, subject.person_id),
        pay=fen_of_text(found["pay"]),
        groups=tuple(_groups(found, names, language)),
        empty=found["incomplete"][0] if is_empty else "",
        missing=_missing(run, subject) if found["incomplete"][int(is_empty) :] else (),
        score=found["score"],
        grade=grade_words(run.plan, found["grade"], language) if found["grade"] else None,
        pins=found["run"] | {"id": subject.run},
    )


def months_beside(statement: Statement) -> list[MonthResult]:
    """The months up to this one, oldest first."""
    subject = statement.subject
    runs = [one for one in runs_in_use(subject.workspace) if one.period <= subject.period]
    return months_of(subject.person_id, runs[-MONTHS_BESIDE:])


def own_months(workspace: Workspace, person_id: str) -> list[tuple[MonthResult, Heading]]:
    """Every month of one person with its state, newest first."""
    known = {one.label: one for one in queries.pay_periods()}
    found = months_of(person_id, runs_in_use(workspace))
    return [(one, heading(one.period, known.get(one.period.label))) for one in reversed(found)]


def people_paid(run: Run, reach: Reach) -> list[PersonPay]:
    """Everybody within reach who has a statement in the run, by person_id."""
    rows = run.rows(
        "SELECT s.person_id, s.pay, s.commission,"
        " arg_max(t.name, t.stint) AS name, arg_max(t.team, t.stint) AS team"
        " FROM statements AS s LEFT JOIN stints AS t ON t.person_id = s.person_id AND t.starts_on < ?"
        " GROUP BY ALL ORDER BY s.person_id",
        run.period.end_day,
    )
    people = [
        PersonPay(
            row["person_id"],
            row["name"] or row["person_id"],
            row["team"] or "",
            row["pay"],
            row["commission"],
        )
        for row in rows
    ]
    return [one for one in people if reach.holds(one.team)]


def who_is(run: Run, person_id: str) -> Who:
    """The person on the last day of the run; the first or last known where that day has nothing."""
    stints = stints_of(run, person_id)
    last = run.period.last_day
    begun = [one for one in stints if one["starts_on"] <= last]
    one = begun[-1] if begun else (stints[0] if stints else {})
    name, role, tier, team = (one.get(column) or "" for column in ("name", "role", "tier", "team"))
    return Who(person_id, name or person_id, role, tier, team)


def rate_words(rate: str) -> str:
    """2.5%, or how much it is about where its decimals do not end.

    >>> rate_words("0.025"), rate_words("0.333333333333")
    ('2.5%', '≈33.333333%')
    """
    exact = Fraction(rate)
    return ("" if (exact * 10**8).denominator == 1 else "≈") + percent_words(exact, 6)


def _names_for(run: Run, subject: Subject, lines: Iterable[dict[str, Any]]) -> tuple[SessionName, ...]:
    if not any(line["kind"] == "pool" for line in lines):
        return ()
    return session_names(run, subject.person_id, subject.language)


def _groups(found: dict[str, Any], names: tuple[SessionName, ...], language: str) -> Iterable[Group]:
    lines = [_line(number, line, names) for number, line in enumerate(found["lines"])]
    for kind, (zh, en) in _GROUPS.items():
        mine = tuple(line for line in lines if _group_of(line.kind) == kind)
        if mine:
            yield Group(kind, zh if language == "zh" else en, mine, fen_of_text(found[kind]))


def _group_of(kind: str) -> str:
    return kind if kind in _GROUPS else "commission"


def _line(number: int, line: dict[str, Any], names: tuple[SessionName, ...]) -> Line:
    """A line whose base and rate make its amount shows both; the others say it when they are opened."""
    multiplied = line["kind"] == "commission" and line["rate"] is not None
    return Line(
        place=f"pay/{number}",
        number=number + 1,
        kind=line["kind"],
        label=with_names(line["label"], names),
        base=fen_of_text(line["base"]) if multiplied else None,
        rate=rate_words(line["rate"]) if multiplied else None,
        amount=fen_of_text(line["amount"]),
    )


def _missing(run: Run, subject: Subject) -> tuple[Missing, ...]:
    return tuple(
        missing_figure(run.plan, item["metric"], item["label"], subject.language)
        for card in scorecards(run, subject.language, subject.person_id)
        for dimension in card["dimensions"]
        for item in dimension["items"]
        if item["score"] is None
    )
