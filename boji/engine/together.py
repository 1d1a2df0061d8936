"""Runs of several plans over the same facts: what two of them compute alike is computed once.

Owns opening such runs. Each is a `Run` as if it had been computed alone, by the same programs, and can be
read and saved like one; what they share is found by `boji.engine.execute.beside`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from boji.engine.additions import load_additions
from boji.engine.compile import compile_run
from boji.engine.execute import Beside, Execution, Progress, Shared, shared_facts
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.run import Earlier, Run, load_earlier, manifest_of


@dataclass(frozen=True)
class Together:
    """A place where runs stand beside each other. A run that is closed is no longer there to be shared."""

    shared: Shared
    snapshot: str

    def run(
        self,
        plan: Plan,
        period: Period,
        earlier: Earlier,
        *,
        only: Collection[str] = (),
        progress: Progress | None = None,
    ) -> Run:
        """Compute a period under a plan, without additions; `only` names the relations wanted of it."""
        compiled = compile_run(plan, period)
        program = compiled.program.only(only) if only else compiled.program
        execution = Beside(self.shared)
        load_earlier(execution, earlier)
        load_additions(execution, ())
        execution.perform(program, progress)
        manifest = manifest_of(compiled, plan, self.snapshot, earlier)
        manifest["executed_by"] = execution.engine
        return Run(plan, period, replace(compiled, program=program), execution, manifest)


@contextmanager
def together(
    facts: Mapping[str, object],
    *,
    snapshot: str = "",
    memory_limit: str = "640MB",
    threads: int | None = None,
    scratch: Path | None = None,
) -> Iterator[Together]:
    """`facts` are as for `boji.engine.run.run`."""
    execution = Execution(memory_limit=memory_limit, threads=threads, scratch=scratch)
    with shared_facts(execution, facts) as shared:
        yield Together(shared, snapshot)
