"""Tables and steps of the pages of pay periods, in the form of the site's components.

Owns which columns there are and how a figure is written in them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from boji.engine.periods import Period
from boji.engine.plan.vocabulary import ROLES, TIERS, said
from boji.payouts.models import Payment, PayPeriod
from boji.payouts.people import PersonRow, Totals
from boji.payouts.period_list import Month
from boji.payouts.period_page import PeriodPage
from boji.payouts.rules import PaymentStatus, State, Step
from boji.platform import formats
from boji.platform.components import Arrangement, Cell, Column, Kind, Progress, Row, Status, Table
from boji.platform.components import Step as Mark
from boji.platform.words import language, say

STATE_KINDS = {
    State.OPEN: Kind.DRAFT,
    State.CALCULATED: Kind.ACTIVE,
    State.CHECKED: Kind.WAITING,
    State.APPROVED: Kind.WAITING,
    State.LOCKED: Kind.LOCKED,
    State.PAID: Kind.DONE,
}
PAYMENT_KINDS = {
    PaymentStatus.DUE: Kind.WAITING,
    PaymentStatus.PAID: Kind.DONE,
    PaymentStatus.RETURNED: Kind.BLOCKED,
    PaymentStatus.CARRIED: Kind.ACTIVE,
    PaymentStatus.NOTHING: Kind.DRAFT,
}


def state_status(state: State) -> Status:
    return Status(STATE_KINDS[state], state.text(language()))


def page_title(page: PeriodPage) -> str:
    """What the month pays, beside the month before."""
    month = formats.period_name(page.period, language())
    if page.run is None:
        return say("{month}还没有核算", "{month} is not calculated yet", month=month)
    pay = formats.money(page.totals.pay)
    if page.before is None or not page.rows:
        return say("{month}应发 {pay}", "{month} pays {pay}", month=month, pay=pay)
    more = formats.money(abs(page.more))
    how = say("少", "less") if page.more < 0 else say("多", "more")
    return say(
        "{month}应发 {pay}，比上月{how} {more}",
        "{month} pays {pay}, {more} {how} than the month before",
        month=month,
        pay=pay,
        more=more,
        how=how,
    )


def page_sub(page: PeriodPage) -> SafeString:
    """State and pay day, in one line."""
    if page.one.paid_on:
        day = say("{day} 已发放", "paid on {day}", day=formats.day(page.one.paid_on, language()))
    else:
        day = say("发薪日 {day}", "pay day {day}", day=formats.day(page.one.pay_day, language()))
    state = page.state.text(language())
    return format_html("{} · {}", say("预览", "preview") if page.is_preview else state, day)


def payments_sub(one: PayPeriod, payments: list[Payment]) -> str:
    """The state of the month, what is paid out and what is carried over."""
    parts = [
        State(one.state).text(language()),
        say(
            "本次发放 {sum}",
            "{sum} to be paid out",
            sum=formats.money(sum(p.fen for p in payments if p.fen > 0)),
        ),
    ]
    if carried := sum(p.fen for p in payments if p.fen < 0):
        parts.append(say("结转下月 {sum}", "{sum} carried over", sum=formats.money(carried)))
    return " · ".join(parts)


def months_table(found: Iterable[Month]) -> Table:
    """All months: state, people, pay, pay day, next step."""
    columns = (
        Column("month", say("账期", "Month")),
        Column("state", say("状态", "State"), key=True),
        Column("people", say("人数", "People"), number=True),
        Column("pay", say("应发合计", "Total pay"), number=True, key=True),
        Column("pay_day", say("发薪日", "Pay day")),
        Column("next", say("下一步", "Next step")),
    )
    rows = tuple(
        Row(
            (
                Cell(formats.period_name(one.period, language()), href=address(one.period)),
                Cell("", status=state_status(one.state)),
                Cell("—" if one.people is None else formats.count(one.people)),
                Cell("—" if one.fen is None else formats.money(one.fen)),
                Cell(formats.day(one.pay_day, language()), note=_pay_day_note(one)),
                Cell(one.next.text(language()) if one.next else "—"),
            )
        )
        for one in found
    )
    return Table(say("账期", "Pay periods"), columns, rows)


def _pay_day_note(one: Month) -> str:
    if one.paid_on:
        return say("{day} 已发", "paid {day}", day=formats.short_day(one.paid_on, language()))
    if one.late:
        return say("已过 {n} 天", "{n} days late", n=one.late)
    return "" if one.near is None else say("还有 {n} 个工作日", "in {n} working days", n=one.near)


def people_table(page: PeriodPage, rows: list[PersonRow], totals: Totals, order: str) -> Table:
    """People with what each is due; the totals are of all rows that were asked for, not of one page."""
    columns = (
        Column("name", say("姓名", "Name"), sortable=True),
        Column("team", say("团队", "Team"), sortable=True),
        Column("tier", say("层级", "Tier"), sortable=True),
        Column("commission", say("提成", "Commission"), number=True, sortable=True),
        Column("base_pay", say("底薪", "Base pay"), number=True, sortable=True),
        Column("bonus", say("奖金", "Bonus"), number=True, sortable=True),
        Column("adjustment", say("调整", "Adjustments"), number=True, sortable=True),
        Column("pay", say("应发", "Pay"), number=True, key=True, sortable=True),
        Column("score", say("得分", "Score"), number=True, sortable=True),
    )
    total_words = say("合计 {n} 人", "{n} people", n=formats.count(totals.people))
    money = (totals.commission, totals.base_pay, totals.bonus, totals.adjustment, totals.pay)
    return Table(
        say("人员与应发", "People and pay"),
        columns,
        tuple(_person(page.period, one) for one in rows),
        (Cell(total_words), Cell(""), Cell(""), *(Cell(formats.money(fen)) for fen in money), Cell("")),
        Arrangement.of(order, []),
    )


def _person(period: Period, one: PersonRow) -> Row:
    note = say("数据不全", "data missing") if one.incomplete else ""
    role = said(ROLES, one.role, language()) if one.role else "—"
    return Row(
        (
            Cell(one.name, href=statement_address(period, one.person_id), note=role),
            Cell(one.team or "—"),
            Cell(said(TIERS, one.tier, language()) if one.tier else "—"),
            Cell(formats.money(one.commission)),
            Cell(formats.money(one.base_pay)),
            Cell(formats.money(one.bonus) if one.bonus else "—"),
            Cell(formats.change(one.adjustment) if one.adjustment else "—"),
            Cell(formats.money(one.pay), note=say("结转下月", "carried over") if one.pay < 0 else ""),
            Cell("—" if one.score is None else f"{(one.score + 500) // 1000 / 10:.1f}", note=note),
        )
    )


def payments_table(payments: Iterable[Payment]) -> Table:
    columns = (
        Column("name", say("姓名", "Name")),
        Column("team", say("团队", "Team")),
        Column("pay", say("应发", "Pay"), number=True, key=True),
        Column("status", say("状态", "State"), key=True),
        Column("paid_on", say("发放日期", "Paid on")),
    )
    rows = tuple(
        Row(
            (
                Cell(one.name, note=one.note),
                Cell(one.team or "—"),
                Cell(formats.money(one.fen)),
                Cell("", status=payment_status(one)),
                Cell(formats.day(one.paid_on, language()) if one.paid_on else "—"),
            )
        )
        for one in payments
    )
    return Table(say("发放", "Payments"), columns, rows)


def payment_status(one: Payment) -> Status:
    status = PaymentStatus(one.status)
    return Status(PAYMENT_KINDS[status], status.text(language()))


def stepper_of(page: PeriodPage) -> list[Mark]:
    """The way of the month: who took each step and when, whose turn it is, and the pay day."""
    marks = []
    for step in (Step.CALCULATE, Step.CHECK, Step.APPROVE, Step.LOCK, Step.PAY):
        if taken := page.taken.get(step):
            at = formats.moment(timezone.localtime(taken.at), language())
            marks.append(Mark(step.text(language()), Progress.PAST, f"{taken.by or '播绩'} · {at}"))
        elif step is page.next:
            stopped = bool(page.board.to_mend) and step is not Step.CALCULATE
            marks.append(
                Mark(step.text(language()), Progress.STOPPED if stopped else Progress.NOW, _waits(page))
            )
        else:
            note = formats.short_day(page.one.pay_day, language()) if step is Step.PAY else ""
            marks.append(Mark(step.text(language()), Progress.AHEAD, note))
    return marks


def _waits(page: PeriodPage) -> str:
    """What the next step waits for."""
    if page.next is Step.PAY:
        return say("发薪日 {day}", "pay day {day}", day=formats.short_day(page.one.pay_day, language()))
    if page.next is Step.APPROVE and page.own_step:
        return say("等另一个人", "waits for somebody else")
    return say("等您", "waits for you") if page.can_go_on else say("等同事", "waits for a colleague")


def address(period: Period) -> str:
    return reverse("pay_period", args=[period.label])


def statement_address(period: Period, person_id: str) -> str:
    """Where a person's statement is; nowhere while the site has no such page."""
    try:
        return reverse("statement", kwargs={"period": period.label, "person_id": person_id})
    except NoReverseMatch:
        return ""
