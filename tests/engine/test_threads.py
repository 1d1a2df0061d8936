"""A finished run is shared: a web server answers several requests from it at once."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from boji.engine.explain import explain
from boji.engine.plan.read import read_plan
from boji.engine.results.statement import statement
from boji.engine.run import Run, open_run
from tests.properties.compare import tables_of
from tests.properties.rows import HEAD, run_plan, sold_by_each

PLAN = f"""{HEAD}commission:
  one:
    for: role == "anchor"
    base: gmv
    rate: {{tiers: [[3000, 1%], [above, 2%]], applies_to: whole, boundary: upper}}
"""
COMPANY = sold_by_each({f"p{n}": [100_000 * n, 7, 200_000] for n in range(3)})
THREADS, ROUNDS = 6, 4


def answers(run: Run, person: str) -> tuple[Any, Any, Any]:
    stints = run.rows("SELECT starts_at FROM stints WHERE person_id = ?", person)
    return statement(run, person), explain(run, person, order_lines=5).as_json(), stints


def check(run: Run) -> None:
    people = sorted(COMPANY["people"], key=lambda row: str(row["person_id"]))
    names = [row["person_id"] for row in people] * ROUNDS
    alone = [answers(run, name) for name in names]
    assert alone[0][2][0]["starts_at"].utcoffset() == dt.timedelta(0)  # whatever the machine's zone
    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(lambda name: answers(run, name), names)) == alone


def test_a_run_that_was_just_computed_answers_several_threads() -> None:
    with run_plan(PLAN, COMPANY) as run:
        check(run)


def test_a_run_that_was_opened_answers_several_threads(tmp_path: Path) -> None:
    with run_plan(PLAN, COMPANY) as run:
        run.save(tmp_path / "run")
    with open_run(tmp_path / "run", read_plan(PLAN), tables_of(COMPANY)) as run:
        check(run)
