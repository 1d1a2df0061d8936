"""Why a locked month comes to something else now: for each person the facts that changed and what they moved.

An adjustment is measured against the state in which the month was settled last: by the newest locked run that
looked at it, or by its own. Owns comparing that state with the newest one, and the order of
causes: facts first, then what else changed, then every line of the statement that moved. The causes with an
amount add up to the adjustment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain

from boji.engine.additions import Cause
from boji.engine.plan.label import Label
from boji.engine.plan.model import Plan
from boji.engine.plan.vocabulary import TABLES
from boji.engine.results.statement import names_of
from boji.engine.results.texts import money_words
from boji.engine.run import Run, open_run
from boji.lake.snapshot import Snapshot, snapshot
from boji.payouts.adjusting.changed import ChangedFacts
from boji.payouts.adjusting.relevance import relevant_tables
from boji.payouts.adjusting.sides import Touch
from boji.payouts.adjusting.touching import touches_of
from boji.payouts.adjusting.wording import touch_cause
from boji.payouts.lines import LineChange, moved_lines
from boji.payouts.stored import StoredRun
from boji.workspace import Workspace

_DRAW = Label("预支", "draw")
_PROGRAM = Label("计算程序", "program")
_ADJUSTED = Label("此前的调整", "earlier adjustments")
_OTHERS = Label("相关数据", "related facts")


@dataclass(frozen=True)
class Reasons:
    """What an adjustment is called, and its causes."""

    label: Label
    causes: tuple[Cause, ...]


@dataclass
class Compared:
    """Snapshots compared so far, so that months settled together are compared once; a context manager."""

    workspace: Workspace
    _stack: ExitStack = field(default_factory=ExitStack)
    _found: dict[tuple[int, int], ChangedFacts] = field(default_factory=dict)

    def __enter__(self) -> Compared:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def facts(self, before: StoredRun, after: StoredRun) -> ChangedFacts:
        old, new = (self._facts_of(one) for one in (before, after))
        if (old.id, new.id) not in self._found:
            self._found[old.id, new.id] = self._stack.enter_context(ChangedFacts(old, new))
        return self._found[old.id, new.id]

    def _facts_of(self, stored: StoredRun) -> Snapshot:
        return snapshot(self.workspace, stored.manifest()["snapshot_id"])


def reasons_of(
    compared: Compared, state: StoredRun, known: StoredRun, adjusted: Mapping[str, int]
) -> dict[str, Reasons]:
    """For each person in `adjusted` why `known` differs from the settled state.

    `adjusted` is what was paid beyond that state already; 0 where the state is what was paid.
    """
    people = sorted(adjusted)
    plan = known.plan()
    touches = touches_of(compared.facts(state, known), state, known, plan, people)
    with open_run(state.directory, plan) as before, open_run(known.directory, plan) as after:
        lines = moved_lines(before, after, people, own=True)
        debts = _debts_moved(plan, before, after, people)
        names = names_of(before) | names_of(after)
        reprogrammed = before.manifest["program"] != after.manifest["program"]
    found = {}
    for person in people:
        moved = lines.get(person, ())
        why = [*_facts(_relevant(plan, touches[person], moved), names), *debts.get(person, ())]
        if reprogrammed:
            why.append(_of_program(why))
        why += _already(adjusted[person])
        figures = [Cause(line.text("zh"), line.text("en"), line.fen) for line in moved if line.fen]
        why = why or [_of_others()]
        label = Label(*(_joined([name for name, _ in why], language) for language in ("zh", "en")))
        found[person] = Reasons(label, tuple(chain((cause for _, cause in why), figures)))
    return found


Named = tuple[Label, Cause]


def _joined(names: Collection[Label], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(dict.fromkeys(name.text(language) for name in names))


def _relevant(plan: Plan, touches: Sequence[Touch], lines: Sequence[LineChange]) -> Sequence[Touch]:
    """The touches that can have moved these lines; all of them where none can."""
    tables = relevant_tables(plan, lines)
    return [touch for touch in touches if touch.table in tables] or touches


def _facts(touches: Sequence[Touch], names: Mapping[str, str]) -> Iterator[Named]:
    """Refunds and order lines before the rest, what is the person's own before what is not."""
    first = ["refunds", "order_lines"]

    def place(touch: Touch) -> tuple[int, int]:
        return ["own", "pool", "team"].index(touch.scope), (
            first.index(touch.table) if touch.table in first else len(first)
        )

    for touch in sorted(touches, key=place):
        yield TABLES[touch.table], touch_cause(touch, names)


def _debts_moved(plan: Plan, before: Run, after: Run, people: Collection[str]) -> dict[str, list[Named]]:
    """Who owed something else of a draw at the end of the month before."""
    if not any(scheme.draw_fen is not None for scheme in plan.schemes):
        return {}
    query = """SELECT person_id, scheme, debt_before FROM scheme_totals
      WHERE person_id IN (SELECT unnest(CAST(? AS VARCHAR[]))) ORDER BY person_id, scheme"""
    old, new = (
        {(row["person_id"], row["scheme"]): row["debt_before"] for row in run.rows(query, list(people))}
        for run in (before, after)
    )
    month = after.period.before.label
    found: dict[str, list[Named]] = {}
    for person, scheme in sorted(old.keys() & new.keys()):
        was, now = old[person, scheme], new[person, scheme]
        if was != now:
            moved = f"{money_words(was)} → {money_words(now)}"
            cause = Cause(f"{month} 末待归还的预支 {moved}", f"owed of draws at the end of {month}: {moved}")
            found.setdefault(person, []).append((_DRAW, cause))
    return found


def _of_program(why: Sequence[Named]) -> Named:
    if why:
        return _PROGRAM, Cause("其间计算程序也更新过", "the program was updated in between, too")
    return _PROGRAM, Cause(
        "数据没有变化，计算程序更新后重算", "no fact changed; recomputed by a newer version of the program"
    )


def _already(fen: int) -> list[Named]:
    """What other adjustments paid for the month, where it was opened and locked again since."""
    if not fen:
        return []
    amount = money_words(fen)
    return [(_ADJUSTED, Cause(f"此前已调整 {amount}", f"{amount} was adjusted before", -fen))]


def _of_others() -> Named:
    return _OTHERS, Cause(
        "其他人或团队的数据有变化，影响了本人的结果",
        "facts about others changed, and this person's result with them",
    )
