"""The pay file of a locked month: rows are payments, totals are the statements', text is no formula."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from boji.engine.periods import Period
from boji.payouts import queries
from boji.payouts.models import Payment, PayPeriod
from boji.payouts.pay_file import FORMS, Form, make_pay_file
from boji.payouts.people import people_of
from boji.payouts.refusals import StepRefused
from boji.payouts.rules import State, status_of
from boji.platform.access import NotFound
from boji.platform.audit import Actor
from boji.platform.models import AuditEntry
from boji.workspace import Workspace
from tests.cli.company import Company

from .conftest import MARCH, Walk

Staff = Callable[[str], Actor]
MARCH_PERIOD = Period.parse(MARCH)
NASTY = ("=1+1", "-2+3", "+A1", "@sum", "\t=1", "\r=1", " =1", "－1+1", "安安")


@pytest.fixture
def nasty(db: None) -> PayPeriod:
    """A locked month of people whose names are formulas; the last but one is owed less than nothing."""
    one = PayPeriod.objects.create(label=MARCH, state=State.LOCKED, pay_day=dt.date(2026, 4, 10), run="r")
    amounts = [100_01, 200, 3, 4, 5, 6, 7, -50_00, 0]
    Payment.objects.bulk_create(
        Payment(
            pay_period=one, person_id=f"P{n}", name=name, team=name, fen=fen, status=status_of(fen)
        )
        for n, (name, fen) in enumerate(zip(NASTY, amounts, strict=True))
    )  # fmt: skip
    return one


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_text_is_no_formula_and_figures_stay_figures(nasty: PayPeriod, staff: Staff) -> None:
    head, *rows = csv_rows(make_pay_file(staff("fang"), MARCH_PERIOD, "csv").content)
    assert head[:3] == ["参考号", "人员编号", "姓名"]
    assert len(rows) == 7, "who is owed nothing, or less, gets no money"
    for row in rows:
        assert all(not cell.lstrip().startswith(("=", "+", "-", "@", "－")) for cell in row)
        assert row[5] == str(Decimal(row[5]))
    book = make_pay_file(staff("fang"), MARCH_PERIOD, "xlsx").content
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(book))
    cells = sheets.get_sheet_by_index(0).to_python()
    assert {"=1+1", "-2+3"} <= {row[2] for row in cells}, "in xlsx text is marked as text"
    assert cells[-1][5] == pytest.approx(102.26)
    totals = sheets.get_sheet_by_index(1).to_python()
    assert [row[2] for row in totals[-3:]] == [pytest.approx(sum_) for sum_ in (102.26, -50, 52.26)]


def test_the_file_the_payments_and_the_statements_are_one_sum(
    company: Workspace, walk: Walk, staff: Staff
) -> None:
    one = walk(MARCH, "lock")
    made = make_pay_file(staff("fang"), MARCH_PERIOD, "csv")
    filed = sum(Decimal(row[5]) for row in csv_rows(made.content)[1:])
    payments = sum(payment.fen for payment in queries.payments_of(one))
    run = queries.run_in_use(company, MARCH_PERIOD)
    assert filed * 100 == payments == sum(row.pay for row in people_of(run)) == made.record.fen


@pytest.mark.parametrize("form", FORMS)
def test_every_file_is_recorded_with_its_hash(form: Form, nasty: PayPeriod, staff: Staff) -> None:
    first = make_pay_file(staff("fang"), MARCH_PERIOD, form)
    again = make_pay_file(staff("wen"), MARCH_PERIOD, form)
    assert first.content == again.content, "the same payments make the same bytes"
    assert [one.by.username for one in queries.pay_files_of(nasty)] == ["fang", "wen"]
    assert first.record.sha256 == hashlib.sha256(first.content).hexdigest()
    assert (first.record.people, first.record.fen) == (7, 102_26)
    assert AuditEntry.objects.filter(action="period.pay_file").count() == 2


def test_only_a_locked_month_has_a_file_and_only_for_those_who_pay(
    company: Workspace, walk: Walk, staff: Staff
) -> None:
    with pytest.raises(StepRefused, match="not locked yet"):
        make_pay_file(staff("fang"), MARCH_PERIOD, "csv")
    walk(MARCH, "approve")
    with pytest.raises(StepRefused, match="not locked yet"):
        make_pay_file(staff("fang"), MARCH_PERIOD, "csv")
    with pytest.raises(NotFound):
        make_pay_file(staff("hu"), MARCH_PERIOD, "csv")


def test_exports_of_statements_are_as_harmless(commands: Company, tmp_path: Path) -> None:
    commands.done("run", MARCH)
    target = tmp_path / "lines.csv"
    commands.done("export", MARCH, "--to", str(target))
    amounts = [row[-1] for row in csv_rows(target.read_bytes())[1:]]
    assert all(amount == str(Decimal(amount)) for amount in amounts), "amounts below zero stay figures"
