"""The pay file of a locked month: who is to be paid what, for payroll (xlsx, csv), with a record of every
file made.

One row a person who gets money, by team and id; xlsx also says what is carried over and how the two make the
sum of the statements. csv holds rows only, so that a program reading it takes no total for a person. A file
made twice of the same month has the same rows; each making is recorded with who, when, sha256, people and
total.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter
from django.db import transaction

from boji.engine.periods import Period
from boji.engine.results.texts import money_text
from boji.payouts import queries
from boji.payouts.models import PayFile, Payment, PayPeriod
from boji.payouts.moving import month_name
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import PaymentStatus
from boji.payouts.spreadsheets import MONEY, harmless, write_cell
from boji.platform import clock
from boji.platform.access import demand
from boji.platform.audit import Actor, record
from boji.platform.roles import Right

Form = Literal["xlsx", "csv"]
FORMS: tuple[Form, ...] = ("xlsx", "csv")
TYPES: dict[Form, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
COLUMNS = ("reference", "person_id", "name", "team", "month", "amount", "pay_date", "status")
_HEADERS = {
    "zh": ("参考号", "人员编号", "姓名", "团队", "账期", "金额", "发薪日", "状态"),
    "en": ("reference", "person", "name", "team", "month", "amount", "pay date", "status"),
}
_AMOUNT = COLUMNS.index("amount")


@dataclass(frozen=True)
class Made:
    """A file that was made, with its record."""

    name: str
    content: bytes
    record: PayFile


def make_pay_file(actor: Actor, period: Period, form: Form, language: str = "zh") -> Made:
    """Make a pay file of a locked month and record it. Raises StepRefused for a month that is not locked."""
    assert actor.user is not None, "files are made by people"
    demand(actor.user, Right.PAY)
    with transaction.atomic():
        one = queries.pay_period(period)
        if one is None or not one.is_settled:
            raise StepRefused("not_settled", period=month_name(period.label))
        payments = queries.payments_of(one)
        rows = [_row(one, payment, language) for payment in payable(payments)]
        content = _csv(rows, language) if form == "csv" else _workbook(one, rows, payments, language)
        total = sum(payment.fen for payment in payable(payments))
        made = PayFile.objects.create(
            pay_period=one,
            at=clock.now(),
            by=actor.user,
            name=f"boji-pay-{period.label}.{form}",
            sha256=hashlib.sha256(content).hexdigest(),
            people=len(rows),
            fen=total,
            run=one.run,
        )
        record(
            actor,
            "period.pay_file",
            f"period:{period.label}",
            file=made.name,
            sha256=made.sha256,
            people=made.people,
            fen=total,
        )
    return Made(made.name, content, made)


def payable(payments: Sequence[Payment]) -> list[Payment]:
    """Those who get money: what is below zero is carried over."""
    return [payment for payment in payments if payment.fen > 0]


def _row(one: PayPeriod, payment: Payment, language: str) -> tuple[str, ...]:
    return (
        f"{one.label}-{payment.person_id}",
        payment.person_id,
        payment.name,
        payment.team,
        one.label,
        money_text(payment.fen),
        (payment.paid_on or one.pay_day).isoformat(),
        PaymentStatus(payment.status).text(language),
    )


def _csv(rows: Sequence[tuple[str, ...]], language: str) -> bytes:
    """UTF-8 with a mark, so that Excel reads the Chinese."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_HEADERS[language])
    for row in rows:
        writer.writerow(cell if place == _AMOUNT else harmless(cell) for place, cell in enumerate(row))
    return text.getvalue().encode("utf-8-sig")


def _workbook(
    one: PayPeriod, rows: Sequence[tuple[str, ...]], payments: Sequence[Payment], language: str
) -> bytes:
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        # Not the moment of writing: the same payments make the same bytes.
        book.set_properties({"created": dt.datetime.combine(one.pay_day, dt.time())})
        bold = book.add_format({"bold": True, "bottom": 1})
        money = book.add_format({"num_format": MONEY})
        total = book.add_format({"num_format": MONEY, "bold": True, "top": 1})
        sheet = book.add_worksheet("发放" if language == "zh" else "Pay")
        sheet.freeze_panes(1, 3)
        sheet.set_column(0, len(COLUMNS) - 1, 16)
        sheet.write_row(0, 0, _HEADERS[language], bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                write_cell(sheet, number, place, cell, money if place == _AMOUNT else None)
        sheet.write_string(len(rows) + 1, 0, "合计" if language == "zh" else "total", bold)
        paid = sum(payment.fen for payment in payable(payments))
        write_cell(sheet, len(rows) + 1, _AMOUNT, money_text(paid), total)
        _carried_sheet(book, payments, language, bold, money, total)
    return file.getvalue()


def _carried_sheet(
    book: Any, payments: Sequence[Payment], language: str, bold: Any, money: Any, total: Any
) -> None:
    """How the amounts paid out and carried over make the sum of the statements."""
    zh = language == "zh"
    sheet = book.add_worksheet("核对" if zh else "Totals")
    sheet.set_column(0, 2, 20)
    carried = [payment for payment in payments if payment.fen < 0]
    sheet.write_row(
        0, 0, ("人员编号", "姓名", "结转下月") if zh else ("person", "name", "carried over"), bold
    )
    for number, payment in enumerate(carried, 1):
        write_cell(sheet, number, 0, payment.person_id)
        write_cell(sheet, number, 1, payment.name)
        write_cell(sheet, number, 2, money_text(payment.fen), money)
    at = len(carried) + 2
    paid, owed = sum(p.fen for p in payable(payments)), sum(p.fen for p in carried)
    words = ("本次发放", "结转下月", "应发合计") if zh else ("paid out", "carried over", "statements in all")
    for number, (word, fen) in enumerate(zip(words, (paid, owed, paid + owed), strict=True)):
        write_cell(sheet, at + number, 0, word)
        write_cell(sheet, at + number, 2, money_text(fen), total)
