"""The desk of a run: what is kept between questions, so that a slider's answer comes while it moves.

Owns how long that is: as long as the run is in use. People asked about lately stay with what decides their
pay, and every set of schemes with its program. Safe to use from several threads.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from boji.engine.run import Run
from boji.engine.what_if.present import Present, commission_of, read_present
from boji.engine.what_if.trial import Trials

PEOPLE_KEPT = 500


class Desk:
    """Present statements and programs of one run. It does not hold the run, which may be let go."""

    def __init__(self) -> None:
        self._people: OrderedDict[str, Present] = OrderedDict()
        self._trials: dict[tuple[int, ...], Trials] = {}
        self._lock = threading.Lock()

    def present(self, run: Run, person_id: str) -> Present:
        """Raises PaysNothing and NoSuchPerson."""
        with self._lock:
            if (known := self._people.get(person_id)) is not None:
                self._people.move_to_end(person_id)
                return known
        found = read_present(run, person_id)  # who is known already need not wait for it
        with self._lock:
            self._people[person_id] = found
            if len(self._people) > PEOPLE_KEPT:
                self._people.popitem(last=False)
        return found

    def trials(self, run: Run, schemes: tuple[int, ...]) -> Trials:
        """The program for people of these schemes."""
        with self._lock:
            if schemes not in self._trials:
                self._trials[schemes] = Trials(commission_of(run), schemes)
            return self._trials[schemes]


_desks: WeakKeyDictionary[Run, Desk] = WeakKeyDictionary()
_desks_lock = threading.Lock()


def desk_of(run: Run) -> Desk:
    with _desks_lock:
        return _desks.setdefault(run, Desk())
