"""The example companies: every month and the quarter, DuckDB against Spark, every figure to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from boji.engine.execute import Spark
from boji.engine.plan.read import read_plan
from tests.spark.both import differences
from tests.spark.conftest import EXAMPLES, FactsOf

PERIODS = ("2026-07", "2026-08", "2026-09", "2026-Q3")
COMPANIES = ("beauty", "guild")


def differing(company: str, period: str, engine: Spark, facts_of: FactsOf, folder: Path) -> list[str]:
    plan = read_plan(EXAMPLES / company / "plan.yaml")
    return differences(plan, facts_of(company), period, engine, folder)


@pytest.mark.slow
@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("company", COMPANIES)
def test_sail(company: str, period: str, sail: Spark, facts_of: FactsOf, tmp_path: Path) -> None:
    assert differing(company, period, sail, facts_of, tmp_path) == []
