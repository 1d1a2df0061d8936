"""What people do with pay periods and payments: the same for pages, commands and jobs.

Each action demands its right for the whole company, then moves what it moves in one transaction with its
audit entry. Long computing happens before that transaction; what it pinned is what is moved. Raises
`StepRefused` with words where something stands in the way, `NotFound` for those who may not.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Mapping

from django.db import transaction

from boji.engine.execute import Progress
from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.run import Run
from boji.payouts import checks
from boji.payouts.basis import Basis, changes, given_lines, locked_runs, present_basis
from boji.payouts.board import Board, Entry, Look, waivers
from boji.payouts.board_parts import full_board
from boji.payouts.models import Bonus, Payment, PayPeriod
from boji.payouts.moving import NOTHING_SEEN, Seen, known, month_name, move, refuse_unless_possible, stepping
from boji.payouts.opened import opened_run
from boji.payouts.order import settled_after, unsettled_before
from boji.payouts.people import people_of, why_nobody
from boji.payouts.queries import signatures
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import TRANSITIONS, PaymentStatus, Step, four_eyes, status_of
from boji.payouts.runs import StoredRun, compute_run
from boji.plans.publishing import plan_in_force
from boji.platform import clock
from boji.platform.access import NotFound, demand, may_for_all
from boji.platform.audit import Actor, record
from boji.platform.models import User
from boji.platform.roles import Right
from boji.workspace import Workspace

_computing = threading.Lock()  # one run at a time in a process: each may take as much memory as it is given


def calculate(
    actor: Actor,
    workspace: Workspace,
    period: Period,
    progress: Progress | None = None,
    *,
    seen: Seen = NOTHING_SEEN,
) -> PayPeriod:
    """Compute a month from the newest facts and have that run count; it is to be checked (again) then."""
    _entitled(actor, Step.CALCULATE)
    before = known(period)
    refuse_unless_possible(before, Step.CALCULATE, seen)
    _refuse_after_later(period, Step.CALCULATE)
    basis = present_basis(period)
    run = _computed(workspace, period, basis, progress)
    found = checks.performed(workspace, period, run.plan, run.manifest["snapshot_id"], clock.now())
    _refuse_empty(run)
    with stepping(period) as now:
        refuse_unless_possible(now, Step.CALCULATE, Seen(version=before.version))
        _refuse_after_later(period, Step.CALCULATE)
        return move(
            now,
            Step.CALCULATE,
            actor,
            run=run.manifest["id"],
            calculated_by=actor.user,
            basis=basis.as_json(),
            checks=found,
        )


def preview(
    actor: Actor, workspace: Workspace, period: Period, progress: Progress | None = None
) -> StoredRun:
    """Compute a month that is not calculated yet, to look at; nothing of it is settled by that."""
    _entitled(actor, Step.CALCULATE)
    refuse_unless_possible(before := known(period), Step.CALCULATE)
    run = _computed(workspace, period, present_basis(period), progress)
    record(actor, "period.preview", f"period:{before.label}", run=run.manifest["id"])
    return StoredRun(period, run.manifest["id"], workspace.runs / period.label / run.manifest["id"], ())


def compute_so_far(workspace: Workspace, period: Period, progress: Progress | None = None) -> Run:
    """Compute the running month for its readers; it is nobody's action, and settles nothing."""
    return _computed(workspace, period, present_basis(period), progress)


def check(
    actor: Actor,
    workspace: Workspace,
    period: Period,
    *,
    reasons: Mapping[str, str] | None = None,
    note: str = "",
    seen: Seen = NOTHING_SEEN,
) -> PayPeriod:
    """Say that the run was looked through. `reasons` let entries of the board pass, by their codes."""
    _entitled(actor, Step.CHECK)
    _warm(workspace, period)
    with stepping(period) as now:
        refuse_unless_possible(now, Step.CHECK, seen)
        found = board_of(workspace, now)
        if found.to_mend:
            raise StepRefused("blocked", period=month_name(now.label), what=_titles(found.to_mend))
        passed, open_entries = waivers(found, reasons or {})
        if open_entries:
            raise StepRefused("unwaived", what=_titles(open_entries))
        return move(
            now, Step.CHECK, actor, reason=note.strip(), waived=[waiver.as_json() for waiver in passed]
        )


