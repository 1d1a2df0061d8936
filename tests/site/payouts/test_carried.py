"""What goes from month to month: bonuses, corrections, amounts below zero; and late imports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.results.statement import statement
from boji.payouts import actions, granting, queries
from boji.payouts.basis import present_basis
from boji.payouts.models import Bonus, Payment
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import PaymentStatus
from boji.platform import clock
from boji.platform.audit import Actor
from boji.workspace import Workspace
from tests.cli.company import Company

from .conftest import FEBRUARY, MARCH, Walk, checked

Staff = Callable[[str], Actor]


def grant(actor: Actor, fen: int, source: str, about: str = FEBRUARY) -> Bonus:
    """For A: a bonus, or a correction where it is below zero."""
    return granting.grant(
        actor, "A", fen, Label("更正", "correction"), "核对后更正",
        kind="bonus" if fen > 0 else "correction", about=about, source=source, now=clock.now(),
    )  # fmt: skip


def test_an_amount_below_zero_is_a_line_of_the_next_month_and_taken_once(
    company: Workspace, walk: Walk, staff: Staff
) -> None:
    grant(staff("hu"), -10_000_00, "dispute:1")
    february = {one.person_id: one for one in queries.payments_of(walk(FEBRUARY, "pay"))}
    owed = february["A"].fen
    assert owed < 0
    assert february["A"].status == PaymentStatus.CARRIED
    march = {one.person_id: one for one in queries.payments_of(walk(MARCH, "pay"))}
    lines = statement(queries.run_in_use(company, Period.parse(MARCH)), "A")["lines"]
    assert [line["amount"] for line in lines if "上月结转" in line["label"]] == [f"{owed / 100:.2f}"]
    assert march["A"].fen == sum(round(float(line["amount"]) * 100) for line in lines)
    assert Payment.objects.get(pk=february["A"].pk).taken_in is not None
    assert present_basis(Period.parse("2026-04")).carried == ((march["A"].pk,) if march["A"].fen < 0 else ())


def test_a_bonus_belongs_to_the_month_that_is_locked_first(
    company: Workspace, walk: Walk, staff: Staff
) -> None:
    walk(FEBRUARY, "check")
    bonus = grant(staff("hu"), 500_00, "outcome:1")
    with pytest.raises(StepRefused, match="1 bonuses granted or withdrawn"):
        actions.approve(staff("hu"), Period.parse(FEBRUARY))
    walk(FEBRUARY, "lock")
    bonus.refresh_from_db()
    assert str(bonus.paid_in) == FEBRUARY
    walk(MARCH, "lock")
    lines = statement(queries.run_in_use(company, Period.parse(MARCH)), "A")["lines"]
    assert not [line for line in lines if line["kind"] == "bonus"], "nothing is paid twice"


def test_opening_again_lets_bonuses_and_carried_amounts_wait_again(
    company: Workspace, walk: Walk, staff: Staff
) -> None:
    bonus = grant(staff("hu"), 500_00, "outcome:1")
    walk(FEBRUARY, "lock")
    actions.reopen(staff("fang"), Period.parse(FEBRUARY), "再看一次")
    bonus.refresh_from_db()
    assert bonus.paid_in is None
    assert present_basis(Period.parse(FEBRUARY)).bonuses == (bonus.pk,)


def test_a_late_import_changes_nothing_of_a_run(
    company: Workspace, walk: Walk, staff: Staff, commands: Company, tmp_path: Path
) -> None:
    before = walk(MARCH, "calculate")
    run = queries.run_in_use(company, Period.parse(MARCH))
    pay = statement(run, "A")["pay"]
    late = tmp_path / "refunds.csv"
    late.write_text("refund_id,line_id,refunded_at,amount\nr9,s5,2026-03-30 10:00:00,900.00\n", "utf-8")
    commands.done("import", str(late))
    codes = [entry.code for entry in actions.board_of(company, before).entries]
    assert "newer_facts" in codes
    checked(staff("wen"), company, MARCH)
    actions.approve(staff("hu"), Period.parse(MARCH))
    one = actions.lock(staff("hu"), company, Period.parse(MARCH))
    assert one.run == before.run
    paid = Payment.objects.get(pay_period=one, person_id="A").fen
    assert f"{paid / 100:.2f}" == pay
