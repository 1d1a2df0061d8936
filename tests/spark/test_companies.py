"""The example companies: every month and the quarter, DuckDB against Spark, every figure to the byte."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from boji.engine.execute import Spark
from boji.engine.plan.read import read_plan
from boji.intake import import_files
from boji.lake import latest_snapshot
from boji.payouts.runs import fact_files
from boji.workspace import Workspace
from tests.spark.both import differences
from tests.spark.conftest import EXAMPLES

PERIODS = ("2026-07", "2026-08", "2026-09", "2026-Q3")
COMPANIES = ("beauty", "guild")

FactsOf = Callable[[str], dict[str, object]]


@pytest.fixture(scope="session")
def facts_of(tmp_path_factory: pytest.TempPathFactory) -> FactsOf:
    made: dict[str, dict[str, object]] = {}

    def of(company: str) -> dict[str, object]:
        if company not in made:
            folder = tmp_path_factory.mktemp(company)
            subprocess.run(
                [sys.executable, str(EXAMPLES / company / "generate.py"), str(folder / "files")],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            workspace = Workspace.create(folder / "workspace")
            import_files(workspace, [folder / "files"])
            made[company] = fact_files(latest_snapshot(workspace))
        return made[company]

    return of


def differing(company: str, period: str, engine: Spark, facts_of: FactsOf, folder: Path) -> list[str]:
    plan = read_plan(EXAMPLES / company / "plan.yaml")
    return differences(plan, facts_of(company), period, engine, folder)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("company", COMPANIES)
def test_sail(company: str, period: str, sail: Spark, facts_of: FactsOf, tmp_path: Path) -> None:
    assert differing(company, period, sail, facts_of, tmp_path) == []


# A month of 54 statements takes Apache Spark ten seconds and more, whatever its size.
@pytest.mark.xdist_group("spark")
@pytest.mark.parametrize(
    ("company", "period"), [("beauty", "2026-09"), ("beauty", "2026-Q3"), ("guild", "2026-09")]
)
def test_spark(company: str, period: str, spark: Spark, facts_of: FactsOf, tmp_path: Path) -> None:
    assert differing(company, period, spark, facts_of, tmp_path) == []
