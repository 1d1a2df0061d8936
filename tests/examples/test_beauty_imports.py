"""Importing the beauty company's exports gives the facts of its canonical files, and the same pay and scores.

Only what an import looked up differs: `order_lines.linked` says that it found a line's session by room and
time, and `account_written` how a file calls a room.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from boji.engine import read_plan, run, statements
from boji.engine.facts import TABLES
from boji.engine.results.proposals import proposals
from boji.engine.results.scorecard import scorecards
from boji.intake import import_files
from boji.lake import latest_snapshot
from boji.payouts.runs import fact_files
from boji.workspace import Workspace
from examples.beauty.company import company
from examples.beauty.exports import WRITERS, write_exports, write_so_far
from examples.beauty.running_month import running_month
from examples.canonical import write_tables

pytestmark = pytest.mark.slow
DIFFERS = {
    ("order_lines", "linked"),
    *((name, "account_written") for name in ("sessions", "order_lines", "costs")),
}
PLAN = Path(__file__).parents[2] / "examples" / "beauty" / "plan.yaml"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], dict[str, object]]:
    """The facts of the exports and of canonical files; late refunds and the running month are in both."""
    folder = tmp_path_factory.mktemp("both")
    made = company()
    so_far = running_month(made)
    write_exports(made, folder / "exports")
    write_so_far(so_far, folder / "exports" / "so-far")
    write_tables(made.tables, folder / "canonical")
    write_tables(made.later_tables, folder / "canonical-later")
    write_tables(so_far.tables, folder / "canonical-so-far")
    one, other = (Workspace.create(folder / name) for name in ("one", "other"))
    report = import_files(one, [folder / "exports" / name for name in WRITERS])
    quarantined = {file.name: file.quarantined for file in report.files if file.quarantined}
    assert quarantined == {"主播排班表2026.xlsx": 2}, "the shifts of the lost day"
    import_files(one, [folder / "exports" / "later" / name for name in ("doudian", "records")])
    report = import_files(one, [folder / "exports" / "so-far" / name for name in WRITERS])
    assert [file.name for file in report.files if file.quarantined] == []
    import_files(other, folder / "canonical")
    import_files(other, folder / "canonical-later")
    import_files(other, folder / "canonical-so-far")
    return fact_files(latest_snapshot(one)), fact_files(latest_snapshot(other))


@pytest.mark.parametrize("name", TABLES)
def test_the_same_facts(both: tuple[dict[str, list[str]], dict[str, list[str]]], name: str) -> None:
    files = [one.get(name) or [] for one in both]
    assert bool(files[0]) == bool(files[1])
    if not files[0]:
        return
    table = TABLES[name]
    columns = [c.name for c in (*table.columns, *table.derived) if (name, c.name) not in DIFFERS]
    listed = ", ".join(f'"{column}"' for column in columns)
    rows = [f"(SELECT {listed} FROM read_parquet({one}))" for one in files]
    connection = duckdb.connect()
    for first, second in (rows, rows[::-1]):
        assert connection.execute(f"FROM {first} EXCEPT ALL FROM {second} LIMIT 3").fetchall() == []


@pytest.mark.parametrize("period", ["2026-09", "2026-Q3", "2026-10"])
def test_the_same_pay_and_scores(both: tuple[dict[str, object], dict[str, object]], period: str) -> None:
    results = []
    for facts in both:
        with run(read_plan(PLAN), facts, period) as made:
            cards = [{k: v for k, v in card.items() if k != "run"} for card in scorecards(made, "en")]
            paid = [{k: v for k, v in one.items() if k != "run"} for one in statements(made, "en")]
            results.append((paid, cards, [one["text"] for one in proposals(made, "en")]))
    assert results[0] == results[1]
