"""Figures that are computed once, kept as files, and asked many times: what pages of figures stand on.

Owns two forms. **Day sums** hold what metrics stand on for each business day; any stretch of days is merged
from them by the steps of a run. **Kept values** hold metrics themselves for given periods: of sessions, and
what must be taken over all rows of a stretch at once. Either answers just what `grains.metric_values` does.
Where the files lie, and which facts and plan they are of, is for those who keep them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from boji.engine.compile.baskets import BASKETS, compile_baskets
from boji.engine.compile.day_sums import (
    STRETCHES,
    adds_up_from_days,
    compile_day_sums,
    compile_merging,
    reads_refunds,
    stretch_rows,
    subject_key,
)
from boji.engine.compile.figures import Figures
from boji.engine.compile.grains import Grain, Subject, compile_grains, grain_window
from boji.engine.compile.window import text_values
from boji.engine.execute import Execution, answers_over, rows_of_files
from boji.engine.grains import Asked, MetricValue, available_metrics
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.program import Program

__all__ = [
    "KINDS_TOGETHER",
    "Keeping",
    "adds_up_from_days",
    "bought_with",
    "keep_baskets",
    "keep_day_sums",
    "keep_values",
    "kept_values",
    "merged_values",
    "metrics_kept",
    "reads_refunds",
]

# People and teams share the work of crediting, which is most of it.
KINDS_TOGETHER: tuple[tuple[Subject, ...], ...] = (("person", "team"), ("room",), ("product",))
VALUES = "kept_values"


@dataclass(frozen=True)
class Keeping:
    """Facts of which figures are kept, and what the work may take.

    `refunds_before` leaves out what was refunded from that instant on.
    """

    plan: Plan
    facts: Mapping[str, object]
    refunds_before: dt.datetime | None = None
    memory_limit: str = "640MB"
    threads: int | None = None
    scratch: Path | None = None

    def keep(self, program: Program, directory: Path) -> None:
        """The kept relations of the program as files of a directory that is there."""
        with Execution(
            memory_limit=self.memory_limit,
            threads=self.threads,
            scratch=self.scratch,
            refunds_before=self.refunds_before,
        ) as execution:
            execution.load_facts(self.facts)
            execution.perform(program, only_kept=True)
            execution.keep(program, directory)


def metrics_kept(plan: Plan, by: Subject, *, from_days: bool) -> list[str]:
    """The plan's metrics that such subjects have: those that add up from days, or the others."""
    return [
        one.metric.name
        for one in available_metrics(plan, by)
        if one.available and adds_up_from_days(plan, one.metric.name) is from_days
    ]


def keep_day_sums(
    work: Keeping,
    directory: Path,
    kinds: Sequence[Subject],
    first: dt.date,
    last: dt.date,
    names: Iterable[str],
) -> None:
    """What these metrics stand on, of every day from first to last."""
    window = grain_window(work.plan, "day", first, last)
    work.keep(compile_day_sums(work.plan, window, list(names), kinds), directory)


def merged_values(
    plan: Plan,
    directories: Sequence[Path],
    metrics: Iterable[str],
    *,
    by: Subject,
    stretches: Sequence[Period],
    subjects: Iterable[str] | None = None,
    groups: Mapping[str, Collection[str]] | None = None,
) -> list[MetricValue]:
    """The metrics of every subject (or of those named) for each stretch, in the order of `metric_values`.

    The directories hold the day sums of all days of the stretches. Of a room or product that no table of
    reference data knows there is something where it appears within the days of all stretches. `groups` name
    subjects that are taken together as one: their rates are sums over sums.
    """
    asked = Asked.of(plan, metrics, by)
    made = compile_merging(asked.plan, asked.names, by)
    days = _days(stretches)
    given = {
        name: rows_of_files([path / f"{name}.parquet" for path in directories], days) for name in made.reads
    }
    if groups is not None:
        given = {name: _of_groups(sql, subject_key(by), groups) for name, sql in given.items()}
    given[STRETCHES] = stretch_rows(stretches)
    query, parameters = asked.query(made.relation, "subject", made.figures, subjects)
    return asked.values(answers_over(made.program, given, query, parameters), "subject", made.figures)


