"""What Spark would get wrong in silence, and how the dialect keeps it right: on Apache Spark itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from boji.engine.arithmetic import half_up_integer
from boji.engine.execute import Execution, FiguresOverflow, Spark, open_execution
from boji.engine.program import Program, Relation, checked_sql

pytestmark = pytest.mark.slow

BIG = 10**38 - 1
NUMBERS = (0, 1, -1, 2, -7, 2**53 + 1, 2**63 - 1, -(2**63), 2**64 + 3, -(10**31) - 5)


@pytest.fixture
def opened(spark: Spark) -> Iterator[Execution]:
    with open_execution(spark) as execution:
        yield execution


def made(execution: Execution, sql: str) -> list[dict[str, Any]]:
    execution.perform(Program((Relation("made", sql, kept=True),)))
    return execution.rows("SELECT * FROM made ORDER BY ALL")


def numbers(pairs: list[tuple[int, int]]) -> str:
    rows = ", ".join(f"(CAST('{one}' AS HUGEINT), CAST('{other}' AS HUGEINT))" for one, other in pairs)
    return f"(VALUES {rows}) AS n(a, b)"


def test_half_up_and_remainder_are_exact(opened: Execution) -> None:
    pairs = [(one, other) for one in NUMBERS for other in (1, 3, 7, 10**6, 2**62)]
    sql = f"SELECT a, b, {half_up_integer('a', 'b')} AS rounded, a % b AS rest FROM {numbers(pairs)}"
    for row in made(opened, sql):
        a, b = int(row["a"]), int(row["b"])
        rounded = (2 * abs(a) + b) // (2 * b)
        assert int(row["rounded"]) == (rounded if a >= 0 else -rounded)
        assert int(row["rest"]) == (abs(a) % b) * (1 if a >= 0 else -1)


@pytest.mark.parametrize(
    "figure",
    [
        "a * a",
        "a + a",
        "CAST(a AS BIGINT)",
        "sum(a) OVER ()",
        "a // 3",  # does not say that it is wide: an error, where Spark's own DIV gives -5919781507436292779
    ],
)
def test_what_does_not_fit_is_an_error(figure: str, opened: Execution) -> None:
    with pytest.raises(FiguresOverflow, match="made"):
        made(opened, f"SELECT {figure} AS v FROM {numbers([(BIG, 1), (BIG, 1)])}")


def test_texts_sort_by_bytes_and_nulls_come_last(opened: Execution) -> None:
    sql = """
      SELECT t, row_number() OVER (ORDER BY t) AS up, row_number() OVER (ORDER BY t DESC) AS down
      FROM (VALUES ('b'), ('B'), ('é'), ('张'), (''), ('😀'), ('z'), (NULL)) AS n(t)"""
    with Execution() as ours:
        assert made(opened, sql) == made(ours, sql)


def test_spark_text_is_spark() -> None:
    sql = checked_sql('SELECT epoch_us("at") AS a, "gmv ""x""" // 4 AS b FROM t', "spark")
    assert "UNIX_MICROS(`at`)" in sql
    assert 'CAST(`gmv "x"` AS BIGINT) DIV CAST(4 AS BIGINT)' in sql
