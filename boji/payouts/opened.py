"""Runs that are open for reading, shared by all requests of a process.

Owns how many stay open. A run never changes once it is kept, so an open one can be read by several threads
for as long as anybody looks at it; those that nobody asked for lately are closed when their last reader
lets go.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections import OrderedDict

from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.engine.run import MANIFEST, Run, open_run
from boji.lake.snapshot import snapshot
from boji.payouts.runs import fact_files
from boji.workspace import Workspace

KEPT_OPEN = 16

_opened: OrderedDict[tuple[str, str, str], Run] = OrderedDict()
_lock = threading.Lock()


def opened_run(workspace: Workspace, period: Period, identity: str) -> Run:
    """The run of that identity, open for reading with the facts of its snapshot. Do not close it."""
    key = (str(workspace.path), period.label, identity)
    with _lock:
        if key not in _opened:
            _opened[key] = _open(workspace, period, identity)
            while len(_opened) > KEPT_OPEN:
                _opened.popitem(last=False)
        _opened.move_to_end(key)
        return _opened[key]


def _open(workspace: Workspace, period: Period, identity: str) -> Run:
    directory = workspace.runs / period.label / identity
    manifest = json.loads((directory / MANIFEST).read_text(encoding="utf-8"))
    plan = read_plan((directory / "plan.yaml").read_text(encoding="utf-8"), file_name="plan.yaml")
    run = open_run(directory, plan, fact_files(snapshot(workspace, manifest["snapshot_id"])))
    weakref.finalize(run, run.execution.close)
    return run
