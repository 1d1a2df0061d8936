"""What would I earn if: the page says what the engine says, and the address holds the case."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest
from django.test import Client

from boji.engine.additions import Addition
from boji.engine.plan.label import Label
from boji.engine.run import run
from boji.engine.what_if import levers, needed, what_if
from boji.lake.snapshot import latest_snapshot
from boji.payouts.runs import fact_files
from boji.platform.formats import change, money
from boji.platform.models import AuditEntry, User
from boji.platform.roles import Role
from boji.statements.explained import Subject
from boji.statements.what_if_queries import answer_to, next_steps
from boji.workspace import Workspace
from tests.site.conftest import Account

from .test_statement import page

Subjects = Callable[..., Subject]
SignIn = Callable[[User], Client]
ADDRESS = "/statements/2026-03/A/what-if/"


@pytest.mark.parametrize("gmv", ["0", "1500", "2500.5", "90000"])
def test_the_page_says_what_the_engine_says(
    gmv: str, account: Account, sign_in: SignIn, subject: Subjects
) -> None:
    one = subject("A")
    found = what_if(one.opened(), "A", {"gmv": Fraction(gmv)}, "zh")
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), f"{ADDRESS}?gmv={gmv}")
    assert money(found.pay_fen) in text
    assert change(found.difference_fen) in text
    for line in found.lines:
        assert money(line.amount_fen) in text
        assert line.why in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_sliders_that_rest_ask_for_nothing(language: str, subject: Subjects) -> None:
    one = subject("A", language)
    rest = answer_to(one, {})
    again = answer_to(one, {slider.name: slider.value for slider in rest.sliders})
    assert again.statement.difference_fen == 0
    assert again.asked.is_empty
    assert not any(slider.given for slider in again.sliders)


def test_a_mark_asks_for_the_first_value_beyond_it(subject: Subjects) -> None:
    one = subject("A")
    by_name = {lever.name: lever for lever in levers(one.opened(), "A")}
    for slider in answer_to(one, {}).sliders:
        for mark, known in zip(slider.marks, by_name[slider.name].marks, strict=True):
            name, _, text = mark.asks.partition("=")
            times = 100 if slider.suffix == "%" else 1
            assert (name, Fraction(text) / times) == (slider.name, known.beyond)


def test_the_reverse_question(account: Account, sign_in: SignIn, subject: Subjects) -> None:
    found = needed(subject("A").opened(), "A", 304000, "gmv", "zh")
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), f"{ADDRESS}?pay=3,040&with=gmv")
    assert found.text in text


@pytest.mark.parametrize("pay", ["abc", "1e999", "--3", "99999999999999"])
def test_an_amount_that_is_none_is_said_beside_the_field(pay: str, account: Account, sign_in: SignIn) -> None:
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), f"{ADDRESS}?pay={pay}")
    assert "写一个金额" in text
    assert f'value="{pay}"' in text


@pytest.mark.parametrize("gmv", ["abc", "NaN", "Infinity", "1e400", "9" * 40, ""])
def test_a_value_that_is_none_leaves_the_figure_as_it_is(gmv: str, account: Account, sign_in: SignIn) -> None:
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), f"{ADDRESS}?gmv={gmv}")
    assert change(0) in text


def test_next_steps_lead_to_what_they_promise(subject: Subjects) -> None:
    one = subject("A")
    for step in next_steps(one):
        query = dict(part.split("=") for part in step.asks.split("&"))
        assert answer_to(one, query).statement.difference_fen == step.gain


def test_a_bonus_stays_when_other_figures_are_tried(company: Workspace, subject: Subjects) -> None:
    known = subject("A").opened()
    bonus = Addition("A", "bonus", 50000, "2026-Q1", "decision:1", Label("季度奖金", "Quarter bonus"))
    with run(known.plan, fact_files(latest_snapshot(company)), "2026-03", additions=(bonus,)) as paid:
        rest, more = what_if(paid, "A", {}), what_if(paid, "A", {"gmv": Fraction(5000)})
    assert rest.difference_fen == 0
    assert [line.amount_fen for line in more.lines if line.kind == "bonus"] == [50000]


def test_who_falls_under_no_scheme_has_nothing_to_move(account: Account, sign_in: SignIn) -> None:
    assert "没有可以移动的数字" in page(sign_in(account("hu", Role.HR)), "/statements/2026-03/O/what-if/")


@pytest.mark.parametrize(
    ("role", "person_id", "status"),
    [
        (Role.ANCHOR, "A", 200),
        (Role.ANCHOR, "B", 404),
        (Role.FINANCE, None, 200),
        (Role.APPRAISER, None, 404),
    ],
)
def test_a_shared_address_opens_for_those_who_see_the_pay(
    role: Role, person_id: str | None, status: int, account: Account, sign_in: SignIn
) -> None:
    client = sign_in(account("somebody", role, person_id=person_id))
    for address in (f"{ADDRESS}?gmv=5000", "/statements/2026-03/A/next-steps/"):
        assert client.get(address).status_code == status


def test_moving_a_slider_is_one_look(account: Account, sign_in: SignIn) -> None:
    client = sign_in(account("fang", Role.FINANCE))
    client.get(ADDRESS)
    for gmv in range(1000, 5000, 500):
        answer = client.get(f"{ADDRESS}?part=answer&gmv={gmv}", headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
    assert AuditEntry.objects.filter(action="look.what_if").count() == 1


def test_a_moved_slider_stands_in_the_address_and_what_rests_does_not(
    account: Account, sign_in: SignIn, subject: Subjects
) -> None:
    client = sign_in(account("an", Role.ANCHOR, person_id="A"))
    asked = {one.name: one.value for one in answer_to(subject("A"), {}).sliders} | {"gmv": "2500.5"}
    asked |= {"pay": "3,040", "with": "gmv"}
    answer = client.get(ADDRESS, asked | {"part": "answer"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == f"{ADDRESS}?gmv=2500.5&pay=3040&with=gmv"
    assert "HX-Push-Url" not in answer.headers
    shared = page(client, answer.headers["HX-Replace-Url"])
    assert answer.content.decode().split("</dl>")[0].strip() in shared
    rest = client.get(f"{ADDRESS}?part=answer", headers={"HX-Request": "true"})
    assert rest.headers["HX-Replace-Url"] == ADDRESS


def test_marks_stand_where_their_value_is_on_the_track(subject: Subjects) -> None:
    one = subject("A")
    by_name = {lever.name: lever for lever in levers(one.opened(), "A")}
    seen = 0
    for given in ({}, {"gmv": "90000"}):
        for slider in answer_to(one, given).sliders:
            times = 100 if slider.suffix == "%" else 1
            low, high = Fraction(slider.low), Fraction(slider.high)
            for mark, known in zip(slider.marks, by_name[slider.name].marks, strict=True):
                at = (known.value * times - low) / (high - low)
                assert abs(Fraction(mark.place) - at) <= Fraction(1, 10_000)
                assert ((Fraction(mark.value) - low) / Fraction(mark.step)).denominator == 1
                seen += 1
    assert seen
