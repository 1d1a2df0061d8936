"""The bench's table: which cases there are, their floors and targets, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bench.case import Case, Measurement
from bench.data import SIZES

EXPORTS = "exports"
MEGABYTE = 1_000_000
MEMORY_TARGET = 1000 * MEGABYTE
MILLION_TARGET = 10.0
EXPLANATION_TARGET = 0.02
WHAT_IF_TARGET = 0.025  # of processor time: many move sliders at once
ANSWERS = ("explanation", "what_if")
# How often a run may take its floor's time, by the rule that credits order lines.
RATIO_TARGETS = {"named": 1.3, "on_air": 2.0}
# How often an import may take the time of plainly reading its file.
IMPORT_TARGETS = {"csv": 2.0, "xlsx": 1.5}
_FILES = {"csv": "10,000,000 lines as CSV", "xlsx": "500,000 orders as xlsx"}
_READERS = {"csv": "DuckDB read_csv into Parquet", "xlsx": "calamine"}
PLANS = ("plain", "beauty")
LABELS = {
    "in_polars": "polars by hand",
    "in_pandas": "pandas by hand",
    "in_sail": "full run on Sail",
    "in_spark": "full run on Spark",
    "engine": "full run",
    "explanation": "one explanation",
    "what_if": "one what-if",
}


@dataclass(frozen=True)
class Row:
    """A case and the floor that it is held against."""

    case: Case
    floor: Case | None = None

    @property
    def label(self) -> str:
        case = self.case
        if case.size == EXPORTS:
            return "import" if case.what == "importing" else _READERS[case.plan]
        if case.what == "floor" and case.plan == "amounts":
            return "floor, amounts alone"
        if case.what == "floor":
            return f"raw floor, columns of {case.plan}, {case.form.replace('_', ' ')}"
        return f"{LABELS[case.what]}, {case.plan}, {case.form.replace('_', ' ')}"


def rows(sizes: tuple[str, ...]) -> list[Row]:
    """All rows of these sizes, floors first: they also warm the file cache for those that follow."""
    found: list[Row] = []
    for size in sizes:
        if size == EXPORTS:
            for file in IMPORT_TARGETS:
                floor = Case(size, "reading", file)
                found += [Row(floor), Row(Case(size, "importing", file), floor)]
            continue
        if size == "million":
            found.append(Row(Case(size, "engine", "plain")))
            continue
        floors = {(plan, form): Case(size, "floor", plan, form) for plan in PLANS for form in RATIO_TARGETS}
        found += [Row(Case(size, "floor", "amounts")), *map(Row, floors.values())]
        found += [Row(Case(size, "engine", plan, form), floor) for (plan, form), floor in floors.items()]
        found += [
            Row(Case(size, "in_polars", "plain", form), floors["plain", form]) for form in RATIO_TARGETS
        ]
        if size != "100m":  # pandas holds all lines in memory
            found.append(Row(Case(size, "in_pandas", "plain"), floors["plain", "named"]))
            found += [
                Row(Case(size, what, plan), floors[plan, "named"])
                for plan in PLANS
                for what in ("in_spark", "in_sail")
            ]
            found += [Row(Case(size, what, plan)) for what in ANSWERS for plan in PLANS]
    return found


def markdown(wanted: list[Row], measured: Mapping[str, Measurement]) -> str:
    """The table; rows that were not measured are left out."""
    lines = [
        "| data | case | wall s | × floor | CPU s | × floor | peak MB | target | reached |",
        "|---|---|---:|---:|---:|---:|---:|---|---|",
    ]
    for row in wanted:
        if (got := measured.get(row.case.name)) is None:
            continue
        floor = measured.get(row.floor.name) if row.floor else None
        wall = f"{got.seconds / floor.seconds:.2f}" if floor else ""
        cpu = f"{got.cpu_seconds / floor.cpu_seconds:.2f}" if floor else ""
        target, reached = _judged(row, got, floor)
        cells = (
            _data_words(row.case),
            row.label,
            f"{got.seconds:.3f}" if got.seconds < 1 else f"{got.seconds:.2f}",
            wall,
            f"{got.cpu_seconds:.3f}" if got.cpu_seconds < 0.1 else f"{got.cpu_seconds:.2f}",
            cpu,
            f"{got.memory / MEGABYTE:.0f}",
            target,
            reached,
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _judged(row: Row, got: Measurement, floor: Measurement | None) -> tuple[str, str]:
    """The target in words, and whether it is reached; peers and floors have none."""
    if row.case.what == "explanation":
        return "20 ms", "yes" if got.seconds <= EXPLANATION_TARGET else "no"
    if row.case.what == "what_if":
        return "25 ms CPU", "yes" if got.cpu_seconds <= WHAT_IF_TARGET else "no"
    small = got.memory <= MEMORY_TARGET
    if row.case.what == "importing":
        limit = IMPORT_TARGETS[row.case.plan]
        fast = floor is not None and got.seconds <= limit * floor.seconds
        return f"{limit} × reading, 1 GB", _reached(fast, small)
    if row.case.what != "engine":
        return "", ""
    if row.case.size == "million":
        return f"{MILLION_TARGET:.0f} s, 1 GB", _reached(got.seconds <= MILLION_TARGET, small)
    limit = RATIO_TARGETS[row.case.form]
    fast = floor is not None and got.seconds <= limit * floor.seconds
    return f"{limit} × floor, 1 GB", _reached(fast, small)


def _reached(fast: bool, small: bool) -> str:
    if fast and small:
        return "yes"
    return "no" if not fast and not small else ("memory yes, time no" if small else "time yes, memory no")


def _data_words(case: Case) -> str:
    if case.size == EXPORTS:
        return _FILES[case.plan]
    return "1,000,000 people" if case.size == "million" else f"{SIZES[case.size].all_lines:,} lines"


def disagreements(measured: Mapping[str, Measurement]) -> list[str]:
    """Data sets whose plain cases, by engine, polars and pandas, named and on air, differ in a commission."""
    results: dict[str, set[str]] = {}
    for name, got in measured.items():
        size, what, plan, _ = name.split("/")
        if plan == "plain" and what in LABELS and what not in ANSWERS:
            results.setdefault(size, set()).add(got.result)
    return [size for size, digests in results.items() if len(digests) > 1]
