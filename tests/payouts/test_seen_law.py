"""The law of months that are left alone, on random plans and companies with one row changed at a time.

Where a month is said to see the same facts before and after a change, its run after the change has the bytes
of its run before, in every figure.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import event, given
from hypothesis import strategies as st

from boji.engine.facts import TABLES
from boji.engine.periods import Period
from boji.engine.plan.model import Plan
from boji.engine.plan.read import read_plan
from boji.engine.run import run
from boji.lake import Snapshot
from boji.payouts.adjusting.seen import Seeing
from boji.payouts.runs import fact_files
from boji.workspace import Workspace
from tests.oracle.strategies import MONTHS, Tape, facts, plans, to_yaml
from tests.payouts.facts import bring
from tests.payouts.figures import differing_figures
from tests.payouts.histories import one_change
from tests.properties.effort import effort

CHANGES = 6


def figures(plan: Plan, month: Period, of: Snapshot, folder: Path) -> Path:
    """The month's run on a snapshot, kept; once for each."""
    kept = folder / f"{month.label} {of.id}"
    if not kept.exists():
        with run(plan, fact_files(of), month) as made:
            made.save(kept)
    return kept


@effort(1)
@given(data=st.data())
def test_a_month_that_sees_the_same_has_the_same_figures(data: st.DataObject) -> None:
    drawn = data.draw(plans())
    company = data.draw(facts(drawn))
    tape = Tape(data.draw(st.binary(min_size=120, max_size=120)))
    plan, now = read_plan(to_yaml(drawn)), {name: company.get(name, []) for name in TABLES}
    months = [Period.parse(label) for label in MONTHS]
    with tempfile.TemporaryDirectory() as made, Seeing() as seeing:
        folder = Path(made)
        workspace = Workspace.create(folder / "w", drawn["timezone"])
        first = bring(workspace, now)
        for _ in range(CHANGES):
            changed = one_change(tape, now)
            after = bring(workspace, changed)
            for month in months:
                if seeing.same(plan, month, first, after):
                    event("left alone")
                    pair = (figures(plan, month, facts_of, folder) for facts_of in (first, after))
                    assert not differing_figures(*pair), f"{month.label} after {changed}"
                else:
                    event("computed")
            first = after
