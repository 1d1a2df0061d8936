"""A month that is calculated again: whose pay changed, by how much, and why."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from boji.engine.periods import Period
from boji.intake import import_files
from boji.payouts import actions
from boji.platform.audit import Actor
from boji.workspace import Workspace

from .conftest import MARCH, Walk

REFUND = "refund_id,line_id,refunded_at,amount\nr9,s3,2026-03-20 10:00:00,900.00\n"


def _client(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_a_month_that_was_calculated_once_has_nothing_to_compare(
    walk: Walk, staff: Callable[[str], Actor]
) -> None:
    walk(MARCH, "calculate")
    assert "只核算过一次" in _client(staff("fang")).get(f"/periods/{MARCH}/changes/").content.decode()


def test_a_refund_between_two_calculations_is_named(
    company: Workspace, walk: Walk, staff: Callable[[str], Actor]
) -> None:
    walk(MARCH, "calculate")
    file = company.path.parent / "refunds.csv"
    file.write_text(REFUND, encoding="utf-8")
    import_files(company, file)
    actions.calculate(staff("fang"), company, Period.parse(MARCH))
    page = _client(staff("fang")).get(f"/periods/{MARCH}/changes/").content.decode()
    assert "数据不同" in page
    assert "贝贝" in page
    assert "安安" not in page  # B alone sold the line that was refunded


def test_it_is_for_those_who_settle_pay(walk: Walk, staff: Callable[[str], Actor]) -> None:
    walk(MARCH, "calculate")
    assert _client(staff("an")).get(f"/periods/{MARCH}/changes/").status_code == 404
    assert _client(staff("fang")).get("/periods/2031-01/changes/").status_code == 404
