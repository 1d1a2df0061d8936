"""Runs of a workspace: a period computed from the newest facts and a plan, and made the run in use.

Owns what such a run is made from. How runs are kept and found again is `boji.payouts.keeping` and
`boji.payouts.stored`.
"""

from __future__ import annotations

from collections.abc import Sequence

from boji.engine.additions import Addition
from boji.engine.execute import Engine, Progress
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.lake.snapshot import latest_snapshot
from boji.payouts.adjusting import settle
from boji.payouts.adjusting.known import run_before
from boji.payouts.earlier import earlier_of
from boji.payouts.keeping import Inputs, Machine, keep_run
from boji.payouts.stored import (
    RunAbsent,
    StoredRun,
    fact_files,
    latest_run,
    open_latest,
    open_stored,
    stored_run,
)
from boji.workspace import Workspace

__all__ = [
    "RunAbsent",
    "StoredRun",
    "WrongZone",
    "compute_run",
    "fact_files",
    "latest_run",
    "open_latest",
    "open_stored",
    "stored_run",
]


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


def compute_run(
    workspace: Workspace,
    period: Period,
    plan: Plan,
    progress: Progress | None = None,
    *,
    engine: Engine = "duckdb",
    lake: str | None = None,
    locked: Sequence[StoredRun] | None = None,
    bonuses: Sequence[Addition] = (),
) -> StoredRun:
    """Compute a period under a plan from the newest facts, and make it the run in use.

    `lake` is where the engine finds the files of the workspace's lake, where it is not the lake itself: a
    copy of that folder, as in an object store. With `locked`, the runs of all months that are locked now, the
    statements of this month settle what those left, and it looks back to them as recomputed. `bonuses` are
    lines that people decided, of either kind.
    """
    if plan.timezone != str(workspace.timezone):
        raise WrongZone(plan.timezone, str(workspace.timezone))
    facts = latest_snapshot(workspace)
    machine = Machine(engine, lake, progress)
    if locked is None:
        earlier, missing = earlier_of(plan, period, run_before(workspace, {}))
        inputs = Inputs(period, plan, facts, earlier, missing, tuple(bonuses))
    else:
        settled = settle(workspace, period, locked, facts, machine)
        earlier, missing = earlier_of(plan, period, run_before(workspace, settled.known))
        additions = (*settled.additions, *bonuses)
        notes = (("settled", settled.notes),)
        inputs = Inputs(period, plan, facts, earlier, missing, additions, notes)
    return keep_run(workspace, inputs, machine, in_use=True)
