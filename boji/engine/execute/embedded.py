"""The embedded DuckDB: it performs a program in this process, keeps its figures and reads them again.

Owns loading facts, performing a program's relations in order, and keeping or reading their rows. Knows no
plan: what is computed is in the program alone.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from boji.engine.arithmetic import quoted, text_literal
from boji.engine.facts import REFUNDED, TABLES, Table
from boji.engine.program import Program, Relation, checked_sql

Progress = Callable[[str, float], None]

# Parquet knows no 128-bit integer: DuckDB would write a double. Columns whose figures all fit are kept
# with 64 bits, which takes half the time; the others as decimals of 38 digits.
WIDE_TYPE = "HUGEINT"
NARROW, DECIMAL = "BIGINT", "DECIMAL(38, 0)"

FILES_AT_A_TIME = 2

TABLES_IN_ORDER = sorted(TABLES, key=lambda name: REFUNDED in TABLES[name].derived)  # these read refunds

_REFUNDS_OF_LINES = (
    f"SELECT line_id, CAST(sum(amount) AS BIGINT) AS {REFUNDED.name} FROM fact_refunds GROUP BY line_id"
)


class FiguresOverflow(ArithmeticError):
    """A figure left 128 bits; said rather than stored wrong."""


class Execution:
    """One embedded DuckDB with a program's relations as tables; use it as a context manager.

    `refunds_before` leaves out of the facts what was refunded from that instant on.
    """

    def __init__(
        self,
        *,
        memory_limit: str = "640MB",
        threads: int | None = None,
        scratch: Path | None = None,
        refunds_before: dt.datetime | None = None,
    ) -> None:
        self._scratch = tempfile.TemporaryDirectory(prefix="boji-", dir=scratch)
        self._connection = duckdb.connect(
            config={
                "memory_limit": memory_limit,
                "temp_directory": self._scratch.name,
                "preserve_insertion_order": False,
                **({"threads": threads} if threads else {}),
            }
        )
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")  # of every cursor
        self._sources: dict[str, object] = {}
        self._refunds_before = refunds_before
        self.engine = f"duckdb {duckdb.__version__}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()
        self._scratch.cleanup()

    def load_facts(self, facts: Mapping[str, object]) -> None:
        """Make `fact_<table>` for every canonical table.

        A source is a list of Parquet paths or anything that DuckDB can register (an Arrow table). Tables
        and columns that are not there are empty. Order lines whose source does not keep what was refunded
        of them, as the lake does, are given it from the refunds.
        """
        for name in TABLES_IN_ORDER:
            table = TABLES[name]
            if (source := facts.get(name)) is not None and source != []:
                self._load(table, source)
            else:
                self._connection.execute(f"CREATE VIEW fact_{name} AS {_empty(table)}")

    def _load(self, table: Table, source: object) -> None:
        if isinstance(source, list):
            paths = ", ".join(text_literal(str(path)) for path in source)
            relation = f"read_parquet([{paths}], hive_partitioning = false)"
        else:
            relation = f"source_{table.name}"
            self._sources[relation] = source
            self._connection.register(relation, source)
        found = {row[0] for row in self._connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}
        if self._refunds_before is not None:
            found.discard(REFUNDED.name)  # what is kept beside the lines holds all refunds
        rows = fact_rows(table, relation, found)
        if table.name == "refunds" and self._refunds_before is not None:
            rows += f" WHERE l.refunded_at < {_instant(self._refunds_before)}"
        self._connection.execute(f"CREATE VIEW fact_{table.name} AS {rows}")

    def load_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        """Make a small table from Python rows; columns map names to SQL types."""
        declared = ", ".join(f"{quoted(column)} {kind}" for column, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {name} ({declared})")
        if cells := [list(column) for column in zip(*rows, strict=True)]:
            # A column at a time: 20,000 rows take 0.1 s, row by row 13 s.
            unnested = ", ".join(f"unnest(CAST(? AS {kind}[]))" for kind in columns.values())
            self._connection.execute(f"INSERT INTO {name} SELECT {unnested}", cells)

    def perform(self, program: Program, progress: Progress | None = None, *, only_kept: bool = False) -> None:
        """Make every relation of the program a table, in order.

        `only_kept` gives back the memory of relations that are not kept as soon as nothing reads them.
        """
        done_after = program.done_after() if only_kept else {}
        for number, relation in enumerate(program.relations):
            if progress:
                progress(relation.name, number / len(program.relations))
            self._create(relation)
            for name in done_after.get(relation.name, ()):
                self._connection.execute(f"DROP TABLE {name}")

    def _create(self, relation: Relation) -> None:
        try:
            self._connection.execute(f"CREATE TABLE {relation.name} AS {checked_sql(relation.sql)}")
        except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
            raise FiguresOverflow(f"{relation.name}: {error}") from error

    def columns(self, relation: str) -> dict[str, str]:
        """The columns of a relation with their SQL types."""
        described = self._connection.execute(f"DESCRIBE {relation}").fetchall()
        return {name: kind for name, kind, *_ in described}

    def keep(self, program: Program, directory: Path) -> None:
        """Write the kept relations as Parquet, ordered by their key: the same rows give the same bytes.

        Writing one file is a single thread's work, so that two are written at a time.
        """
        kept = [relation for relation in program.relations if relation.kept]
        with ThreadPoolExecutor(FILES_AT_A_TIME) as pool:
            list(pool.map(lambda one: self._keep(one, directory / f"{one.name}.parquet"), kept))

    def _keep(self, relation: Relation, path: Path) -> None:
        connection = self._cursor()
        described = connection.execute(f"DESCRIBE {relation.name}").fetchall()
        wide = [name for name, kind, *_ in described if kind == WIDE_TYPE]
        kept_as = dict(zip(wide, _kept_types(connection, relation.name, wide), strict=True))
        columns = ", ".join(
            f"CAST({quoted(name)} AS {kept_as[name]}) AS {quoted(name)}" if name in kept_as else quoted(name)
            for name, *_ in described
        )
        order = ", ".join(quoted(name) for name in relation.key)
        connection.execute(
            f"COPY (SELECT {columns} FROM {relation.name} ORDER BY {order})"
            f" TO {text_literal(str(path))} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 16384)"
        )

    def open_kept(self, directory: Path) -> None:
        """Make the relations kept in a directory readable by name."""
        for path in sorted(directory.glob("*.parquet")):
            self._connection.execute(
                f"CREATE VIEW {quoted(path.stem)} AS SELECT * FROM read_parquet({text_literal(str(path))})"
            )

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries. Several threads may ask at once: each query has its cursor."""
        with self._cursor() as cursor:
            cursor.execute(query, list(parameters))
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _cursor(self) -> duckdb.DuckDBPyConnection:
        """A connection of its own to the same tables; what is registered belongs to one connection alone."""
        cursor = self._connection.cursor()
        for name, source in self._sources.items():
            cursor.register(name, source)
        return cursor


