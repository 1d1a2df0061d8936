"""What the page of a pay period shows: its run beside the month before, its way to pay day, who may do what
next.

Owns putting the parts together; the figures come from the run, the entries from the board, the steps from
their history. Reads only.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.run import Run
from boji.payouts.basis import Basis
from boji.payouts.board import Board, Look, Waiver
from boji.payouts.board_parts import full_board
from boji.payouts.models import PayFile, PayPeriod, PeriodStep
from boji.payouts.moving import pay_day
from boji.payouts.opened import opened_run
from boji.payouts.people import PersonRow, Totals, people_of, totals_of, why_nobody
from boji.payouts.queries import pay_files_of, pay_period, run_in_use, signatures, steps_of
from boji.payouts.rules import NEXT, TRANSITIONS, State, Step, four_eyes
from boji.payouts.runs import RunAbsent
from boji.platform.access import may_for_all
from boji.platform.models import User
from boji.platform.roles import Right
from boji.platform.words import language
from boji.workspace import Workspace


@dataclass(frozen=True)
class PeriodPage:
    """A month as its page shows it. `is_preview`: there are figures, but the month is not calculated."""

    period: Period
    one: PayPeriod
    run: Run | None
    rows: tuple[PersonRow, ...]
    totals: Totals
    before: Totals | None
    board: Board
    taken: dict[Step, PeriodStep]
    history: list[PeriodStep]
    files: list[PayFile]
    allowed: frozenset[Step]
    own_step: Step | None
    today: dt.date

    @property
    def state(self) -> State:
        return State(self.one.state)

    @property
    def is_preview(self) -> bool:
        return self.run is not None and not self.one.run

    @property
    def next(self) -> Step | None:
        return NEXT.get(self.state)

    @property
    def next_words(self) -> str:
        return self.next.text(language()) if self.next else ""

    @property
    def may_calculate(self) -> bool:
        return Step.CALCULATE in self.allowed

    @property
    def may_reopen(self) -> bool:
        return Step.REOPEN in self.allowed

    @property
    def asks_reasons(self) -> bool:
        """Whether the board is the form of the next step: checking."""
        return self.next is Step.CHECK and self.can_go_on

    @property
    def more(self) -> int:
        """What is paid more than in the month before."""
        return self.totals.pay - (self.before.pay if self.before else 0)

    @property
    def why_empty(self) -> str:
        assert self.run is not None, "asked of a run"
        return Label(*why_nobody(self.run)).text(language())

    @property
    def can_go_on(self) -> bool:
        """Whether the reader may take the next step now."""
        return self.next in self.allowed and not (self.next is Step.APPROVE and self.own_step)

    @property
    def waived(self) -> list[Waiver]:
        check = self.taken.get(Step.CHECK)
        return [Waiver.from_json(one) for one in check.waived] if check else []

    @property
    def manifest(self) -> dict[str, Any]:
        return self.run.manifest if self.run else {}

    @property
    def basis(self) -> Basis:
        return Basis.from_json(self.one.basis)

    @property
    def teams(self) -> list[str]:
        return sorted({row.team for row in self.rows if row.team})

    @property
    def carried(self) -> list[PersonRow]:
        """Those whose amount is below zero."""
        return [row for row in self.rows if row.pay < 0]

    @property
    def payees(self) -> int:
        return sum(row.pay > 0 for row in self.rows)

    @property
    def to_pay(self) -> int:
        return sum(row.pay for row in self.rows if row.pay > 0)


def period_page(workspace: Workspace, user: User, period: Period, today: dt.date) -> PeriodPage:
    """The page of a month, whether or not it was ever calculated."""
    one = pay_period(period) or PayPeriod(label=period.label, pay_day=pay_day(period))
    run = _run(workspace, period)
    rows = people_of(run) if run else ()
    taken = signatures(one)
    return PeriodPage(
        period,
        one,
        run,
        rows,
        totals_of(rows),
        _before(workspace, period),
        full_board(Look(workspace, one, run if one.run else None, today)),
        taken,
        steps_of(one),
        pay_files_of(one),
        frozenset(step for step, way in TRANSITIONS.items() if _may(user, step) and one.state in way.sources),
        _own_step(user, one, taken),
        today,
    )


def may_make_files(user: User) -> bool:
    return may_for_all(user, Right.PAY)


def _may(user: User, step: Step) -> bool:
    return may_for_all(user, TRANSITIONS[step].right)


def _own_step(user: User, one: PayPeriod, taken: dict[Step, PeriodStep]) -> Step | None:
    check = taken.get(Step.CHECK)
    return four_eyes(user.pk, one.calculated_by_id, check.by_id if check else None)


def _run(workspace: Workspace, period: Period) -> Run | None:
    try:
        return run_in_use(workspace, period)
    except RunAbsent:
        return None


def _before(workspace: Workspace, period: Period) -> Totals | None:
    """The month before, where it has been calculated."""
    one = pay_period(period.before)
    if one is None or not one.run:
        return None
    return totals_of(people_of(opened_run(workspace, period.before, one.run)))
