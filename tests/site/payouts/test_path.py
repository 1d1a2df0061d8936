"""A month from calculation to pay day, and every step that is refused on the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from boji.engine.periods import Period
from boji.payouts import actions, queries
from boji.payouts.models import Payment, PayPeriod, PeriodStep
from boji.payouts.moving import Seen
from boji.payouts.people import people_of
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import PaymentStatus, State, Step
from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry
from boji.workspace import Workspace

from .conftest import APRIL, FEBRUARY, MARCH, Walk, checked

Staff = Callable[[str], Actor]
MARCH_PERIOD = Period.parse(MARCH)


def test_a_month_goes_from_calculation_to_pay_day(company: Workspace, walk: Walk) -> None:
    one = walk(MARCH, "pay")
    assert one.state == State.PAID
    assert [taken.step for taken in queries.steps_of(one)] == ["calculate", "check", "approve", "lock", "pay"]
    run = queries.run_in_use(company, MARCH_PERIOD)
    assert {paid.person_id: paid.fen for paid in queries.payments_of(one)} == {
        row.person_id: row.pay for row in people_of(run)
    }
    assert {paid.status for paid in queries.payments_of(one) if paid.fen} == {PaymentStatus.PAID}
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        f"period.{step}" for step in ("calculate", "check", "approve", "lock", "pay")
    ]


DONE = ("", "calculate", "check", "approve", "lock", "pay")  # how far a month is
POSSIBLE = {
    "calculate": {"", "calculate", "check"},
    "check": {"calculate"},
    "approve": {"check"},
    "lock": {"approve"},
    "pay": {"lock"},
    "reopen": {"calculate", "check", "approve", "lock"},
}
REFUSED = [(far, step) for far in DONE for step, sources in POSSIBLE.items() if far not in sources]


def take(step: str, workspace: Workspace, staff: Staff) -> PayPeriod:
    if step == "pay":
        return actions.pay(staff("fang"), MARCH_PERIOD, dt.date(2026, 4, 10))
    if step == "reopen":
        return actions.reopen(staff("wen"), MARCH_PERIOD, "漏了一笔")
    if step == "check":
        return checked(staff("wen"), workspace, MARCH)
    if step == "calculate":
        return actions.calculate(staff("fang"), workspace, MARCH_PERIOD)
    if step == "approve":
        return actions.approve(staff("hu"), MARCH_PERIOD)
    return actions.lock(staff("hu"), workspace, MARCH_PERIOD)


@pytest.mark.parametrize(("far", "step"), REFUSED)
def test_a_step_out_of_order_is_refused_in_words_and_changes_nothing(
    far: str, step: str, company: Workspace, walk: Walk, staff: Staff
) -> None:
    if far:
        walk(MARCH, far)
    else:
        PayPeriod.objects.create(label=MARCH, pay_day=dt.date(2026, 4, 10))
    before = PayPeriod.objects.values().get(), list(Payment.objects.values()), PeriodStep.objects.count()
    with pytest.raises(StepRefused) as refused:
        take(step, company, staff)
    assert refused.value.code == "state"
    assert "2026年3月现在是“" in refused.value.text("zh")
    if far:
        assert Step(far).text("zh") in refused.value.text("zh")
    after = PayPeriod.objects.values().get(), list(Payment.objects.values()), PeriodStep.objects.count()
    assert after == before


def test_who_calculated_or_checked_does_not_approve(company: Workspace, walk: Walk, staff: Staff) -> None:
    walk(MARCH, "check")
    for name in ("fang", "wen"):
        with pytest.raises(StepRefused) as refused:
            actions.approve(staff(name), MARCH_PERIOD)
        assert refused.value.code == "own_step"
    staff("hu")
    with pytest.raises(StepRefused, match="somebody else must approve it: Hu"):
        actions.approve(staff("fang"), MARCH_PERIOD)
    actions.approve(staff("hu"), MARCH_PERIOD)


@pytest.mark.parametrize("name", ["ada", "an"])
def test_who_has_no_right_is_told_nothing(name: str, company: Workspace, walk: Walk, staff: Staff) -> None:
    walk(MARCH, "check")
    for step in ("calculate", "approve", "lock", "pay", "reopen"):
        with pytest.raises(NotFound):
            {
                "calculate": lambda: actions.calculate(staff(name), company, MARCH_PERIOD),
                "approve": lambda: actions.approve(staff(name), MARCH_PERIOD),
                "lock": lambda: actions.lock(staff(name), company, MARCH_PERIOD),
                "pay": lambda: actions.pay(staff(name), MARCH_PERIOD, dt.date(2026, 4, 10)),
                "reopen": lambda: actions.reopen(staff(name), MARCH_PERIOD, "原因"),
            }[step]()
    with pytest.raises(NotFound):  # HR approves, but does not calculate
        actions.calculate(staff("hu"), company, MARCH_PERIOD)


def test_months_are_locked_in_their_order(company: Workspace, walk: Walk, staff: Staff) -> None:
    walk(FEBRUARY, "calculate")
    actions.calculate(staff("fang"), company, MARCH_PERIOD)
    with pytest.raises(StepRefused, match="Earlier months are not locked: Feb 2026"):
        checked(staff("wen"), company, MARCH)
    for step in ("check", "approve", "lock"):
        {
            "check": lambda: checked(staff("wen"), company, FEBRUARY),
            "approve": lambda: actions.approve(staff("hu"), Period.parse(FEBRUARY)),
            "lock": lambda: actions.lock(staff("hu"), company, Period.parse(FEBRUARY)),
        }[step]()
    with pytest.raises(StepRefused, match=r"locked months \(2026-02\)"):  # since it was calculated
        checked(staff("wen"), company, MARCH)
    walk(MARCH, "lock")
    with pytest.raises(StepRefused) as refused:
        actions.reopen(staff("wen"), Period.parse(FEBRUARY), "晚了")
    assert refused.value.code == "later_settled"
    with pytest.raises(StepRefused) as refused:
        actions.calculate(staff("fang"), company, Period.parse("2026-01"))
    assert refused.value.code == "later_settled"


def test_a_month_that_is_not_over_is_not_checked(company: Workspace, staff: Staff) -> None:
    actions.calculate(staff("fang"), company, Period.parse(APRIL))
    with pytest.raises(StepRefused) as refused:
        checked(staff("wen"), company, APRIL)
    assert refused.value.code == "blocked"
    assert "2026-04-30" in refused.value.text("zh")


def test_what_may_pass_needs_a_reason_that_is_kept(company: Workspace, walk: Walk, staff: Staff) -> None:
    one = walk(FEBRUARY, "calculate")
    entries = actions.board_of(company, one).to_waive
    assert entries, "February lacks January's run"
    with pytest.raises(StepRefused) as refused:
        actions.check(staff("wen"), company, Period.parse(FEBRUARY), reasons={entries[0].code: "  "})
    assert refused.value.code == "unwaived"
    checked(staff("wen"), company, FEBRUARY)
    waived = PeriodStep.objects.get(step="check").waived
    assert {entry["code"]: entry["reason"] for entry in waived} == {entry.code: "已知" for entry in entries}


def test_an_approver_who_looked_at_another_run_is_told(company: Workspace, walk: Walk, staff: Staff) -> None:
    walk(MARCH, "check")
    with pytest.raises(StepRefused) as refused:
        actions.approve(staff("hu"), MARCH_PERIOD, seen=Seen(run="another"))
    assert refused.value.code == "other_run"
    with pytest.raises(StepRefused) as refused:
        actions.approve(staff("hu"), MARCH_PERIOD, seen=Seen(version=1))
    assert refused.value.code == "moved"


def test_a_locked_month_opens_again_with_a_reason_while_nothing_was_paid(
    company: Workspace, walk: Walk, staff: Staff
) -> None:
    walk(MARCH, "lock")
    with pytest.raises(StepRefused) as refused:
        actions.reopen(staff("wen"), MARCH_PERIOD, " ")
    assert refused.value.code == "reason"
    one = actions.reopen(staff("wen"), MARCH_PERIOD, "漏了一笔")
    assert (one.state, one.run, one.basis) == (State.OPEN, "", {})
    assert not Payment.objects.exists()
    assert [taken.reason for taken in queries.steps_of(one)][-1] == "漏了一笔"
    assert walk(MARCH, "pay").state == State.PAID


@pytest.mark.parametrize(
    ("day", "code"), [(dt.date(2026, 4, 11), "paid_on_future"), (dt.date(2026, 3, 31), "paid_on_early")]
)
def test_pay_is_recorded_on_a_day_that_can_be(
    day: dt.date, code: str, company: Workspace, walk: Walk, staff: Staff
) -> None:
    walk(MARCH, "lock")
    with pytest.raises(StepRefused) as refused:
        actions.pay(staff("fang"), MARCH_PERIOD, day)
    assert refused.value.code == code


def test_a_payment_comes_back_and_is_paid_again(company: Workspace, walk: Walk, staff: Staff) -> None:
    payment = queries.payments_of(walk(MARCH, "pay"))[0]
    fang = staff("fang")
    with pytest.raises(StepRefused) as refused:
        actions.pay_again(fang, payment.pk, dt.date(2026, 4, 10))
    assert refused.value.code == "payment_state"
    actions.mark_returned(fang, payment.pk, "账号有误")
    with pytest.raises(StepRefused):
        actions.mark_returned(fang, payment.pk, "账号有误")
    again = actions.pay_again(fang, payment.pk, dt.date(2026, 4, 10))
    assert (again.status, again.paid_on) == (PaymentStatus.PAID, dt.date(2026, 4, 10))
    with pytest.raises(NotFound):
        actions.mark_returned(staff("hu"), payment.pk, "账号有误")
