"""The score card: every point with its reason, rank by a rule that is said, missing figures shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import Client

from boji.platform.models import User
from boji.platform.roles import Role
from boji.statements.explained import Subject
from boji.statements.score_queries import score_card_of
from tests.site.conftest import Account

from .test_statement import all_steps, page

Subjects = Callable[..., Subject]
SignIn = Callable[[User], Client]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("person_id", ["A", "B"])
def test_every_item_stands_beside_its_own_sentence(person_id: str, language: str, subject: Subjects) -> None:
    card = score_card_of(subject(person_id, language))
    assert card is not None
    for dimension in card.dimensions:
        for item in dimension.items:
            assert item.text.startswith(item.label)
            assert item.shown in item.reason
            assert item.weight in item.reason
            assert item.actual in item.reason


def test_items_by_weight_make_the_score_before_deductions(subject: Subjects) -> None:
    card = score_card_of(subject("A"))
    assert card is not None
    items = [item for dimension in card.dimensions for item in dimension.items]
    whole = sum(Fraction(item.weight.rstrip("%")) / 100 * Fraction(item.score or 0) for item in items)
    assert abs(whole - Fraction(card.score or 0)) < Fraction(1, 1000)


def test_the_page_says_rank_and_rule(account: Account, sign_in: SignIn) -> None:
    text = page(sign_in(account("an", Role.ANCHOR, person_id="A")), "/statements/2026-03/A/score/")
    assert "同级组排名" in text
    assert "名次 = 1 + 得分更高的人数" in text


def test_every_place_below_a_score_opens(subject: Subjects) -> None:
    assert sum(1 for _ in all_steps(subject("A"), "score")) > 4


def test_a_missing_figure_is_named(account: Account, sign_in: SignIn) -> None:
    text = page(sign_in(account("bei", Role.ANCHOR, person_id="B")), "/statements/2026-04/B/score/")
    assert "毛利率" in text
    assert "没有数据" in text
    assert "数据分析师" in text


def test_who_has_no_score_card_is_told_so(account: Account, sign_in: SignIn) -> None:
    assert "没有适用的考核表" in page(sign_in(account("hu", Role.HR)), "/statements/2026-03/O/score/")


def test_scores_are_decimals_of_the_run(subject: Subjects) -> None:
    card = score_card_of(subject("A"))
    assert card is not None
    assert Decimal(card.score or 0).as_tuple().exponent == -4
