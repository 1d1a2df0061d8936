"""What stands on the first page: one card for each question that somebody comes with.

Owns which cards there are, for whom, and their order. A card that has nothing to say is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from boji.analysis.jobs import once_made
from boji.analysis.keeping.basis import basis_on
from boji.analysis.sessions import Session, newest_day, sessions_between
from boji.disputes.queries import disputes_for, is_overdue
from boji.engine.periods import Period
from boji.engine.results.scorecard import grade_words, scorecards
from boji.engine.results.statement import NoSuchPerson, statement
from boji.engine.run import Run
from boji.engine.what_if import PaysNothing, month_end_estimate, next_steps
from boji.outcomes.queries import periods_with_proposals, proposals_of
from boji.outcomes.shown import list_table
from boji.payouts.daily import DailyCheck, last_checks
from boji.payouts.lateness import concerns, months_late
from boji.payouts.models import PayPeriod
from boji.payouts.moving import pay_day
from boji.payouts.queries import pay_period, pay_periods, run_in_use
from boji.payouts.rules import NEXT, State
from boji.payouts.runs import RunAbsent
from boji.plans.announced import announcements_for
from boji.plans.concerning import Change
from boji.plans.publishing import NoPlanInForce
from boji.plans.shown import days_words
from boji.platform import formats
from boji.platform.access import Reach, may, may_for_all, reach
from boji.platform.audit import Actor
from boji.platform.components import Cell, Column, Row, Table
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import say
from boji.workspace import Workspace

NEWEST_SESSIONS = 6
FIRST_PROPOSALS = 6
NEXT_STEPS = 2
DAYS_OF_SESSIONS = 3
MONTHS_BACK = 12
WARNED_DAYS = 3  # before a pay day


@dataclass(frozen=True)
class Reader:
    """Whose first page it is, of which company, on which day, in which language."""

    user: User
    workspace: Workspace
    today: dt.date
    language: str


@dataclass(frozen=True)
class OwnMonth:
    """What the reader is paid for a month, and how far that month is. Amounts are exact texts in yuan."""

    period: Period
    pay: str
    commission: str
    score: str | None
    grade: str | None
    standing: str
    address: str
    is_running: bool
    outlook: tuple[str, ...]  # of a running month: what it may come to, and what the next steps bring


@dataclass(frozen=True)
class OwnScore:
    """The dimensions of the reader's score card."""

    month: Period
    table: Table


@dataclass(frozen=True)
class ToDecide:
    """Proposals that wait for a decision: how many, and the first of them."""

    tally: int
    table: Table


@dataclass(frozen=True)
class Questions:
    """Disputes that go on: how many wait for an answer, and how many of them are late."""

    going_on: int
    waiting: int
    overdue: int
    answers: bool


@dataclass(frozen=True)
class Announced:
    """A version of the plan that the reader has still to acknowledge."""

    number: int
    title: str
    days: str
    reason: str
    change: Change
    reminders: int


@dataclass(frozen=True)
class Card:
    """A card with what it shows; `template` is its file in `home/cards/`."""

    template: str
    content: object


def announced(reader: Reader) -> list[Announced] | None:
    """Versions of the plan that concern the reader and are not acknowledged."""
    if not reader.user.person_id:
        return None
    found = announcements_for(reader.workspace, reader.user.person_id, reader.today, reader.language)
    return [
        Announced(
            one.version.number,
            one.version.publication.plan.title.text(reader.language),
            days_words(one.version.rules_on),
            one.version.publication.reason,
            one.change,
            one.reminders,
        )
        for one in found
    ] or None


def own_months(reader: Reader) -> list[OwnMonth] | None:
    """The reader's running month so far, and the newest one before it."""
    if not reader.user.person_id:
        return None
    months = []
    period = Period.containing("month", reader.today)
    for _ in range(MONTHS_BACK):
        if found := _own_month(reader, period):
            months.append(found)
        if any(not one.is_running for one in months):
            break
        period = period.before
    return months


