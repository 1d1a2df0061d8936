"""Whole companies and golden cases on Apache Spark itself: a chosen few.

A month of 54 statements takes it ten seconds and more, whatever the size. What is left out here is tried on
Sail, in the files beside this folder.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from boji.engine.execute import Spark
from boji.engine.plan.read import read_plan
from tests.engine.test_additions import ALL, COMPANY, PLAN
from tests.golden.test_golden import CASES
from tests.properties.compare import tables_of
from tests.spark.both import differences
from tests.spark.conftest import FactsOf
from tests.spark.test_companies import differing
from tests.spark.test_edges import golden

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("company", "period"), [("beauty", "2026-09"), ("beauty", "2026-Q3"), ("guild", "2026-09")]
)
def test_companies(company: str, period: str, spark: Spark, facts_of: FactsOf, tmp_path: Path) -> None:
    assert differing(company, period, spark, facts_of, tmp_path) == []


@pytest.mark.parametrize("name", ["pool_with_absent_role", "product_gate", "quarter_mean"])
def test_golden(name: str, spark: Spark, tmp_path: Path) -> None:
    assert golden(CASES[0].parent / name, spark, tmp_path) == []


def test_additions(spark: Spark, tmp_path: Path) -> None:
    plan, company = read_plan(PLAN), tables_of(COMPANY)
    assert differences(plan, company, "2026-09", spark, tmp_path, additions=ALL) == []
