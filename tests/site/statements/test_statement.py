"""The page of a statement: it adds up on sight, says why, and opens step by step down to the orders."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from django.test import Client

from boji.platform import clock
from boji.platform.formats import money
from boji.platform.models import User
from boji.platform.roles import Role
from boji.statements.explained import Opened, Subject, opened_at
from boji.statements.queries import statement_of
from tests.site.conftest import Account

from .conftest import EVERYBODY

Subjects = Callable[..., Subject]
SignIn = Callable[[User], Client]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("person_id", EVERYBODY)
def test_lines_add_up_to_groups_and_groups_to_the_pay(
    person_id: str, language: str, subject: Subjects
) -> None:
    found = statement_of(subject(person_id, language))
    for group in found.groups:
        assert sum(line.amount for line in group.lines) == group.total
    assert sum(group.total for group in found.groups) == found.pay
    assert bool(found.empty) == (not found.groups)


@pytest.mark.parametrize("person_id", EVERYBODY)
def test_base_times_rate_is_the_amount_that_stands_beside_it(person_id: str, subject: Subjects) -> None:
    multiplied = [
        line for group in statement_of(subject(person_id)).groups for line in group.lines if line.rate
    ]
    for line in multiplied:
        assert line.base is not None
        assert line.rate is not None
        if not line.rate.startswith("≈"):
            exact = line.base * Decimal(line.rate.rstrip("%")) / 100
            assert abs(exact - line.amount) <= Decimal("0.5")


def all_steps(subject: Subject, place: str) -> Iterator[Opened]:
    """A place and everything below it, opened one after the other."""
    opened = opened_at(subject, place.split("/", maxsplit=1)[0], place)
    yield opened
    for step in opened.steps:
        if step.opens:
            yield from all_steps(subject, step.place)


@pytest.mark.parametrize("person_id", ["A", "B", "O"])
def test_every_line_opens_and_its_orders_add_up_to_its_base(person_id: str, subject: Subjects) -> None:
    person = subject(person_id)
    lists = [step.lines for step in all_steps(person, "pay") if step.lines]
    assert lists
    for lines in lists:
        assert lines.number == len(lines.listed)  # one page holds them here
        assert sum(one.counts or 0 for one in lines.listed) == lines.total


def test_a_commission_line_ends_in_the_orders_of_its_base(subject: Subjects) -> None:
    person = subject("A")
    bases = 0
    for group in statement_of(person).groups:
        for line in group.lines:
            if line.base is not None:
                opened = opened_at(person, "pay", f"{line.place}/0")
                assert opened.lines is not None
                assert opened.lines.total == line.base
                bases += 1
    assert bases > 1


def test_the_page_says_every_line_and_the_total(account: Account, sign_in: SignIn, subject: Subjects) -> None:
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), "/statements/2026-03/A/")
    found = statement_of(subject("A"))
    assert money(found.pay) in text
    for group in found.groups:
        assert money(group.total) in text
        for line in group.lines:
            assert line.label in text
            assert money(line.amount) in text
            assert line.formula in text
    assert "2026年3月" in text
    assert "发薪日" in text


@pytest.mark.parametrize(
    ("today", "state"),
    [
        pytest.param("2026-03-31", "未核算", id="the last day of the month"),
        pytest.param("2026-04-01", "已核算", id="the day after"),
    ],
)
def test_a_running_month_is_not_called_calculated(
    today: str, state: str, account: Account, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: dt.datetime.fromisoformat(f"{today} 20:00+08:00"))
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), "/statements/2026-03/A/")
    assert [word for word in ("未核算", "已核算") if word in text] == [state]
    assert ("比2026年2月" in text) == (state == "已核算")


def test_a_fragment_is_fetched_in_place_and_a_page_by_itself(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    part = client.get("/statements/2026-03/A/why/pay/0/", headers={"HX-Request": "true"}).content.decode()
    whole = client.get("/statements/2026-03/A/why/pay/0/").content.decode()
    assert "<html" not in part
    assert "<html" in whole
    assert "data-discloses" in part
    assert "/disputes/new/2026-03/A/line%201/" in part


@pytest.mark.parametrize("place", ["pay/99", "pay/0/x", "score", "gmv", "pay/0/0/0/0/0/0"])
def test_a_place_that_is_not_there_is_not_found(place: str, account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    assert client.get(f"/statements/2026-03/A/why/{place}/").status_code == 404


def test_orders_come_a_page_at_a_time(
    account: Account, sign_in: SignIn, subject: Subjects, monkeypatch: pytest.MonkeyPatch
) -> None:
    several = next(one for one in all_steps(subject("A"), "pay") if one.lines and one.lines.number > 1)
    monkeypatch.setattr("boji.statements.explained.LINES_ON_A_PAGE", 1)
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    address = f"/statements/2026-03/A/why/{several.place}/"
    first, second = page(client, address), page(client, f"{address}?page=2")
    assert 'rel="next"' in first
    assert 'rel="prev"' in second
    assert 'rel="prev"' not in page(client, f"{address}?page=nonsense")


def test_an_empty_statement_says_why(account: Account, sign_in: SignIn) -> None:
    hu = sign_in(account("hu", Role.HR))
    assert "没有适用的提成方案" in page(hu, "/statements/2026-03/X/")
    assert "已不在职" in page(hu, "/statements/2026-03/L/")
    assert "才入职" in page(hu, "/statements/2026-03/N/")


def test_a_month_without_a_run_says_so(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    assert "还没有核算" in page(client, "/statements/2026-07/A/")


def test_what_is_missing_is_named_with_who_brings_it(account: Account, sign_in: SignIn) -> None:
    """B of April has no orders, so no margin and no score."""
    text = page(sign_in(account("bei", Role.ANCHOR, person_id="B")), "/statements/2026-04/B/")
    assert "缺少数据" in text
    assert "订单行" in text
    assert "数据分析师" in text


def test_english_pages_speak_english(account: Account, sign_in: SignIn) -> None:
    user = account("an", Role.ANCHOR, person_id="A")
    user.language = "en"
    user.save()
    text = page(sign_in(user), "/statements/2026-03/A/")
    words = re.sub(r"<[^>]+>", "", text[text.index("<main") : text.index("</main")])
    assert "Seller" in words
    assert set(re.findall(r"[一-鿿]+", words)) == {"安安", "春季专场"}  # names stay as they are


def test_own_months_newest_first(account: Account, sign_in: SignIn) -> None:
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), "/statements/")
    found = [text.index(month) for month in ("2026年4月", "2026年3月", "2026年2月")]
    assert found == sorted(found)


def test_everybody_of_a_month_for_those_who_see_pay(account: Account, sign_in: SignIn) -> None:
    text = page(sign_in(account("fang", Role.FINANCE)), "/statements/2026-03/")
    assert all(name in text for name in ("安安", "贝贝", "欧欧"))
    assert "欧欧" not in page(sign_in(account("wen", Role.FINANCE)), "/statements/2026-03/?q=安")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())