def own_scorecard(reader: Reader) -> OwnScore | None:
    """The score card of the newest month that is over and was computed."""
    for one in own_months(reader) or []:
        if not one.is_running and reader.user.person_id:
            run = run_in_use(reader.workspace, one.period)
            for card in scorecards(run, reader.language, reader.user.person_id):
                return OwnScore(one.period, _dimensions(card))
    return None


def months_due(reader: Reader) -> Table | None:
    """Months that are begun and not paid, oldest first; for those who take their steps."""
    steps = (Right.CALCULATE, Right.CHECK, Right.APPROVE, Right.PAY)
    if not any(may_for_all(reader.user, right) for right in steps):
        return None
    unpaid = [one for one in reversed(pay_periods()) if one.state != State.PAID]
    columns = (
        Column("month", say("账期", "Period")),
        Column("state", say("状态", "State"), key=True),
        Column("next", say("下一步", "Next")),
        Column("pay_day", say("发薪日", "Pay day"), key=True),
    )
    return Table(say("未发放的账期", "Months not paid"), columns, tuple(_due(one, reader) for one in unpaid))


def late_months(reader: Reader) -> list[tuple[str, str]] | None:
    """Months whose pay day is missed unless the reader takes a step now: the sentence and the address."""
    found = [one for one in months_late(reader.today) if concerns(reader.user, one)]
    return [(one.text(reader.language), one.address) for one in found] or None


def checked_facts(reader: Reader) -> list[DailyCheck] | None:
    """What the daily check of facts found last, for those who import and those who calculate."""
    if not any(may_for_all(reader.user, right) for right in (Right.IMPORT, Right.CALCULATE)):
        return None
    return last_checks() or None


def to_decide(reader: Reader) -> ToDecide | None:
    """Proposals of the newest month and quarter that nobody has decided."""
    if not may(reader.user, Right.DECIDE_OUTCOMES):
        return None
    periods = periods_with_proposals(reader.workspace)[:2]
    found = proposals_of(reader.workspace, periods, reader.user, reader.language)
    waiting = [one for one in found if one.decision is None]
    return ToDecide(len(waiting), list_table(waiting[:FIRST_PROPOSALS]))


def questions(reader: Reader) -> Questions | None:
    """Disputes that go on, those to be answered or the reader's own."""
    answers = may(reader.user, Right.ANSWER_DISPUTES)
    if not answers and not reader.user.person_id:
        return None
    found = disputes_for(reader.user, reader.workspace, state="going_on")
    waiting = [one for one in found if one.state == "open"]
    late = sum(is_overdue(one, reader.today) for one in waiting)
    return Questions(len(found), len(waiting), late, answers)


def _sessions_at_hand(reader: Reader, first: dt.date, last: dt.date, within: Reach) -> list[Session] | None:
    """None while their figures are being computed."""
    teams = None if within.everybody else within.teams
    return once_made(
        Actor(reader.user, "page", None),
        basis_on(reader.workspace, last),
        lambda: sessions_between(reader.workspace, first, last, teams),
    )


def newest_sessions(reader: Reader) -> Table | None:
    """The sessions of the last days that have any."""
    within = reach(reader.user, Right.SEE_SESSIONS)
    if not within:
        return None
    found: list[Session] = []
    last = newest_day(reader.workspace)
    if last is not None:
        first = last - dt.timedelta(DAYS_OF_SESSIONS - 1)
        with suppress(NoPlanInForce):
            found = _sessions_at_hand(reader, first, last, within) or []
    return _sessions(found[:NEWEST_SESSIONS], reader.language)


CARDS: tuple[tuple[str, Callable[[Reader], object | None]], ...] = (
    ("announced.html", announced),
    ("late_months.html", late_months),
    ("own_months.html", own_months),
    ("own_scorecard.html", own_scorecard),
    ("months_due.html", months_due),
    ("checked_facts.html", checked_facts),
    ("to_decide.html", to_decide),
    ("questions.html", questions),
    ("newest_sessions.html", newest_sessions),
)


