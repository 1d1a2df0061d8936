"""Months whose pay day is missed unless their next step is taken now: which, and who is told.

Owns finding them, the sentence, and the mail that says it once. The decision is `rules.step_due`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from boji.engine.periods import Period
from boji.payouts.moving import pay_day
from boji.payouts.queries import pay_periods
from boji.payouts.rules import TRANSITIONS, State, Step, step_due
from boji.platform import audit, company, formats
from boji.platform.access import may_for_all
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry, User

WARNED = "period.warned"
# What is to be done, and what has not been done yet.
_TO_DO = {
    Step.CALCULATE: ("请核算", "calculate it"),
    Step.CHECK: ("请核对", "check it"),
    Step.APPROVE: ("请另一个人批准", "have somebody else approve it"),
    Step.LOCK: ("请锁定", "lock it"),
    Step.PAY: ("请发放并登记", "pay it and record that"),
}


@dataclass(frozen=True)
class LateMonth:
    """`left` counts working days until pay day, and days after it below zero."""

    period: Period
    step: Step
    pay_day: dt.date
    left: int

    @property
    def address(self) -> str:
        return reverse("pay_period", args=[self.period.label])

    def text(self, language: str) -> str:
        """2026年9月还没有核对，离发薪日 10月10日 还有 1 个工作日：请核对"""
        month, day = formats.period_name(self.period, language), formats.short_day(self.pay_day, language)
        zh, en = _TO_DO[self.step]
        if language == "zh":
            when = (
                f"发薪日 {day} 已过 {-self.left} 天"
                if self.left < 0
                else f"离发薪日 {day} 还有 {self.left} 个工作日"
                if self.left
                else f"今天 {day} 是发薪日"
            )
            return f"{month}还没有{self.step.text('zh')}，{when}：{zh}"
        when = (
            f"{-self.left} days after pay day, {day}"
            if self.left < 0
            else f"{self.left} working days before pay day, {day}"
            if self.left
            else f"today, {day}, is pay day"
        )
        return f"{month}: {when}, the next step is not taken. Please {en}"


def months_late(today: dt.date) -> list[LateMonth]:
    """Months that are over, oldest first; the last one too, where it was never opened."""
    known = {one.label: one for one in pay_periods()}
    if not known:  # a company that has not begun
        return []
    last = Period.containing("month", today).before
    found = []
    for label in sorted({*known, last.label}):
        period, one = Period.parse(label), known.get(label)
        if period > last:
            continue
        day = one.pay_day if one else pay_day(period)
        state = State(one.state) if one else State.OPEN
        if step := step_due(state, day, today, company.working_days()):
            left = company.working_days().between(today, day) if today < day else (day - today).days
            found.append(LateMonth(period, step, day, left))
    return found


def concerns(user: User, late: LateMonth) -> bool:
    """Whether the account can take the step."""
    return may_for_all(user, TRANSITIONS[late.step].right)


def warn_by_mail(actor: Actor, today: dt.date) -> int:
    """Write to those who can take a step that is due, once for each month and step; how many mails."""
    if not settings.BOJI_SENDS_MAIL:
        return 0
    sent = 0
    for late in months_late(today):
        told = AuditEntry.objects.filter(action=WARNED, subject=f"period:{late.period.label}")
        if told.filter(details__step=late.step.value).exists():
            continue
        readers = [
            one
            for one in User.objects.filter(is_active=True).exclude(email="").order_by("pk")
            if concerns(one, late)
        ]
        for one in readers:
            _write(one, late)
        sent += len(readers)
        audit.record(actor, WARNED, f"period:{late.period.label}", step=late.step.value, people=len(readers))
    return sent


def _write(user: User, late: LateMonth) -> None:
    site = next(iter(settings.CSRF_TRUSTED_ORIGINS), "")
    text = late.text(user.language)
    body = f"{text}\n\n{site}{late.address}\n" if site else f"{text}\n"
    send_mail(text, body, settings.DEFAULT_FROM_EMAIL, [user.email])
