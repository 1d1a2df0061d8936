"""Runs of a workspace: computed from its newest facts and the plan in force, kept whole or not at all.

A run lies in `runs/<period>/<id>/`; its id names everything it was made from, so the same plan, facts,
engine and earlier runs give the same directory with the same bytes. `runs/<period>/latest` names the run
in use. It is written beside and moved into place, so a kill at any moment leaves the run before.
"""

from __future__ import annotations

import filecmp
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from boji.engine.additions import Addition
from boji.engine.execute import Engine, Progress
from boji.engine.facts import TABLES
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.engine.run import MANIFEST, Debt, Earlier, EarlierResult, Run, open_run, run
from boji.lake.snapshot import Snapshot, latest_snapshot, snapshot
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


class WrongZone(ValueError):
    """The plan's time zone is not the workspace's, so its days would be other days than the facts'."""

    def __init__(self, plan: str, workspace: str) -> None:
        super().__init__(plan)
        self.plan, self.workspace = plan, workspace

    def text(self, language: str) -> str:
        if language == "zh":
            return f"方案的时区 {self.plan} 与工作区的时区 {self.workspace} 不同。请改方案的 timezone"
        return (
            f"The plan's timezone {self.plan} is not the workspace's {self.workspace}."
            " Change the plan's timezone"
        )


@dataclass(frozen=True)
class StoredRun:
    """Where a run lies; `missing_earlier` names periods whose results streaks or draws would have needed."""

    period: Period
    identity: str
    directory: Path
    missing_earlier: tuple[str, ...]


def compute_run(
    workspace: Workspace,
    period: Period,
    plan: Plan,
    progress: Progress | None = None,
    *,
    locked: Sequence[StoredRun] = (),  # noqa: ARG001 # adjustments come with boji.payouts.adjusting
    bonuses: Sequence[Addition] = (),
    engine: Engine = "duckdb",
    lake: str | None = None,
) -> StoredRun:
    """Compute a period under a plan from the newest facts, and make it the run in use.

    `bonuses` become lines of its statements.

    `lake` is where the engine finds the files of the workspace's lake, where it is not the lake itself: a
    copy of that folder, as in an object store.
    """
    if plan.timezone != str(workspace.timezone):
        raise WrongZone(plan.timezone, str(workspace.timezone))
    facts = latest_snapshot(workspace)
    earlier, missing = _earlier(workspace, plan, period)
    home = workspace.runs / period.label
    home.mkdir(parents=True, exist_ok=True)
    with _desk(home) as desk:
        with run(
            plan,
            fact_files(facts, lake),
            period,
            earlier=earlier,
            additions=bonuses,
            snapshot=facts.digest,
            scratch=desk,
            progress=progress,
            engine=engine,
        ) as finished:
            finished.manifest["snapshot_id"] = facts.id
            finished.manifest["missing_earlier"] = list(missing)
            identity = _identity(finished)
            finished.manifest["id"] = identity
            finished.save(desk / identity)
        directory = home / identity
        with workspace.writing():
            if directory.exists():
                _assert_same(desk / identity, directory)
            else:
                (desk / identity).rename(directory)
            _point(home / LATEST, desk, identity)
    return StoredRun(period, identity, directory, missing)


def fact_files(facts: Snapshot, lake: str | None = None) -> dict[str, object]:
    """The Parquet files of every table of a snapshot; `lake` names a copy of the lake's folder."""
    files = {name: facts.files(name) for name in TABLES}
    if lake is None:
        return dict(files)
    return {
        name: [f"{lake.rstrip('/')}/{Path(path).relative_to(facts.lake).as_posix()}" for path in paths]
        for name, paths in files.items()
    }


def latest_run(workspace: Workspace, period: Period) -> StoredRun:
    """The run in use of a period. Raises RunAbsent."""
    home = workspace.runs / period.label
    try:
        identity = (home / LATEST).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise RunAbsent(period) from None
    return stored_run(workspace, period, identity)


def stored_run(workspace: Workspace, period: Period, identity: str) -> StoredRun:
    """The run of that identity, which must be there."""
    directory = workspace.runs / period.label / identity
    manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    return StoredRun(period, identity, directory, tuple(manifest["missing_earlier"]))


def open_latest(workspace: Workspace, period: Period) -> Run:
    """The run in use, with the facts of its snapshot. Raises RunAbsent."""
    stored = latest_run(workspace, period)
    manifest = json.loads((stored.directory / MANIFEST).read_text(encoding="utf-8"))
    plan = read_plan((stored.directory / "plan.yaml").read_text(encoding="utf-8"), file_name="plan.yaml")
    return open_run(stored.directory, plan, fact_files(snapshot(workspace, manifest["snapshot_id"])))


def _earlier(workspace: Workspace, plan: Plan, period: Period) -> tuple[Earlier, tuple[str, ...]]:
    """Results for streaks and debts of draws, from the runs in use of the periods before."""
    streaks = [one.streak for one in plan.outcomes if one.streak and one.each == period.kind]
    needed = max((max(streak.months, 2) - 1 for streak in streaks), default=0)
    draws = period.kind == "month" and any(scheme.draw_fen is not None for scheme in plan.schemes)
    results: list[EarlierResult] = []
    debts: list[Debt] = []
    runs: list[str] = []
    missing: list[str] = []
    before = period
    for distance in range(1, max(needed, 1 if draws else 0) + 1):
        before = before.before
        try:
            stored = latest_run(workspace, before)
        except RunAbsent:
            missing.append(before.label)
            continue
        runs.append(f"{before.label}:{stored.identity}")
        with open_latest(workspace, before) as earlier:
            results += [
                EarlierResult(before.label, row["person_id"], row["grade"], row["score"])
                for row in earlier.rows("SELECT person_id, grade, score FROM results ORDER BY person_id")
            ]
            if draws and distance == 1 and earlier.compiled.commission is not None:
                debts += [
                    Debt(row["person_id"], row["scheme"], int(row["debt"]))
                    for row in earlier.rows("SELECT * FROM debts_left ORDER BY person_id, scheme")
                ]
    return Earlier(tuple(results), tuple(debts), tuple(runs)), tuple(missing)


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
    for abandoned in home.glob(".[0-9]*"):
        if abandoned.name == f".{os.getpid()}" or not Path(f"/proc/{abandoned.name[1:]}").exists():
            shutil.rmtree(abandoned, ignore_errors=True)
    desk = home / f".{os.getpid()}"
    desk.mkdir()
    try:
        yield desk
    finally:
        shutil.rmtree(desk, ignore_errors=True)