def cards_for(reader: Reader) -> list[Card]:
    """The cards of a reader in their order."""
    made = ((template, build(reader)) for template, build in CARDS)
    return [Card(f"home/cards/{template}", content) for template, content in made if content is not None]


def _own_month(reader: Reader, period: Period) -> OwnMonth | None:
    person_id = reader.user.person_id
    assert person_id, "only people have months"
    try:
        run = run_in_use(reader.workspace, period)
        paid = statement(run, person_id, reader.language)
    except (RunAbsent, NoSuchPerson):
        return None
    known = pay_period(period)
    state = State(known.state) if known else State.OPEN
    day = known.pay_day if known else pay_day(period)
    return OwnMonth(
        period,
        paid["pay"],
        paid["commission"],
        paid["score"],
        grade_words(run.plan, paid["grade"], reader.language) if paid["grade"] else None,
        _standing(state, day, reader.language),
        reverse("statement", args=[period.label, person_id]),
        is_running=period.end_day > reader.today,
        outlook=_outlook(run, person_id, reader) if period.end_day > reader.today else (),
    )


def _outlook(run: Run, person_id: str, reader: Reader) -> tuple[str, ...]:
    """An estimate of the month's end from the days that are over, and the steps that bring most."""
    yesterday = max(reader.today - dt.timedelta(1), run.period.first_day)
    try:
        estimate = month_end_estimate(run, person_id, yesterday, reader.language)
        steps = next_steps(run, person_id, reader.language)
    except (PaysNothing, NoSuchPerson):
        return ()
    return (estimate.text, *(one.text for one in steps[:NEXT_STEPS]))


def _standing(state: State, pay_day: dt.date, language: str) -> str:
    day = formats.short_day(pay_day, language)
    return say("{state} · 发薪日 {day}", "{state} · pay day {day}", state=state.text(language), day=day)


def _dimensions(card: dict[str, Any]) -> Table:
    columns = (
        Column("dimension", say("维度", "Dimension")),
        Column("weight", say("权重", "Weight"), number=True),
        Column("score", say("得分", "Score"), number=True, key=True),
    )
    rows = [
        Row(
            (
                Cell(one["label"]),
                Cell(formats.percent(one["weight"])),
                Cell(formats.score(one["score"]) if one["score"] is not None else "—"),
            )
        )
        for one in card["dimensions"]
    ]
    whole = formats.score(card["score"]) if card["score"] is not None else "—"
    total = (Cell(say("综合", "Composite")), Cell(""), Cell(whole))
    return Table(say("考核维度", "Dimensions"), columns, tuple(rows), total)


def _due(one: PayPeriod, reader: Reader) -> Row:
    state, left = State(one.state), (one.pay_day - reader.today).days
    late = say("已过 {n} 天", "{n} days late", n=-left) if left < 0 else ""
    near = say("还有 {n} 天", "{n} days left", n=left) if 0 <= left <= WARNED_DAYS else ""
    step = NEXT.get(state)
    return Row(
        (
            Cell(formats.period_name(one.label, reader.language), reverse("pay_period", args=[one.label])),
            Cell(state.text(reader.language)),
            Cell(step.text(reader.language) if step else "—"),
            Cell(formats.short_day(one.pay_day, reader.language), note=late or near),
        )
    )


def _sessions(found: list[Session], language: str) -> Table:
    columns = (
        Column("start", say("开播", "Start")),
        Column("title", say("场次", "Session")),
        Column("anchors", say("主播", "Anchors"), key=True),
        Column("gmv", "GMV", number=True, key=True),
    )
    rows = [
        Row(
            (
                Cell(formats.moment(one.started_at.astimezone(settings.BOJI_ZONE), language)),
                Cell(one.title),
                Cell(say("、", ", ").join(one.anchors) or "—"),
                Cell(formats.money(one.gmv_fen) if one.gmv_fen is not None else "—"),
            )
        )
        for one in found
    ]
    return Table(say("最近的场次", "Newest sessions"), columns, tuple(rows))
