"""A run: one plan, one period, one state of the facts; and reading its figures again.

Owns what a run takes in, what it keeps, and its manifest. A run is reproducible: the same plan, facts and
earlier results give the same bytes. Where runs are stored is the workspace's business.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from boji import __version__
from boji.engine.additions import Addition, digest_of, load_additions
from boji.engine.compile import Compiled, compile_run
from boji.engine.execute import Engine, Execution, Progress, open_execution
from boji.engine.periods import Period
from boji.engine.plan.model import Plan

MANIFEST = "run.json"


@dataclass(frozen=True)
class EarlierResult:
    """A person's result in an earlier period, for streaks; `score` in ten-thousandths."""

    period: str
    person_id: str
    grade: str | None
    score: int | None


@dataclass(frozen=True)
class Debt:
    """What a person still owes of a scheme's draw at the end of the month before, in fen."""

    person_id: str
    scheme: str
    fen: int


@dataclass(frozen=True)
class Earlier:
    """What a run takes from the runs of earlier periods."""

    results: tuple[EarlierResult, ...] = ()
    debts: tuple[Debt, ...] = ()
    runs: tuple[str, ...] = ()  # the digests of those runs, for the manifest


@dataclass(eq=False)  # a run is itself alone: what is kept about it goes by it
class Run:
    """A finished run whose figures can be read. Use it as a context manager, or `close` it."""

    plan: Plan
    period: Period
    compiled: Compiled
    execution: Execution
    manifest: dict[str, Any] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.execution.close()

    def rows(self, query: str, *parameters: object) -> list[dict[str, Any]]:
        """Rows of the run's relations by SQL; the relations are those of `compiled.program`."""
        return self.execution.rows(query, parameters)

    def save(self, directory: Path) -> None:
        """Keep the run in a directory that does not exist yet or is empty."""
        directory.mkdir(parents=True, exist_ok=True)
        self.execution.keep(self.compiled.program, directory)
        (directory / "plan.yaml").write_text(self.plan.source, encoding="utf-8")
        text = json.dumps(self.manifest, ensure_ascii=False, indent=2, sort_keys=True)
        (directory / MANIFEST).write_text(text + "\n", encoding="utf-8")


def run(
    plan: Plan,
    facts: Mapping[str, object],
    period: str | Period,
    *,
    earlier: Earlier | None = None,
    additions: Sequence[Addition] = (),
    snapshot: str = "",
    memory_limit: str = "640MB",
    threads: int | None = None,
    scratch: Path | None = None,
    progress: Progress | None = None,
    everything: bool = False,
    engine: Engine = "duckdb",
) -> Run:
    """Compute a period under a plan.

    `facts` maps table names to lists of Parquet paths or to Arrow tables in storage form
    (`boji.engine.facts`). `additions` are lines of a month's statements besides its own. `everything` leaves
    relations readable that the run does not keep. Raises PeriodError for a text that names no period.
    """
    period = Period.parse(period) if isinstance(period, str) else period
    assert period.kind == "month" or not additions, "statements are of months"
    earlier = earlier or Earlier()
    compiled = compile_run(plan, period, pays=bool(additions))
    execution = open_execution(engine, memory_limit=memory_limit, threads=threads, scratch=scratch)
    try:
        execution.load_facts(facts)
        load_earlier(execution, earlier)
        load_additions(execution, additions)
        execution.perform(compiled.program, progress, only_kept=not everything)
    except BaseException:
        execution.close()
        raise
    manifest = manifest_of(compiled, plan, snapshot, earlier, additions)
    manifest["executed_by"] = execution.engine
    return Run(plan, period, compiled, execution, manifest)


def open_run(directory: Path, plan: Plan, facts: Mapping[str, object] | None = None) -> Run:
    """A saved run; with the facts of its snapshot, explanations reach the order lines."""
    manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    period = Period.parse(manifest["period"])
    execution = Execution()
    execution.load_facts(facts or {})
    execution.open_kept(directory)
    compiled = compile_run(plan, period, pays=bool(manifest.get("additions")))
    return Run(plan, period, compiled, execution, manifest)


def load_earlier(execution: Execution, earlier: Earlier) -> None:
    execution.load_rows(
        "history",
        {"period": "VARCHAR", "person_id": "VARCHAR", "grade": "VARCHAR", "score": "BIGINT"},
        ((one.period, one.person_id, one.grade, one.score) for one in earlier.results),
    )
    execution.load_rows(
        "debts",
        {"person_id": "VARCHAR", "scheme": "VARCHAR", "debt": "BIGINT"},
        ((one.person_id, one.scheme, one.fen) for one in earlier.debts),
    )


def manifest_of(
    compiled: Compiled,
    plan: Plan,
    snapshot: str,
    earlier: Earlier,
    additions: Sequence[Addition] = (),
) -> dict[str, Any]:
    """What a run's figures come from, known before it runs.

    `program` tells apart engines of one version whose code differs.
    """
    text = "\n".join(f"{relation.name}: {relation.sql}" for relation in compiled.program.relations)
    return {
        "period": compiled.window.period.label,
        "plan": plan.name,
        "plan_hash": plan.digest,
        "snapshot": snapshot,
        "engine": __version__,
        "program": hashlib.sha256(text.encode()).hexdigest()[:16],
        "earlier_runs": list(earlier.runs),
        "additions": digest_of(additions),
    }
