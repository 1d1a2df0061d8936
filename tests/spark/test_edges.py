"""The edge set: golden cases and cases drawn for the oracle, DuckDB against Spark, to the byte."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from boji.engine.execute import Spark
from boji.engine.plan.read import read_plan
from boji.engine.run import Earlier
from tests.engine.test_additions import ALL, COMPANY, PLAN
from tests.golden.test_golden import CASES, debt, facts_in
from tests.oracle.strategies import debts, facts, histories, plans, to_yaml
from tests.properties.compare import Case, earlier_of, tables_of
from tests.properties.effort import effort
from tests.properties.test_engine_against_oracle import ROUNDS
from tests.spark.both import differences


def golden(folder: Path, engine: Spark, kept: Path) -> list[str]:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    earlier = Earlier(debts=tuple(debt(key, owed) for key, owed in expected.get("debts", {}).items()))
    return differences(
        read_plan(folder / "plan.yaml"), facts_in(folder), expected["period"], engine, kept, earlier
    )


@pytest.mark.parametrize("folder", CASES, ids=lambda path: path.name)
def test_golden_on_sail(folder: Path, sail: Spark, tmp_path: Path) -> None:
    assert golden(folder, sail, tmp_path) == []


def test_additions_on_sail(sail: Spark, tmp_path: Path) -> None:
    plan, company = read_plan(PLAN), tables_of(COMPANY)
    assert differences(plan, company, "2026-09", sail, tmp_path, additions=ALL) == []


@pytest.mark.slow
@pytest.mark.parametrize("periods", ROUNDS, ids=" ".join)
@effort(5)
@given(data=st.data())
def test_drawn_cases_on_sail(periods: tuple[str, ...], sail: Spark, data: st.DataObject) -> None:
    plan = data.draw(plans())
    company = data.draw(facts(plan))
    period = data.draw(st.sampled_from(periods))
    case = Case(plan, company, period, data.draw(histories(plan, company)), data.draw(debts(plan, company)))
    with tempfile.TemporaryDirectory() as folder:
        found = differences(
            read_plan(to_yaml(plan)), tables_of(company), period, sail, Path(folder), earlier_of(case)
        )
    assert found == []
