"""Several programs over the same facts in one embedded DuckDB: what they have in common is made once.

A relation is the same for two programs where its text is the same and all that it reads is the same, down to
the facts and to the rows that were handed in. So two plans that differ in a rate share credit, sums and
metrics, and nobody says beforehand what depends on what. Each program has a schema of its own, in which a
relation that another one made already is a view.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb

from boji.engine.execute.embedded import Execution, FiguresOverflow
from boji.engine.program import Relation, checked_statement


@dataclass
class Shared:
    """The execution that holds the facts, and where each relation made so far lies, by its fingerprint."""

    whole: Execution
    made: dict[str, str] = field(default_factory=dict)
    programs: int = 0


class Beside(Execution):
    """One program among others. Its rows are read as those of an execution of its own."""

    def __init__(self, shared: Shared) -> None:
        shared.programs += 1
        self._shared = shared
        self._schema = f"program_{shared.programs}"
        self._scratch, self._sources = shared.whole._scratch, shared.whole._sources
        self.engine = shared.whole.engine
        self._prints: dict[str, str] = {}
        shared.whole._connection.execute(f"CREATE SCHEMA {self._schema}")
        self._connection = self._cursor()

    def close(self) -> None:
        """Let go of what only this program has; the facts stay. What it made is no longer there for
        others."""
        self._connection.close()
        self._shared.made = {
            key: place for key, place in self._shared.made.items() if not place.startswith(f"{self._schema}.")
        }
        self._shared.whole._connection.execute(f"DROP SCHEMA {self._schema} CASCADE")

    def load_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        given = [tuple(row) for row in rows]
        super().load_rows(name, columns, given)
        self._prints[name] = _print(name, *sorted(map(repr, given)))

    def _create(self, relation: Relation) -> None:
        statement = checked_statement(relation.sql)
        read = sorted(f"{name}={self._prints.get(name, '')}" for name in statement.reads)
        mine = self._prints[relation.name] = _print(statement.text, *read)
        if place := self._shared.made.get(mine):
            self._connection.execute(f"CREATE VIEW {relation.name} AS SELECT * FROM {place}")
            return
        super()._create(relation)
        self._shared.made[mine] = f"{self._schema}.{relation.name}"

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        cursor = self._shared.whole._cursor()
        cursor.execute(f"SET search_path = '{self._schema},main'")
        return cursor


@contextmanager
def shared_facts(execution: Execution, facts: Mapping[str, object]) -> Iterator[Shared]:
    """The facts, ready for any number of programs beside each other."""
    with execution:
        execution.load_facts(facts)
        yield Shared(execution)


def _print(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


__all__ = ["Beside", "FiguresOverflow", "Shared", "shared_facts"]
