"""A statement in the forms that its pages show: sentences, a chart of the months, tables.

Owns words and arrangement; the figures come from `statement_queries` as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.urls import reverse

from boji.engine.plan.phrases import attribute_words
from boji.engine.results.texts import score_text
from boji.payouts.rules import State
from boji.platform import formats
from boji.platform.charts import Chart, Role, Series, Unit
from boji.platform.components import Cell, Column, Kind, Row, Status, Table
from boji.platform.words import language, say
from boji.statements.explained import Lines, ListedLine
from boji.statements.history import MonthResult
from boji.statements.queries import Heading, PersonPay, Statement, Who, is_running
from boji.statements.score_queries import shown_score

FEWEST_MONTHS = 2  # of which a trend can be seen

_KINDS = {
    State.OPEN: Kind.DRAFT,
    State.CALCULATED: Kind.ACTIVE,
    State.CHECKED: Kind.ACTIVE,
    State.APPROVED: Kind.ACTIVE,
    State.LOCKED: Kind.LOCKED,
    State.PAID: Kind.DONE,
}


def status_of(heading: Heading) -> Status:
    return Status(_KINDS[heading.state], heading.state.text(language()))


def change_words(months: Sequence[MonthResult], statement: Statement) -> str:
    """How the pay compares with the month before, where there is one; a running month is not compared yet."""
    if statement.heading.is_running:
        return ""
    before = statement.subject.period.before
    known = [one for one in months if one.period == before]
    if not known:
        return ""
    name = formats.period_name(before, language())
    return say(
        "比{before} {change}",
        "{change} on {before}",
        before=name,
        change=formats.change(statement.pay - known[0].pay),
    )


def trend(months: Sequence[MonthResult]) -> Chart | None:
    """Pay and commission of the months that are over, oldest first."""
    months = [one for one in months if not is_running(one.period)]
    if len(months) < FEWEST_MONTHS:
        return None
    pays = [one.pay for one in months]
    return Chart(
        title=say(
            "{number} 个月的应发：最低 {least}，最高 {most}",
            "Pay of {number} months: from {least} to {most}",
            number=len(months), least=formats.money(min(pays)), most=formats.money(max(pays)),
        ),
        name="statements",
        shape="line",
        unit=Unit.MONEY,
        axis=say("月份", "Month"),
        labels=tuple(formats.period_name(one.period, language()) for one in months),
        series=_series(months),
    )  # fmt: skip


def _series(months: Sequence[MonthResult]) -> tuple[Series, ...]:
    """Pay, and commission beside it where that is not all of it."""
    pay = Series(say("应发", "Pay"), tuple(one.pay for one in months))
    commission = Series(say("其中提成", "Commission"), tuple(one.commission for one in months), Role.PAST)
    return (pay,) if pay.values == commission.values else (pay, commission)


def own_table(months: Iterable[tuple[MonthResult, Heading]], person_id: str) -> Table:
    """One's own months: what was paid, how far it has come, and the score."""
    return Table(
        say("我的提成单，新的在前", "My statements, newest first"),
        (
            Column("month", say("月份", "Month")),
            Column("state", say("状态", "State")),
            Column("pay", say("应发", "Pay"), number=True, key=True),
            Column("commission", say("其中提成", "Commission"), number=True),
            Column("score", say("得分", "Score"), number=True, key=True),
        ),
        tuple(_own_row(one, heading, person_id) for one, heading in months),
    )


def _own_row(one: MonthResult, heading: Heading, person_id: str) -> Row:
    label = one.period.label
    scored = Cell(shown_score(score_text(one.score)), href=reverse("score_card", args=[label, person_id]))
    return Row(
        (
            Cell(
                formats.period_name(one.period, language()),
                href=reverse("statement", args=[label, person_id]),
            ),
            Cell("", status=status_of(heading), note=_pay_day(heading)),
            Cell(formats.money(one.pay)),
            Cell(formats.money(one.commission)),
            scored if one.score is not None else Cell("—"),
        )
    )


def _pay_day(heading: Heading) -> str:
    if heading.paid_on:
        return say("{day} 发放", "paid on {day}", day=formats.short_day(heading.paid_on, language()))
    return say("发薪日 {day}", "pay day {day}", day=formats.short_day(heading.pay_day, language()))


def people_table(people: Iterable[PersonPay], period: str) -> Table:
    """The statements of a month for those who see pay."""
    return Table(
        say("这个月的提成单", "Statements of this month"),
        (
            Column("person", say("姓名", "Name"), sortable=True),
            Column("team", say("团队", "Team")),
            Column("pay", say("应发", "Pay"), number=True, key=True, sortable=True),
            Column("commission", say("其中提成", "Commission"), number=True, key=True, sortable=True),
        ),
        tuple(
            Row(
                (
                    Cell(one.name, href=reverse("statement", args=[period, one.person_id]), order=one.name),
                    Cell(one.team or "—"),
                    Cell(formats.money(one.pay), order=one.pay),
                    Cell(formats.money(one.commission), order=one.commission),
                )
            )
            for one in people
        ),
    )


def with_rows(table: Table, rows: Iterable[Row]) -> Table:
    """The same table with the rows of one page."""
    return replace(table, rows=tuple(rows))


def standing(who: Who) -> str:
    """Role, tier and team in words: 主播 · 头部 · makeup."""
    words = [
        attribute_words(attribute, value, language())
        for attribute, value in (("role", who.role), ("tier", who.tier))
        if value
    ]
    return " · ".join([*words, who.team] if who.team else words)


def order_table(lines: Lines) -> Table:
    """One page of the order lines of a sum; the last row is what all of them come to."""
    columns = (
        Column("order", say("付款时间与商品", "Paid at, and product")),
        Column("paid", say("实付", "Paid"), number=True, key=True),
        Column("refunded", say("已退", "Refunded"), number=True),
        Column("counts", say("计入", "Counts"), number=True, key=True),
    )
    whole = say("全部 {n} 行", "All {n} lines", n=lines.number)
    total = "" if lines.total is None else formats.money(lines.total)
    rows = tuple(_order_row(one) for one in lines.listed)
    return Table(say("订单行", "Order lines"), columns, rows, (Cell(whole), Cell(""), Cell(""), Cell(total)))


def _order_row(one: ListedLine) -> Row:
    line = one.line
    product = one.product or line.product_id or say("没有商品编号", "no product")
    refunded = formats.money(line.refunded) if line.refunded else "—"
    counts = "—" if one.counts is None else formats.money(one.counts)
    back = say("已退 {back}", "{back} refunded", back=refunded) if line.refunded else ""
    return Row(
        (
            Cell(f"{formats.moment(line.at, language())}:{line.at:%S}", note=f"{product} · {line.line_id}"),
            Cell(formats.money(line.paid), note=back),
            Cell(refunded),
            Cell(counts),
        )
    )
