"""Tables of pay periods: their state and steps, bonuses granted, and what is paid to whom.

Figures are in the run that a period names; here is what people decided about it. Amounts are in fen.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from boji.engine.periods import Period
from boji.payouts.rules import PAYMENT_WORDS, PaymentStatus, State


class PayPeriod(models.Model):
    """A month for which people are paid (账期). `run` is the identity of the run that counts for it.

    `version` counts its steps, so that a step is taken only by somebody who knew of the last one. `basis` is
    what the run stood on besides facts and plan (`basis.Basis`), `checks` what its facts lacked (`board`).
    """

    label = models.CharField(max_length=7, unique=True)  # 2026-09: sorts by time
    state = models.CharField(max_length=12, default=State.OPEN)
    run = models.CharField(max_length=16, blank=True)
    calculated_by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    pay_day = models.DateField()
    paid_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    basis = models.JSONField(default=dict)
    checks = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["label"]

    def __str__(self) -> str:
        return self.label

    @property
    def period(self) -> Period:
        return Period.parse(self.label)

    @property
    def is_settled(self) -> bool:
        return State(self.state).is_settled


class PeriodStep(models.Model):
    """A step that was taken, by whom, on which run and why. Kept for good.

    `waived` are the entries of the board that were let pass, each with its reason (`board.Waiver`).
    """

    pay_period = models.ForeignKey(PayPeriod, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey("platform.User", null=True, on_delete=models.PROTECT, related_name="+")
    run = models.CharField(max_length=16, blank=True)
    reason = models.TextField(blank=True)
    waived = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return f"{self.pay_period} {self.step}"


class Bonus(models.Model):
    """Money granted by a decision, paid in the next month that is locked; `source` names the decision.

    `kind` says how the statement calls it: a bonus, or the correction of an upheld dispute.
    """

    kind = models.CharField(max_length=12, default="bonus")  # bonus, correction
    person_id = models.CharField(max_length=64, db_index=True)
    fen = models.BigIntegerField()
    label_zh = models.CharField(max_length=120)
    label_en = models.CharField(max_length=120)
    reason = models.TextField()
    about = models.CharField(max_length=10)  # the period that it rewards: 2026-Q3
    source = models.CharField(max_length=80, unique=True)
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    paid_in = models.ForeignKey(PayPeriod, null=True, on_delete=models.PROTECT, related_name="bonuses")
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id} {self.label_zh} {self.fen}"


class Payment(models.Model):
    """What one person is due for a month, and what became of it. Made once, when the month is locked.

    An amount below zero is not paid but carried over: `taken_in` is the month whose statement took it.
    """

    pay_period = models.ForeignKey(PayPeriod, on_delete=models.PROTECT, related_name="payments")
    person_id = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=80)
    team = models.CharField(max_length=80, blank=True)
    fen = models.BigIntegerField()
    status = models.CharField(
        max_length=8,
        choices=[(one.value, words[1]) for one, words in PAYMENT_WORDS.items()],
        default=PaymentStatus.DUE,
    )
    paid_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    taken_in = models.ForeignKey(PayPeriod, null=True, on_delete=models.PROTECT, related_name="carried_in")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["pay_period", "person_id"], name="paid_once")
        ]

    def __str__(self) -> str:
        return f"{self.pay_period} {self.person_id} {self.fen} {self.status}"


class PayFile(models.Model):
    """A file that was made for payroll: when, by whom, and what was in it. Kept for good."""

    pay_period = models.ForeignKey(PayPeriod, on_delete=models.PROTECT, related_name="pay_files")
    at = models.DateTimeField()
    by = models.ForeignKey("platform.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    fen = models.BigIntegerField()
    run = models.CharField(max_length=16)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        return self.name
