"""Keeping runs: what one is made from, and how it comes into its place, whole or not at all.

A run's id names everything it was made from, so the same plan, facts, engine and earlier runs give the same
directory with the same bytes. It is written beside and moved into place, so a kill at any moment leaves the
runs before. Owns the writing; where runs lie is `boji.payouts.stored`.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from boji.engine.additions import Addition
from boji.engine.compile import compile_run
from boji.engine.execute import Engine, Progress
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.run import Earlier, Run, manifest_of, run
from boji.lake.snapshot import Snapshot
from boji.payouts.stored import LATEST, StoredRun, fact_files, stored_runs
from boji.workspace import Workspace

# What two runs have in common whose own figures are the same: additions are not figures of the month, and
# an undone import may give the facts of an older snapshot another number.
_BY_WHAT = ("period", "plan_hash", "program")
_SAME = (*_BY_WHAT, "snapshot", "earlier_runs")


@dataclass(frozen=True)
class Machine:
    """What computes. `lake` is where it finds the files of the workspace's lake, where that is not the lake
    itself: a copy of that folder, as in an object store."""

    engine: Engine = "duckdb"
    lake: str | None = None
    progress: Progress | None = None


@dataclass(frozen=True)
class Inputs:
    """All that a run is made from; `missing` are periods before it that have no run.

    `notes` are written into the manifest beside what the engine says there.
    """

    period: Period
    plan: Plan
    facts: Snapshot
    earlier: Earlier
    missing: tuple[str, ...] = ()
    additions: tuple[Addition, ...] = ()
    notes: tuple[tuple[str, Any], ...] = ()


def keep_run(workspace: Workspace, inputs: Inputs, machine: Machine, *, in_use: bool) -> StoredRun:
    """Compute a run and keep it; `in_use` makes it the one that the period shows."""
    home = workspace.runs / inputs.period.label
    home.mkdir(parents=True, exist_ok=True)
    with _desk(home) as desk:
        with run(
            inputs.plan,
            fact_files(inputs.facts, machine.lake),
            inputs.period,
            earlier=inputs.earlier,
            additions=inputs.additions,
            snapshot=inputs.facts.digest,
            scratch=desk,
            progress=machine.progress,
            engine=machine.engine,
        ) as finished:
            finished.manifest["snapshot_id"] = inputs.facts.id
            finished.manifest["missing_earlier"] = list(inputs.missing)
            finished.manifest |= dict(inputs.notes)
            identity = _identity(finished)
            finished.manifest["id"] = identity
            finished.save(desk / identity)
        directory = home / identity
        with workspace.writing():
            if directory.exists():
                _assert_same(desk / identity, directory)
            else:
                (desk / identity).rename(directory)
            if in_use:
                _point(home / LATEST, desk, identity)
    return StoredRun(inputs.period, identity, directory, inputs.missing)


def kept_runs_like(workspace: Workspace, inputs: Inputs) -> list[StoredRun]:
    """The runs kept already whose own figures are those of these inputs, whatever their additions, by id."""
    wanted = _manifest_of(inputs)
    return [one for one in stored_runs(workspace, inputs.period) if _agrees(one, wanted, _SAME)]


def alike_but_for_facts(stored: StoredRun, inputs: Inputs) -> bool:
    """Whether a run was made by the program and the plan of these inputs, whatever it was made of."""
    return _agrees(stored, _manifest_of(inputs), _BY_WHAT)


def _manifest_of(inputs: Inputs) -> dict[str, Any]:
    compiled = compile_run(inputs.plan, inputs.period, pays=bool(inputs.additions))
    return manifest_of(compiled, inputs.plan, inputs.facts.digest, inputs.earlier)


def _agrees(stored: StoredRun, wanted: dict[str, Any], names: Sequence[str]) -> bool:
    manifest = stored.manifest()
    return all(manifest[name] == wanted[name] for name in names)


def _identity(finished: Run) -> str:
    """Names what the run was made from; the same inputs have the same name."""
    text = json.dumps(finished.manifest, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _assert_same(draft: Path, directory: Path) -> None:
    """A rerun gives the same bytes; anything else is a fault of the program, not to be papered over."""
    names = sorted(path.name for path in directory.iterdir())
    assert names == sorted(path.name for path in draft.iterdir()), "a rerun made other files"
    _, different, failed = filecmp.cmpfiles(draft, directory, names, shallow=False)
    assert not different + failed, f"a rerun gave other bytes: {different + failed}"


def _point(pointer: Path, desk: Path, identity: str) -> None:
    draft = desk / LATEST
    draft.write_text(identity + "\n", encoding="utf-8")
    draft.replace(pointer)


@contextmanager
def _desk(home: Path) -> Iterator[Path]:
    """Where a run works until it is whole. Desks of runs that were killed are cleared first."""
    mine = f".{os.getpid()}-{threading.get_ident()}"
    for abandoned in home.glob(".[0-9]*"):
        process = abandoned.name[1:].partition("-")[0]
        if abandoned.name == mine or not Path(f"/proc/{process}").exists():
            shutil.rmtree(abandoned, ignore_errors=True)
    desk = home / mine
    desk.mkdir()
    try:
        yield desk
    finally:
        shutil.rmtree(desk, ignore_errors=True)