def approve(actor: Actor, period: Period, *, note: str = "", seen: Seen = NOTHING_SEEN) -> PayPeriod:
    """Release a checked run, by somebody who neither calculated nor checked it."""
    user = _entitled(actor, Step.APPROVE)
    with stepping(period) as now:
        refuse_unless_possible(now, Step.APPROVE, seen)
        taken = signatures(now)
        own = four_eyes(user.pk, now.calculated_by_id, taken[Step.CHECK].by_id)
        if own is not None:
            others = _approvers(except_for={now.calculated_by_id, taken[Step.CHECK].by_id})
            raise StepRefused("own_step", period=month_name(now.label), own=own, others=others)
        _refuse_stale(now)
        return move(now, Step.APPROVE, actor, reason=note.strip())


def lock(actor: Actor, workspace: Workspace, period: Period, *, seen: Seen = NOTHING_SEEN) -> PayPeriod:
    """Make an approved run final: each person's amount becomes a payment, its bonuses belong to the month."""
    _entitled(actor, Step.LOCK)
    _warm(workspace, period)
    with stepping(period) as now:
        refuse_unless_possible(now, Step.LOCK, seen)
        _refuse_stale(now)
        payments = _payments(now, opened_run(workspace, period, now.run))
        Payment.objects.bulk_create(payments, batch_size=500)
        basis = Basis.from_json(now.basis)
        Bonus.objects.filter(id__in=basis.bonuses).update(paid_in=now)
        Payment.objects.filter(id__in=basis.carried).update(taken_in=now)
        details = {"people": len(payments), "fen": sum(one.fen for one in payments)}
        return move(now, Step.LOCK, actor, details=details)


def pay(actor: Actor, period: Period, paid_on: dt.date, *, seen: Seen = NOTHING_SEEN) -> PayPeriod:
    """Record that everything due of a locked month was paid on a day."""
    _entitled(actor, Step.PAY)
    with stepping(period) as now:
        refuse_unless_possible(now, Step.PAY, seen)
        _refuse_day(now, paid_on)
        due = now.payments.filter(status=PaymentStatus.DUE)
        details = {"people": due.count(), "paid_on": paid_on.isoformat()}
        due.update(status=PaymentStatus.PAID, paid_on=paid_on)
        return move(now, Step.PAY, actor, details=details, paid_on=paid_on)


def reopen(actor: Actor, period: Period, reason: str, *, seen: Seen = NOTHING_SEEN) -> PayPeriod:
    """Take a month back to open, with a reason; a locked one only while nothing stands on it or was paid."""
    _entitled(actor, Step.REOPEN)
    if not reason.strip():
        raise StepRefused("reason")
    with stepping(period) as now:
        refuse_unless_possible(now, Step.REOPEN, seen)
        if now.is_settled:
            _unlock(now)
        return move(
            now, Step.REOPEN, actor, reason=reason.strip(), run="", calculated_by=None, basis={}, checks=[]
        )


def mark_returned(actor: Actor, payment_id: int, note: str) -> Payment:
    """Record that the bank sent a payment back, and why."""
    if not note.strip():
        raise StepRefused("reason")
    return _change_payment(
        actor,
        payment_id,
        PaymentStatus.PAID,
        PaymentStatus.RETURNED,
        ("记为退回", "marked as returned"),
        note,
    )


def pay_again(actor: Actor, payment_id: int, paid_on: dt.date, note: str = "") -> Payment:
    """Record that a payment which the bank had sent back was paid once more."""
    return _change_payment(
        actor,
        payment_id,
        PaymentStatus.RETURNED,
        PaymentStatus.PAID,
        ("再次发放", "paid again"),
        note,
        paid_on,
    )


def board_of(workspace: Workspace, one: PayPeriod) -> Board:
    """The board of a pay period as it is today."""
    run = opened_run(workspace, one.period, one.run) if one.run else None
    return full_board(Look(workspace, one, run, clock.today()))


# ---- Parts of the actions


