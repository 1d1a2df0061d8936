"""The example plans as the model holds them, and the shape of the built-in catalogue."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from boji.engine.plan.campaigns import rate_under
from boji.engine.plan.formula import Kind
from boji.engine.plan.metrics import catalogue
from boji.engine.plan.model import Plan, Target
from boji.engine.plan.read import read_plan
from boji.engine.rates import FixedRate, Ladder, TierTable
from boji.engine.scoring.attainment import Attainment

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="module")
def beauty() -> Plan:
    return read_plan(EXAMPLES / "beauty" / "plan.yaml")


@pytest.fixture(scope="module")
def guild() -> Plan:
    return read_plan(EXAMPLES / "guild" / "plan.yaml")


def test_targets_weights_and_cuts(beauty: Plan) -> None:
    (card,) = beauty.scorecards
    assert sum(item.weight for item in card.items) == 1
    first = card.items[0]
    assert first.target == Target(
        by_key=(("newcomer", Fraction(100_000)), ("mid", Fraction(200_000)), ("head", Fraction(300_000)))
    )
    assert first.method == Attainment(cap=Fraction(120), floor=Fraction(0))
    assert first.label.zh == "有效GMV"
    assert (card.month_share, card.quarter_share, card.missing) == (Fraction(4, 5), Fraction(1, 5), "block")


def test_rates_and_what_campaigns_make_of_them(beauty: Plan) -> None:
    newcomer, mid, head = beauty.schemes
    assert newcomer.rate == FixedRate(Fraction(1, 100))
    assert isinstance(mid.rate, TierTable)
    assert [tier.end for tier in mid.rate.tiers] == [100_000, 200_000, None]
    summer, winter = beauty.campaigns
    changed = rate_under(head, [summer, winter])
    assert isinstance(changed, TierTable)
    assert [tier.rate for tier in changed.tiers] == [Fraction(2, 100), Fraction(3, 100), Fraction(5, 100)]
    assert rate_under(newcomer, [summer, winter]) == FixedRate(Fraction(8, 1000))
    assert (summer.first_day, summer.last_day) == (dt.date(2026, 6, 1), dt.date(2026, 6, 20))


def test_money_is_in_fen_and_the_day_in_minutes(beauty: Plan, guild: Plan) -> None:
    assert [scheme.base_pay_fen for scheme in beauty.schemes] == [400_000, 500_000, 0]
    assert beauty.commission_cap_fen == 10_000_000
    assert (beauty.day_starts_minutes, guild.day_starts_minutes) == (0, 240)
    assert guild.schemes[0].guarantee is not None
    assert guild.schemes[0].guarantee.amount_fen == 300_000
    assert guild.schemes[1].draw_fen == 200_000


def test_the_guild_has_what_beauty_has_not(guild: Plan) -> None:
    show, brand, override = guild.schemes
    assert isinstance(show.rate, Ladder)
    assert len(show.rate.rows) == 5
    assert brand.quarter_mean
    assert isinstance(brand.rate, TierTable)
    assert not brand.rate.upper_boundary
    assert isinstance(override.rate, TierTable)
    assert override.rate.each_band


def test_a_plans_own_metric_replaces_the_built_in_one(guild: Plan) -> None:
    assert guild.metrics["valid_days"].own
    assert not catalogue()["valid_days"].own
    assert guild.metrics["live_hours"].kind is Kind.DURATION


def test_examples_with_a_scheme_of_their_own(beauty: Plan) -> None:
    first = beauty.examples[0]
    (inline,) = [scheme for scheme in beauty.example_schemes if scheme.name == first.scheme]
    assert inline.rate == FixedRate(Fraction(2, 100))
    assert dict(first.given) == {"gmv": 200_000, "platform_commission": 50_000, "traffic_cost": 20_000}
    assert dict(first.expect) == {"base": 130_000, "commission": 2_600}
    assert beauty.examples[5].on == dt.date(2026, 6, 18)


ADDITIVE = (
    "gmv effective_gmv net_gmv orders viewers valid_minutes live_minutes violations gift_income valid_days"
)
NOT_ADDITIVE = "conversion aov gpm return_rate fan_growth response_time team_rating mean_viewers peak_viewers"


@pytest.mark.parametrize("name", ADDITIVE.split())
def test_what_adds_up_over_days(name: str) -> None:
    assert catalogue()[name].additive


@pytest.mark.parametrize("name", NOT_ADDITIVE.split())
def test_what_does_not_add_up_over_days(name: str) -> None:
    assert not catalogue()[name].additive


def test_every_built_in_metric_says_all_that_the_catalogue_shows() -> None:
    for metric in catalogue().values():
        assert metric.requirement.startswith("M")
        assert metric.null_rule is not None
        assert metric.source is not None
        assert metric.label.zh
        assert metric.label.en


def test_the_catalogue_covers_the_requirements() -> None:
    covered = {metric.requirement for metric in catalogue().values()}
    wanted = {f"M{number:02}" for number in range(1, 34)} - {"M31"}  # M31 is a company's own
    assert wanted - covered == set()


def test_reading_is_the_same_from_file_and_text() -> None:
    file = EXAMPLES / "beauty" / "plan.yaml"
    text = file.read_text(encoding="utf-8")
    assert read_plan(file) == read_plan(text)
    assert read_plan(text).digest == read_plan(file).digest
