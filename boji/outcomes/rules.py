"""What a decision must say, as pure checks: a reason always, and for a termination what the law asks for.

A transfer or termination needs a recorded training or transfer before it and takes effect no earlier than
the notice period after written notice (O04); being last in a ranking alone is no ground.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

LEAST_NOTICE_DAYS = 30
SHORTEST_REASON = 5  # characters; a word is no reason


@dataclass(frozen=True)
class Answer:
    """What somebody decides about a proposal."""

    accepted: bool
    reason: str
    effective_on: dt.date | None = None
    notice_on: dt.date | None = None
    groundwork: str = ""


@dataclass(frozen=True)
class Asked:
    """What the plan's outcome asks of a decision."""

    sets: bool  # a new tier or role, from a day
    notice_days: int | None  # a transfer or termination, after notice
    earliest: dt.date  # the day after the period


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with an answer: which field, and why."""

    field: str
    zh: str
    en: str

    def text(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


def faults(answer: Answer, asked: Asked) -> list[Fault]:
    """Everything that keeps an answer from being taken, all at once."""
    found = []
    if len(answer.reason.strip()) < SHORTEST_REASON:
        found.append(Fault("reason", "请写明理由（至少 5 个字）", "Give a reason (at least 5 characters)"))
    if not answer.accepted:
        return found
    if asked.sets:
        found += _effective(answer, asked)
    if asked.notice_days is not None:
        found += _notice(answer, asked.notice_days)
    return found


def _effective(answer: Answer, asked: Asked) -> list[Fault]:
    if answer.effective_on is None:
        return [Fault("effective_on", "请选择生效日期", "Choose the day from which it holds")]
    if answer.effective_on < asked.earliest:
        return [
            Fault(
                "effective_on",
                f"不能早于 {asked.earliest}：已结束的账期不受影响",
                f"Not before {asked.earliest}: the period that is over stays as it is",
            )
        ]
    return []


def _notice(answer: Answer, notice_days: int) -> list[Fault]:
    days = max(notice_days, LEAST_NOTICE_DAYS)
    found = []
    if len(answer.groundwork.strip()) < SHORTEST_REASON:
        found.append(
            Fault(
                "groundwork",
                "请写明之前的培训或调岗记录（日期与内容）",
                "Name the training or transfer that came before (date and what)",
            )
        )
    if answer.notice_on is None:
        found.append(Fault("notice_on", "请填写书面通知的日期", "Give the day of the written notice"))
    elif answer.effective_on is None or (answer.effective_on - answer.notice_on).days < days:
        earliest = answer.notice_on + dt.timedelta(days)
        found.append(
            Fault(
                "effective_on",
                f"最早可在 {earliest} 生效：书面通知后至少 {days} 天",
                f"It can take effect on {earliest} at the earliest: {days} days after written notice",
            )
        )
    return found
