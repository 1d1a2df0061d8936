"""The handbook names everything that a plan holds, in both languages."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from boji.engine.plan.model import Plan
from boji.engine.plan.phrases import formula_words
from boji.engine.plan.read import read_plan
from boji.engine.plan.units import percent_words
from boji.engine.plan.words import handbook
from boji.engine.rates import Ladder, TierTable

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDEN = Path(__file__).parent / "golden" / "beauty.zh.md"


@pytest.fixture(scope="module", params=["beauty", "guild"])
def plan(request: pytest.FixtureRequest) -> Plan:
    return read_plan(EXAMPLES / request.param / "plan.yaml")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_left_out(plan: Plan, language: str) -> None:
    text = handbook(plan, language)
    items = [item for card in plan.scorecards for item in card.items]
    points = [point for scheme in plan.schemes for point in scheme.points]
    deductions = [deduction for card in plan.scorecards for deduction in card.deductions]
    labels = [card.label for card in plan.scorecards] + [item.label for item in items]
    labels += [deduction.label for deduction in deductions] + [grade.label for grade in plan.grades]
    labels += [scheme.label for scheme in plan.schemes] + [point.label for point in points]
    labels += [pool.label for pool in plan.pools] + [campaign.label for campaign in plan.campaigns]
    labels += [gate.label for gate in plan.gates] + [outcome.label for outcome in plan.outcomes]
    for label in labels:
        assert label.text(language) in text
    for scheme in plan.schemes:
        for sentence in scheme.rate.words(language, lambda when: formula_words(when, plan, language)):
            assert sentence in text
        if isinstance(scheme.rate, TierTable | Ladder):
            for row in scheme.rate.parts():
                assert percent_words(scheme.rate.part_rate(row)) in text
    for example in plan.examples:
        assert example.name in text


def test_boundaries_are_said() -> None:
    beauty = handbook(read_plan(EXAMPLES / "beauty" / "plan.yaml"), "zh")
    guild = handbook(read_plan(EXAMPLES / "guild" / "plan.yaml"), "zh")
    assert "20万元到30万元：全部按 3%（正好30万元按 3%）" in beauty
    assert "互动率超过6%时" in beauty
    assert "达到20万元：全部按 2.5%（正好20万元按 2.5%）" in guild
    assert "有效天达到20天，且直播小时达到100小时，且礼物收入达到6万元" in guild


def test_an_exit_carries_the_words_of_the_law() -> None:
    plan = read_plan(EXAMPLES / "beauty" / "plan.yaml")
    assert "仅凭排名靠后不是合法理由" in handbook(plan, "zh")
    assert "being last in a ranking alone is not lawful grounds" in handbook(plan, "en")


def test_the_handbook_of_beauty() -> None:
    """After a wanted change: BOJI_WRITE_GOLDEN=1 pytest tests/plan/test_words.py, and read the difference."""
    text = handbook(read_plan(EXAMPLES / "beauty" / "plan.yaml"), "zh")
    if os.environ.get("BOJI_WRITE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")
