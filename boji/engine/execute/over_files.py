"""A program over Parquet files that are there already: one statement, of which nothing is kept.

Owns how files stand for relations and how the statement is put together. Made for pages: a database for all
questions of the process, one thread for each question, no tables. Several threads may ask at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from boji.engine.arithmetic import quoted, text_literal
from boji.engine.execute.embedded import FiguresOverflow
from boji.engine.program import Program, checked_sql

_MEMORY = "512MB"


@cache
def _instance() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1, "memory_limit": _MEMORY, "temp_directory": ""})


def rows_of_files(files: Sequence[Path], where: str = "") -> str:
    """Files of one relation as SQL. `where` is a condition over its columns."""
    paths = ", ".join(text_literal(str(path)) for path in files)
    return f"SELECT * FROM read_parquet([{paths}], union_by_name = true){f' WHERE {where}' if where else ''}"


def answers_over(
    program: Program, given: Mapping[str, str], query: str, parameters: Sequence[object] = ()
) -> list[dict[str, Any]]:
    """The rows of a query over the program's relations, which read those given. Raises FiguresOverflow."""
    parts = [f"{quoted(name)} AS ({sql})" for name, sql in given.items()]
    parts += [f"{quoted(one.name)} AS ({checked_sql(one.sql)})" for one in program.relations]
    cursor = _instance().cursor()
    try:
        cursor.execute("SET TimeZone = 'UTC'")
        cursor.execute(f"WITH {', '.join(parts)} {query}", list(parameters))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise FiguresOverflow(str(error)) from error
    finally:
        cursor.close()
