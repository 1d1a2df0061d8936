"""A replay is what real runs of the same plan would pay, and its reasons add up: over drawn companies."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from boji.engine.periods import Period
from boji.engine.plan.read import read_plan
from boji.payouts.runs import compute_run
from boji.replay.answer import DraftAnswer
from boji.replay.question import Question
from boji.replay.replaying import replay
from boji.workspace import Workspace
from tests.oracle.strategies import MONTHS, Plan, facts, plans, to_yaml
from tests.payouts.facts import bring
from tests.properties.effort import effort
from tests.replay.real import assert_same_files

# What a draft may take over from another plan and still be a plan: nothing else of the file names it.
PARTS = (("pools",), ("gates",), ("limits",), ("commission", "campaigns", "examples", "outcomes"))


def mixed(plan: Plan, other: Plan, taken: set[int]) -> Plan:
    """The plan with whole sections of another one."""
    made = dict(plan)
    if metrics := {**other.get("metrics", {}), **plan.get("metrics", {})}:
        made["metrics"] = metrics
    for number in taken:
        for section in PARTS[number]:
            made.pop(section, None)
            if section in other:
                made[section] = other[section]
    return made


@effort(2)
@given(data=st.data())
def test_what_if_is_a_real_run(data: st.DataObject) -> None:
    plan, other = data.draw(plans()), data.draw(plans())
    company = data.draw(facts(plan))
    draft = mixed(plan, other, data.draw(st.sets(st.integers(0, len(PARTS) - 1), min_size=1)))
    before, after = (read_plan(to_yaml(one)) for one in (plan, draft))
    months = [Period.parse(month) for month in MONTHS[1:]]
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.create(Path(folder) / "workspace", plan["timezone"])
        bring(workspace, company)
        question = Question(months[0], months[-1], (after,), against=before)
        answer = replay(workspace, question, with_runs=True)
        assert replay(workspace, question, with_runs=True) == answer
        assert_adds_up(answer.drafts[0], answer.drafts[0].side.cost() - answer.before.cost())
        for number, side in enumerate((before, after)):
            for month in months:
                real = compute_run(workspace, month, side)
                assert_same_files(workspace, answer.key, number, real)
            for pointer in workspace.runs.glob("*/latest"):
                pointer.unlink()


def assert_adds_up(draft: DraftAnswer, difference: int) -> None:
    assert sum(person.fen for person in draft.people) == difference
    for person in draft.people:
        assert sum(reason.fen for reason in person.reasons) == person.fen, person.person_id
    assert sum(change.fen for change in draft.changes) == difference
