"""What is drawn can be read back, and the oracle's own figures hold together on it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .oracle import run
from .strategies import MONTHS, PERIODS, Plan, debts, facts, histories, plans, to_yaml
from .values import half_up, number, period_of

RELAXED = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@RELAXED
@given(plans())
def test_a_plan_reads_back(plan: Plan) -> None:
    assert yaml.load(to_yaml(plan), yaml.BaseLoader) == plan
    for card in plan["scorecards"].values():
        items = [item for dimension in card["dimensions"] for item in dimension["items"]]
        assert sum(number(item["weight"]) for item in items) == 1


@RELAXED
@given(st.data())
def test_the_oracle_holds_together(data: st.DataObject) -> None:
    plan = data.draw(plans())
    company = data.draw(facts(plan))
    period = data.draw(st.sampled_from(PERIODS))
    history = data.draw(histories(plan, company))
    carried = data.draw(debts(plan, company))
    result = run(plan, company, period, history=history, debts=carried)
    for person, statement in result.statements.items():
        lines = statement["lines"]
        assert sum(entry["amount"] for entry in lines) == statement["pay"]
        drawn = sum(int(entry["amount"] * 100) for entry in lines if entry["kind"] == "draw")
        before = sum(fen for (who, _), fen in carried.items() if who == person)
        assert sum(statement["debts"].values()) == before + drawn
        assert all(fen >= 0 for fen in statement["debts"].values())
        for entry in lines:
            if entry["kind"] == "commission" and "/" not in plan["commission"][entry["scheme"]]["base"]:
                exact = Fraction(entry["base"]) * entry["rate"]
                assert Fraction(entry["amount"]) == half_up(exact, 2)
    for score in result.scores.values():
        assert (score["score"] is None) == (score["rank"] is None)


@RELAXED
@given(st.data())
def test_every_line_is_credited_once_in_full(data: st.DataObject) -> None:
    plan = data.draw(plans())
    company = data.draw(facts(plan))
    known = {row["person_id"] for row in company["people"]}
    for period in MONTHS:
        result = run(plan, company, period)
        credited = sum(result.metrics[person, "gmv"] or Fraction(0) for person in known)
        start = plan.get("business_day_starts", "00:00")
        lines = Decimal(0)
        for line in company["order_lines"]:
            if line["paid_at"] is None or line["channel"] == "shop" or line["paid_amount"] is None:
                continue
            # Shifted by the cut-off, the business day is the plain date.
            shifted = line["paid_at"].astimezone(ZoneInfo(plan["timezone"])) - _clock(start)
            if shifted.date() in period_of(period) and line["line_id"] not in result.uncredited:
                lines += line["paid_amount"]
        assert credited <= lines
        if not any(row["person_id"] not in known for row in company["shifts"]):
            assert credited == lines


def _clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))
