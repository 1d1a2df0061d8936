"""Runs where they lie: which ones a period has, which is in use, and opening them.

A run lies in `runs/<period>/<id>/`; `runs/<period>/latest` names the run in use. Owns reading; how a run
comes there is `boji.payouts.keeping`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boji.engine.arithmetic import text_literal
from boji.engine.facts import TABLES
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.engine.run import MANIFEST, Run, open_run
from boji.lake.snapshot import Snapshot, snapshot
from boji.workspace import Workspace

LATEST = "latest"


class RunAbsent(LookupError):
    """No run of that period yet."""

    def __init__(self, period: Period) -> None:
        super().__init__(period.label)
        self.period = period

    def text(self, language: str) -> str:
        label = self.period.label
        if language == "zh":
            return f"{label} 还没有计算过。先运行：boji run {label}"
        return f"{label} has no run yet. Compute it first: boji run {label}"


@dataclass(frozen=True)
class StoredRun:
    """Where a run lies; `missing_earlier` names periods whose results streaks or draws would have needed."""

    period: Period
    identity: str
    directory: Path
    missing_earlier: tuple[str, ...]

    @property
    def name(self) -> str:
        """As manifests of later runs name it."""
        return f"{self.period.label}:{self.identity}"

    def manifest(self) -> dict[str, Any]:
        manifest: dict[str, Any] = json.loads((self.directory / MANIFEST).read_text(encoding="utf-8"))
        return manifest

    def plan(self) -> Plan:
        return read_plan((self.directory / "plan.yaml").read_text(encoding="utf-8"), file_name="plan.yaml")

    def keeps(self, relation: str) -> bool:
        """Whether the run has that relation: not every plan makes all of them."""
        return self._file(relation).exists()

    def relation(self, name: str) -> str:
        """A relation of the run as SQL, to be read by any `Execution` without opening the run."""
        return f"read_parquet({text_literal(str(self._file(name)))})"

    def _file(self, relation: str) -> Path:
        return self.directory / f"{relation}.parquet"


def stored_run(workspace: Workspace, period: Period, identity: str) -> StoredRun:
    """The run of that id. Raises RunAbsent."""
    directory = workspace.runs / period.label / identity
    try:
        manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise RunAbsent(period) from None
    return StoredRun(period, identity, directory, tuple(manifest["missing_earlier"]))


def stored_runs(workspace: Workspace, period: Period) -> list[StoredRun]:
    """Every run of a period that is kept, by id."""
    found = (workspace.runs / period.label).glob(f"[!.]*/{MANIFEST}")
    return [stored_run(workspace, period, path.parent.name) for path in sorted(found)]


def latest_run(workspace: Workspace, period: Period) -> StoredRun:
    """The run in use of a period. Raises RunAbsent."""
    try:
        identity = (workspace.runs / period.label / LATEST).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise RunAbsent(period) from None
    return stored_run(workspace, period, identity)


def open_stored(workspace: Workspace, stored: StoredRun) -> Run:
    """A run with the facts of its snapshot."""
    facts = snapshot(workspace, stored.manifest()["snapshot_id"])
    return open_run(stored.directory, stored.plan(), fact_files(facts))


def open_latest(workspace: Workspace, period: Period) -> Run:
    """The run in use, with the facts of its snapshot. Raises RunAbsent."""
    return open_stored(workspace, latest_run(workspace, period))


def fact_files(facts: Snapshot, lake: str | None = None) -> dict[str, object]:
    """The Parquet files of every table of a snapshot; `lake` names a copy of the lake's folder."""
    files = {name: facts.files(name) for name in TABLES}
    if lake is None:
        return dict(files)
    return {
        name: [f"{lake.rstrip('/')}/{Path(path).relative_to(facts.lake).as_posix()}" for path in paths]
        for name, paths in files.items()
    }
