"""Spark performs a program; what it made is kept and read by the embedded DuckDB.

Owns the way of relations between the two. Each relation is written as Parquet into the work folder, in the
types that DuckDB would give it, and read from there by the statements after it. The embedded DuckDB
then takes the same rows, so that figures are ordered, typed and written by one writer whatever the engine:
equal figures are equal bytes. From a folder it reads them itself; from an object store Spark sends them,
one relation at a time, which must fit into memory.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from boji.engine.arithmetic import quoted, text_literal
from boji.engine.dialects import SPARK, spark_name, spark_type
from boji.engine.execute.embedded import TABLES_IN_ORDER, Execution, FiguresOverflow, Progress, fact_rows
from boji.engine.execute.engines import Spark
from boji.engine.execute.session import close_session, open_session
from boji.engine.facts import TABLES, Table
from boji.engine.program import Program, checked_sql

Shape = Mapping[str, str]  # names of columns to DuckDB's types

# What Spark calls a figure that does not fit, and Sail in plain words.
_OVERFLOW = re.compile(r"ARITHMETIC_OVERFLOW|CAST_OVERFLOW|OUT_OF_RANGE|OUT_OF_SUPPORTED_RANGE|[Oo]verflow")


class SparkExecution(Execution):
    """A Spark session with a program's relations as views, beside an embedded DuckDB with the same."""

    def __init__(
        self,
        settings: Spark,
        *,
        memory_limit: str = "640MB",
        threads: int | None = None,
        scratch: Path | None = None,
    ) -> None:
        self._settings = settings
        self._session: Any = open_session(settings)
        super().__init__(memory_limit=memory_limit, threads=threads, scratch=scratch)
        self.engine = f"spark {self._session.version}"
        self._given: dict[str, Shape] = {}
        self._folder: Path | None = None  # the work folder, where this machine can see it
        if is_address(settings.work or ""):
            self._work = f"{settings.work}/boji-{uuid.uuid4().hex}"
        else:
            self._folder = Path(tempfile.mkdtemp(prefix="boji-spark-", dir=settings.work or scratch))
            self._work = str(self._folder)

    def close(self) -> None:
        """What was written to an object store stays there: its keys are Spark's, not ours."""
        super().close()
        close_session(self._session, self._settings)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def load_facts(self, facts: Mapping[str, object]) -> None:
        """As ever; files at addresses are read by Spark alone."""
        super().load_facts({name: source for name, source in facts.items() if not _is_away(source)})
        for name in TABLES_IN_ORDER:
            if isinstance(source := facts.get(name), list) and source:
                self._read_facts(TABLES[name], [str(path) for path in source])
            else:
                self._send(f"fact_{name}", self.columns(f"fact_{name}"))

    def _read_facts(self, table: Table, paths: Sequence[str]) -> None:
        shape = {column.name: column.kind.sql_type for column in table.columns}
        if not table.derived:
            self._read(f"fact_{table.name}", shape, paths)
            return
        found = self._session.read.parquet(*paths).columns
        kept = {column.name: column.kind.sql_type for column in table.derived if column.name in found}
        self._read(f"source_{table.name}", shape | kept, paths)
        rows = checked_sql(fact_rows(table, f"source_{table.name}", {*shape, *kept}), SPARK)
        self._session.sql(rows).createOrReplaceTempView(f"fact_{table.name}")

    def load_rows(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[object]]) -> None:
        super().load_rows(name, columns, rows)
        self._send(name, columns)
        self._given[name] = columns

    def perform(self, program: Program, progress: Progress | None = None, *, only_kept: bool = False) -> None:
        shapes = self._shapes(program)
        for number, relation in enumerate(program.relations):
            if progress:
                progress(relation.name, number / len(program.relations))
            self._make(relation.name, checked_sql(relation.sql, SPARK), shapes[relation.name])
            if relation.kept or not only_kept:
                self._take(relation.name, shapes[relation.name])

    def _shapes(self, program: Program) -> dict[str, Shape]:
        """Columns and types of every relation, as DuckDB finds them by the program over no rows."""
        with Execution(memory_limit="100MB", threads=1) as empty:
            empty.load_facts({})
            for name, columns in self._given.items():
                empty.load_rows(name, columns, ())
            empty.perform(program)
            return {relation.name: empty.columns(relation.name) for relation in program.relations}

    def _make(self, name: str, sql: str, shape: Shape) -> None:
        columns = ", ".join(spark_name(column) for column in shape)
        typed = ", ".join(
            f"CAST({spark_name(column)} AS {spark_type(kind)}) AS {spark_name(column)}"
            for column, kind in shape.items()
        )
        self._write(name, shape, self._sql(name, f"SELECT {typed} FROM ({sql}) AS made ({columns})"))

    def _sql(self, name: str, sql: str) -> Any:
        with _figures_fit(name):
            return self._session.sql(sql)

    def _write(self, name: str, shape: Shape, rows: Any) -> None:
        """Rows of Spark as files of the work folder, and a view of them."""
        with _figures_fit(name):
            rows.write.parquet(self._place(name))
        self._read(name, shape, [self._place(name)])

    def _place(self, name: str) -> str:
        return f"{self._work}/{name}"

    def _read(self, name: str, shape: Shape, paths: Sequence[str]) -> None:
        """A Spark view of Parquet files; columns that they lack are empty."""
        declared = ", ".join(f"{spark_name(column)} {spark_type(kind)}" for column, kind in shape.items())
        self._session.read.schema(declared).parquet(*paths).createOrReplaceTempView(name)

    def _send(self, name: str, shape: Shape) -> None:
        """A Spark view of the rows of a small table of the embedded DuckDB."""
        rows = self._connection.sql(f"SELECT * FROM {name}")
        if not rows.limit(1).fetchall():
            nothing = ", ".join(
                f"CAST(NULL AS {spark_type(kind)}) AS {spark_name(column)}" for column, kind in shape.items()
            )
            self._session.sql(f"SELECT {nothing} WHERE FALSE").createOrReplaceTempView(name)
        elif self._folder is None:
            self._write(name, shape, self._session.createDataFrame(rows.to_arrow_table()))
        else:
            file = self._folder / name / "rows.parquet"
            file.parent.mkdir()
            self._connection.execute(f"COPY {name} TO {text_literal(str(file))} (FORMAT parquet)")
            self._read(name, shape, [self._place(name)])

    def _take(self, name: str, shape: Shape) -> None:
        """What Spark made of a relation, as a table of DuckDB."""
        declared = ", ".join(f"{quoted(column)} {kind}" for column, kind in shape.items())
        self._connection.execute(f"CREATE TABLE {name} ({declared})")
        columns = ", ".join(quoted(column) for column in shape)
        if self._folder is None:
            self._connection.register("taken", self._session.table(name).toArrow())
            self._connection.execute(f"INSERT INTO {name} SELECT {columns} FROM taken")
            self._connection.unregister("taken")
        elif list((self._folder / name).glob("*.parquet")):  # no row may be no file
            files = text_literal(f"{self._place(name)}/*.parquet")
            self._connection.execute(f"INSERT INTO {name} SELECT {columns} FROM read_parquet({files})")


@contextmanager
def _figures_fit(name: str) -> Iterator[None]:
    """What Spark calls an overflow, in our word for it."""
    try:
        yield
    except Exception as error:
        if not _OVERFLOW.search(str(error)):
            raise
        raise FiguresOverflow(f"{name}: {str(error).splitlines()[0]}") from error


def is_address(place: str) -> bool:
    """Whether the place is one of a store, as s3://…, rather than a folder."""
    return "://" in place


def _is_away(source: object) -> bool:
    return isinstance(source, list) and any(is_address(str(path)) for path in source)
