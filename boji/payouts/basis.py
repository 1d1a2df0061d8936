"""What a run stands on besides facts and plan: locked months, bonuses, what is carried over.

Owns which of them a month takes and whether that has changed since its run was calculated. A locked month
leaves adjustments behind (`adjusting`), a bonus is paid in the next month that is locked, and an amount below
zero is carried into it (docs/decisions/0012).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from boji.engine.additions import Addition, AdditionKind, Cause
from boji.engine.periods import Period
from boji.engine.plan.label import Label
from boji.engine.results.texts import money_words
from boji.payouts.models import Bonus, Payment, PayPeriod
from boji.payouts.order import SETTLED
from boji.payouts.rules import PaymentStatus
from boji.payouts.runs import StoredRun, stored_run
from boji.workspace import Workspace


@dataclass(frozen=True)
class Basis:
    """`settled` are months with their runs, `bonuses` and `carried` the ids of bonuses and of payments."""

    settled: tuple[tuple[str, str], ...] = ()
    bonuses: tuple[int, ...] = ()
    carried: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(
            tuple((label, run) for label, run in kept.get("settled", [])),
            tuple(kept.get("bonuses", [])),
            tuple(kept.get("carried", [])),
        )


def present_basis(period: Period) -> Basis:
    """What a month that is not locked would stand on if it were calculated now."""
    settled = PayPeriod.objects.filter(state__in=SETTLED, label__lt=period.label).order_by("label")
    bonuses = Bonus.objects.filter(paid_in=None, withdrawn_at=None).order_by("id")
    carried = Payment.objects.filter(
        status=PaymentStatus.CARRIED, taken_in=None, pay_period__label__lt=period.label
    ).order_by("id")
    return Basis(
        tuple(settled.values_list("label", "run")),
        tuple(bonuses.values_list("id", flat=True)),
        tuple(carried.values_list("id", flat=True)),
    )


def changes(before: Basis, after: Basis) -> list[tuple[str, str]]:
    """What is different, in words; empty where nothing is."""
    found = []
    if before.settled != after.settled:
        months = sorted({label for label, _ in set(before.settled) ^ set(after.settled)})
        listed = "、".join(months), ", ".join(months)
        found.append((f"已锁定的月份（{listed[0]}）", f"locked months ({listed[1]})"))
    if before.bonuses != after.bonuses:
        number = len(set(before.bonuses) ^ set(after.bonuses))
        found.append((f"{number} 笔奖金新增或撤回", f"{number} bonuses granted or withdrawn"))
    if before.carried != after.carried:
        number = len(set(before.carried) ^ set(after.carried))
        found.append((f"{number} 笔结转", f"{number} amounts carried over"))
    return found


def locked_runs(workspace: Workspace, basis: Basis) -> list[StoredRun]:
    """The runs of the locked months, oldest first."""
    return [stored_run(workspace, Period.parse(label), run) for label, run in basis.settled]


def given_lines(basis: Basis) -> list[Addition]:
    """The bonuses and the amounts carried over, as lines of statements."""
    bonuses = Bonus.objects.filter(id__in=basis.bonuses)
    carried = Payment.objects.filter(id__in=basis.carried).select_related("pay_period")
    return [_bonus_line(one) for one in bonuses] + [_carried_line(one) for one in carried]


def _bonus_line(bonus: Bonus) -> Addition:
    cause = Cause(bonus.reason, bonus.reason, bonus.fen)
    label = Label(bonus.label_zh, bonus.label_en)
    kind: AdditionKind = "bonus" if bonus.kind == "bonus" else "adjustment"  # the correction of a dispute
    return Addition(bonus.person_id, kind, bonus.fen, bonus.about, bonus.source, label, (cause,))


def _carried_line(payment: Payment) -> Addition:
    month, amount = payment.pay_period.label, money_words(payment.fen)
    cause = Cause(
        f"{month} 应发合计为 {amount}，不足以发放，结转到这个月",
        f"The pay of {month} came to {amount}, which cannot be paid out and is carried over to this month",
        payment.fen,
    )
    label = Label("上月结转", "carried over")
    return Addition(payment.person_id, "adjustment", payment.fen, month, f"carried:{month}", label, (cause,))
