"""Two states of a month beside each other in one DuckDB: before facts changed (`b`) and after (`a`).

Each side is a schema with the run's kept relations and the facts of its snapshot, so that whose a fact is can
be read there by the run's own rules. `touched_<table>` holds the changed rows that can concern the month,
`wanted` the people asked about.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from boji.engine.additions import FactKey
from boji.engine.arithmetic import quoted
from boji.engine.compile import compile_run
from boji.engine.compile.window import Window
from boji.engine.facts import TABLES
from boji.engine.plan.model import Plan
from boji.lake.reading import fact_rows
from boji.lake.snapshot import Snapshot
from boji.payouts.adjusting.changed import ChangedFacts
from boji.payouts.adjusting.relevance import relevant_columns, relevant_rows
from boji.payouts.stored import StoredRun

Scope = Literal["own", "pool", "team"]
Change = Literal["added", "changed", "removed", "gained", "lost", "shared"]
SIDES: tuple[str, ...] = ("b", "a")

# Those by which facts find their people.
_READ = ("accounts", "costs", "order_lines", "people", "sessions", "shifts")


@dataclass(frozen=True)
class Touch:
    """Rows of a table that changed alike and concern a person: how many, what they came to and come to now.

    Order lines can also be gained from and lost to `others`, or shared in other parts. `place` is the session
    of the pool, or the team, where the rows are not the person's own.
    """

    person_id: str
    table: str
    change: Change
    count: int
    scope: Scope = "own"
    place: str = ""
    before_fen: int = 0
    after_fen: int = 0
    others: tuple[str, ...] = ()
    facts: tuple[FactKey, ...] = ()


class Sides:
    """A month's run before and after, each on the facts of one of the two snapshots that are compared."""

    def __init__(self, changed: ChangedFacts, before: StoredRun, after: StoredRun, plan: Plan) -> None:
        self.plan = plan
        self._changed = changed
        self._runs = (before, after)
        self._columns = relevant_columns(plan)

    @cached_property
    def window(self) -> Window:
        return compile_run(self.plan, self._runs[0].period).window

    @cached_property
    def touched(self) -> tuple[str, ...]:
        """The tables of which something changed that can concern the month."""
        return tuple(name for name in TABLES if name in self._columns and self._find(name))

    def _find(self, name: str) -> bool:
        if not self._changed.has(name):
            return False
        self.execute(
            f"CREATE OR REPLACE TABLE touched_{name} AS SELECT * FROM changed_{name}"
            f" WHERE {relevant_rows(TABLES[name], self._columns, self.window)}"
        )
        return bool(self.rows(f"SELECT 1 AS one FROM touched_{name} LIMIT 1"))

    def reads(self, table: str) -> bool:
        """Whether the pay of the month depends on that table at all."""
        return table in self._columns

    def keeps(self, side: str, relation: str) -> bool:
        return self._runs[SIDES.index(side)].keeps(relation)

    def open(self, people: Collection[str]) -> None:
        """Make the schemas of both sides, and `wanted`."""
        for side, run, facts in zip(
            SIDES, self._runs, (self._changed.before, self._changed.after), strict=True
        ):
            self.execute(f"DROP SCHEMA IF EXISTS {side} CASCADE")
            self.execute(f"CREATE SCHEMA {side}")
            self._view_facts(side, facts)
            for path in sorted(run.directory.glob("*.parquet")):
                rows = run.relation(path.stem)
                self.execute(f"CREATE VIEW {side}.{quoted(path.stem)} AS SELECT * FROM {rows}")
        self.execute("CREATE OR REPLACE TABLE wanted (person_id VARCHAR)")
        self.execute("INSERT INTO wanted SELECT unnest(CAST(? AS VARCHAR[]))", list(people))

    def _view_facts(self, side: str, facts: Snapshot) -> None:
        for name in _READ:
            rows = fact_rows(self._changed.connection, name, facts.files(name))
            self.execute(f"CREATE VIEW {side}.fact_{name} AS SELECT * FROM {rows}")

    def execute(self, statement: str, *parameters: object) -> None:
        self._changed.connection.execute(statement, list(parameters))

    def rows(self, query: str) -> list[dict[str, Any]]:
        cursor = self._changed.connection.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
