"""One person's case: the statement as it stands, what can be moved, and the program to try it with.

Owns what every question about a person begins with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from boji.engine.run import Run
from boji.engine.what_if.desk import desk_of
from boji.engine.what_if.handles import Given, Handle, Inputs, handle_named, handles_of, moved
from boji.engine.what_if.present import Present
from boji.engine.what_if.thresholds import Threshold, thresholds
from boji.engine.what_if.trial import Trial, Trials


@dataclass(frozen=True)
class Case:
    run: Run
    present: Present
    handles: tuple[Handle, ...]
    program: Trials | None  # None: the person falls under no scheme, and nothing can be moved

    @cached_property
    def thresholds(self) -> tuple[Threshold, ...]:
        return thresholds(self.present, self.handles)

    def handle(self, name: str) -> Handle:
        """Raises UnknownLever."""
        return handle_named(self.handles, name)

    def statements(self, given: Sequence[Given]) -> list[Trial]:
        """The statement under each set of given figures. Raises UnknownLever and FiguresOverflow."""
        trials = self._inputs(given)
        if self.program is None:
            return [Trial(self.present.lines, {})] * len(trials)
        return self.program.statements(self.present, trials)

    def pays(self, given: Sequence[Given]) -> list[int]:
        """What each comes to, in fen."""
        trials = self._inputs(given)
        if self.program is None:
            return [self.present.pay] * len(trials)
        return self.program.pays(self.present, trials)

    def _inputs(self, given: Sequence[Given]) -> list[Inputs]:
        return [moved(self.present, self.handles, one) for one in given]


def case_of(run: Run, person_id: str) -> Case:
    """Raises PaysNothing and NoSuchPerson."""
    desk = desk_of(run)
    present = desk.present(run, person_id)
    program = desk.trials(run, present.schemes) if present.schemes else None
    return Case(run, present, handles_of(present), program)