def _entitled(actor: Actor, step: Step) -> User:
    assert actor.user is not None, "steps are taken by people"
    demand(actor.user, TRANSITIONS[step].right)
    return actor.user


def _computed(workspace: Workspace, period: Period, basis: Basis, progress: Progress | None) -> Run:
    plan = plan_in_force(workspace, period).plan
    with _computing:
        stored = compute_run(
            workspace,
            period,
            plan,
            progress,
            locked=locked_runs(workspace, basis),
            bonuses=given_lines(basis),
        )
    return opened_run(workspace, period, stored.identity)


def _warm(workspace: Workspace, period: Period) -> None:
    """Read the run before the transaction, which others wait for."""
    if identity := known(period).run:
        people_of(opened_run(workspace, period, identity))


def _refuse_empty(run: Run) -> None:
    """Nobody to be paid: say why, and settle nothing."""
    if not people_of(run):
        raise StepRefused("no_pay", period=month_name(run.period.label), why=why_nobody(run))


def _refuse_after_later(period: Period, step: Step) -> None:
    later = settled_after(period.label)
    if later is not None:
        raise StepRefused(
            "later_settled", later=month_name(later.label), period=month_name(period.label), step=step
        )


def _refuse_stale(now: PayPeriod) -> None:
    """Refuse a run before which a month is open, or that stands on what is no longer so."""
    if earlier := unsettled_before(now.label):
        raise StepRefused("earlier", months=[month_name(one.label) for one in earlier])
    changed = changes(Basis.from_json(now.basis), present_basis(now.period))
    if changed:
        raise StepRefused("basis", period=month_name(now.label), what=list(changed))


def _refuse_day(now: PayPeriod, paid_on: dt.date) -> None:
    if paid_on > clock.today():
        raise StepRefused("paid_on_future", day=paid_on)
    if paid_on < now.period.end_day:
        raise StepRefused("paid_on_early", day=paid_on, first=now.period.end_day)


def _payments(now: PayPeriod, run: Run) -> list[Payment]:
    return [
        Payment(
            pay_period=now,
            person_id=one.person_id,
            name=one.name[:80],
            team=one.team[:80],
            fen=one.pay,
            status=status_of(one.pay),
        )
        for one in people_of(run)
    ]


def _unlock(now: PayPeriod) -> None:
    """Undo what locking made, as long as nothing came of it."""
    _refuse_after_later(now.period, Step.REOPEN)
    paid = now.payments.filter(status__in=[PaymentStatus.PAID, PaymentStatus.RETURNED]).count()
    if paid:
        raise StepRefused("paid_already", period=month_name(now.label), count=paid)
    now.bonuses.update(paid_in=None)
    now.carried_in.update(taken_in=None)
    now.payments.all().delete()


def _change_payment(
    actor: Actor,
    payment_id: int,
    source: PaymentStatus,
    target: PaymentStatus,
    wanted: tuple[str, str],
    note: str,
    paid_on: dt.date | None = None,
) -> Payment:
    _entitled(actor, Step.PAY)
    with transaction.atomic():
        payment = Payment.objects.select_for_update().filter(pk=payment_id).first()
        if payment is None:
            raise NotFound("payment")
        if payment.status != source:
            state = PaymentStatus(payment.status)
            raise StepRefused("payment_state", name=payment.name, state=state, wanted=wanted)
        if paid_on is not None:
            _refuse_day(payment.pay_period, paid_on)
            payment.paid_on = paid_on
        payment.status, payment.note = target, note.strip()[:200]
        payment.save(update_fields=["status", "note", "paid_on"])
        record(
            actor,
            f"payment.{target}",
            f"period:{payment.pay_period.label}",
            person_id=payment.person_id,
            fen=payment.fen,
            note=payment.note,
        )
    return payment


def _titles(entries: list[Entry]) -> list[Label]:
    return [entry.title for entry in entries]


def _approvers(except_for: set[int | None]) -> list[object]:
    """Who else may approve, by name."""
    users = User.objects.filter(is_active=True).order_by("name", "username")
    found = [str(one) for one in users if one.pk not in except_for and may_for_all(one, Right.APPROVE)]
    return list(found) or [("还没有这样的账号，请管理员添加", "no account may yet; ask the administrator")]
