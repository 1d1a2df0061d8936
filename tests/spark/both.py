"""A run on DuckDB and on Spark, and where their figures differ.

Every kept relation counts, to the byte of its file. The rows are looked at only to say what differs.
"""

from __future__ import annotations

import filecmp
from collections.abc import Mapping, Sequence
from pathlib import Path

from boji.engine.additions import Addition
from boji.engine.execute import Spark
from boji.engine.plan.model import Plan
from boji.engine.run import MANIFEST, Earlier, Run, run


def differences(
    plan: Plan,
    facts: Mapping[str, object],
    period: str,
    spark: Spark,
    folder: Path,
    earlier: Earlier | None = None,
    additions: Sequence[Addition] = (),
) -> list[str]:
    """The files of the run that differ between the engines, each with the first row that does."""
    with (
        run(plan, facts, period, earlier=earlier, additions=additions, threads=1) as ours,
        run(plan, facts, period, earlier=earlier, additions=additions, threads=1, engine=spark) as theirs,
    ):
        ours.save(folder / "duckdb")
        theirs.save(folder / "spark")
        names = sorted(path.name for path in (folder / "duckdb").iterdir())
        assert names == sorted(path.name for path in (folder / "spark").iterdir())
        _, different, failed = filecmp.cmpfiles(folder / "duckdb", folder / "spark", names, shallow=False)
        assert different[:0] == failed
        return [
            f"{name}: {_first_difference(ours, theirs, Path(name).stem)}"
            for name in different
            if name != MANIFEST
        ]


def _first_difference(ours: Run, theirs: Run, relation: str) -> str:
    rows = [run.rows(f"SELECT * FROM {relation} ORDER BY ALL") for run in (ours, theirs)]
    if len(rows[0]) != len(rows[1]):
        return f"{len(rows[0])} rows on DuckDB, {len(rows[1])} on Spark"
    for one, other in zip(*rows, strict=True):
        if one != other:
            return f"DuckDB {one}, Spark {other}"
    return "equal rows, other bytes"