def _kept_types(connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> list[str]:
    """How each wide column is kept: the same figures always the same way."""
    if not columns:
        return []
    edges = ", ".join(f"min({quoted(name)}), max({quoted(name)})" for name in columns)
    found = connection.execute(f"SELECT {edges} FROM {relation}").fetchone() or ()
    fits = [value is None or -(2**63) <= int(value) < 2**63 for value in found]
    return [NARROW if low and high else DECIMAL for low, high in zip(fits[::2], fits[1::2], strict=True)]


def fact_rows(table: Table, source: str, found: Collection[str]) -> str:
    """A fact table as SQL over a source that has the columns `found`."""
    columns = ", ".join(
        f"l.{quoted(column.name)}"
        if column.name in found
        else f"CAST(NULL AS {column.kind.sql_type}) AS {quoted(column.name)}"
        for column in table.columns
    )
    rows = f"{source} AS l"
    if REFUNDED in table.derived:
        if REFUNDED.name in found:
            columns += f", l.{REFUNDED.name}"
        else:
            columns += f", coalesce(r.{REFUNDED.name}, 0) AS {REFUNDED.name}"
            rows += f" LEFT JOIN ({_REFUNDS_OF_LINES}) AS r ON r.line_id = l.line_id"
    return f"SELECT {columns} FROM {rows}"


def _instant(moment: dt.datetime) -> str:
    return f"TIMESTAMPTZ {text_literal(moment.astimezone(dt.UTC).isoformat(sep=' '))}"


def _empty(table: Table) -> str:
    columns = ", ".join(
        f"CAST(NULL AS {column.kind.sql_type}) AS {quoted(column.name)}"
        for column in (*table.columns, *table.derived)
    )
    return f"SELECT {columns} WHERE FALSE"