def _of_groups(rows: str, key: str, groups: Mapping[str, Collection[str]]) -> str:
    """Rows of subjects as those of the groups that they are in."""
    members = text_values((label, one) for label, members in groups.items() for one in members)
    return f"""
      SELECT t.* REPLACE (g.label AS {key}) FROM ({rows}) AS t
      JOIN ({members}) AS g(label, member) ON g.member = t.{key}"""


def _days(stretches: Sequence[Period]) -> str:
    """Only the days that are asked for are read; subjects that are always known have none."""
    first = min(one.first_day for one in stretches).isoformat()
    last = max(one.last_day for one in stretches).isoformat()
    return f"period = '' OR (period >= '{first}' AND period <= '{last}')"


def keep_values(
    work: Keeping,
    directory: Path,
    names: Sequence[str],
    *,
    by: Subject,
    each: Grain,
    first: dt.date,
    last: dt.date,
) -> None:
    """The metrics of every subject for each period, in order of periods."""
    program, _ = _valued(work.plan, names, by, each, first, last)
    work.keep(program, directory)


def kept_values(
    plan: Plan,
    directory: Path,
    metrics: Sequence[str],
    *,
    by: Subject,
    periods: Sequence[Period],
    subjects: Iterable[str] | None = None,
) -> list[MetricValue]:
    """Of what `keep_values` kept: these metrics for these periods, in the order of `metric_values`.

    Of sessions `periods` are the days of their starts.
    """
    asked = Asked.of(plan, metrics, by)
    figures = _valued(plan, metrics, by, "day", periods[0].first_day, periods[0].last_day)[1]
    labels = ", ".join(f"'{one.label}'" for one in periods)
    given = {VALUES: rows_of_files([directory / f"{VALUES}.parquet"], f"period IN ({labels})")}
    key = subject_key(by)
    query, parameters = asked.query(VALUES, key, figures, subjects)
    return asked.values(answers_over(Program(()), given, query, parameters), key, figures)


def keep_baskets(work: Keeping, directory: Path, first: dt.date, last: dt.date) -> None:
    """In how many orders of these days two products stand together."""
    work.keep(compile_baskets(work.plan, first, last), directory)


def bought_with(directory: Path, products: Sequence[str], most: int) -> dict[str, list[tuple[str, int]]]:
    """For each product those that stood in most orders with it, with the number of orders."""
    files = rows_of_files([directory / f"{BASKETS}.parquet"])
    query = f"""
      SELECT product_id, other, orders FROM {BASKETS}
      WHERE product_id IN (SELECT unnest(CAST(? AS VARCHAR[])))
      QUALIFY row_number() OVER (PARTITION BY product_id ORDER BY orders DESC, other) <= ?
      ORDER BY product_id, orders DESC, other"""
    found: dict[str, list[tuple[str, int]]] = {}
    for row in answers_over(Program(()), {BASKETS: files}, query, [list(products), most]):
        found.setdefault(row["product_id"], []).append((row["other"], int(row["orders"])))
    return found


def _valued(
    plan: Plan, names: Sequence[str], by: Subject, each: Grain, first: dt.date, last: dt.date
) -> tuple[Program, Figures]:
    """The program of the metrics and their parts, its last relation kept under the name VALUES."""
    asked = Asked.of(plan, names, by)
    made = compile_grains(asked.plan, asked.names, by, each, first, last)
    kept = replace(made.program.relations[-1], name=VALUES, key=("period", made.key), kept=True)
    passing = [replace(one, kept=False) for one in made.program.relations[:-1]]
    return Program((*passing, kept)), made.figures
