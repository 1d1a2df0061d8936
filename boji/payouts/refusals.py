"""What is said when a step of a pay period or of a payment is refused.

Owns the reasons and their words: what stands in the way, who did it where somebody did, and what to do.
"""

from __future__ import annotations

_WORDS = {
    "state": (
        "{period}现在是“{state}”（{who}），不能{step}。{step}的前提是：{needed}",
        "{period} is “{state}” now ({who}), so you cannot {step} it. To {step} it must be: {needed}",
    ),
    "moved": (
        "刚才{who}改变了{period}，现在是“{state}”。请看过新的状态再操作",
        "{period} was changed a moment ago ({who}); it is “{state}” now. Look at it again before you go on",
    ),
    "other_run": (
        "{period}在您查看之后重新核算过（{who}），数字可能已经不同。请重新查看后再{step}",
        (
            "{period} was calculated anew after you looked at it ({who}); figures may differ."
            " Look again before you {step} it"
        ),
    ),
    "own_step": (
        "{period}是您自己{own}的，要由另一个人批准：{others}",
        "It was you who took the step “{own}” of {period}; somebody else must approve it: {others}",
    ),
    "earlier": (
        "请先锁定更早的月份：{months}。账期要按先后锁定",
        "Lock the earlier months first: {months}. Months are locked in order",
    ),
    "later_settled": (
        "{later}已经锁定，不能再{step}{period}。后来得知的变动会成为下一个未锁定月份的调整",
        (
            "{later} is locked already, so you cannot {step} {period} any more. What becomes known later is"
            " an adjustment of the next month"
        ),
    ),
    "basis": (
        "{period}核算之后，它所依据的内容变了：{what}。请重新核算",
        "What {period} stands on has changed since it was calculated: {what}. Calculate it again",
    ),
    "blocked": ("{period}还有必须先处理的事：{what}", "{period} has things to mend first: {what}"),
    "unwaived": (
        "请为这些事写明放行的原因，或先处理：{what}",
        "Write a reason why these may pass, or mend them first: {what}",
    ),
    "no_pay": (
        "{period}没有应发的人：{why}。没有可以结算的内容",
        "Nobody is to be paid for {period}: {why}. There is nothing to settle",
    ),
    "reason": ("请写明原因", "Give a reason"),
    "paid_already": (
        "{period}已有 {count} 笔发放，不能重新打开。更正请作为下一个月的调整",
        (
            "{count} payments of {period} were made, so it cannot be opened again."
            " Corrections become adjustments of the next month"
        ),
    ),
    "paid_on_future": (
        "发放日期 {day} 还没有到。请在实际发放之后登记",
        "{day} is still to come. Record the pay on the day on which it was made",
    ),
    "paid_on_early": (
        "发放日期 {day} 早于月末。请填写 {first} 或之后的日期",
        "{day} is before the month's end. Enter {first} or a later day",
    ),
    "not_a_month": (
        "只有月份有账期：{period} 不是月份，写作 2026-09",
        "Only months are paid: {period} is none; a month is written 2026-09",
    ),
    "payment_state": (
        "{name}的这笔款现在是“{state}”，不能{wanted}",
        "The payment to {name} is “{state}” now; it cannot be {wanted}",
    ),
    "not_settled": (
        "{period}还没有锁定，没有发放文件。先批准并锁定",
        "{period} is not locked yet, so it has no pay file. Approve and lock it first",
    ),
}


class StepRefused(Exception):
    """Nothing was done, for this reason; `text` says it with what to do."""

    def __init__(self, code: str, **parts: object) -> None:
        self.code, self.parts = code, parts
        super().__init__(self.text("en"))

    def text(self, language: str) -> str:
        parts = {name: _said(part, language) for name, part in self.parts.items()}
        return _WORDS[self.code][0 if language == "zh" else 1].format(**parts)


def _said(part: object, language: str) -> object:
    """A part in the reader's language: a pair of texts, what has texts of its own, or itself."""
    if isinstance(part, tuple):
        return part[0 if language == "zh" else 1]
    if isinstance(part, list):
        return ("、" if language == "zh" else ", ").join(str(_said(one, language)) for one in part)
    return part.text(language) if hasattr(part, "text") else part
