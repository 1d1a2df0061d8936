"""The engine gives what the oracle gives: to the cent, the score and the rank, over drawn plans and facts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracle.strategies import debts, facts, histories, plans
from tests.properties.compare import Case, differences
from tests.properties.effort import effort

# June runs look at the whole quarter (means, true-ups, composites): they have the largest share.
ROUNDS = [
    ("2026-04",),
    ("2026-05",),
    ("2026-05", "2026-06"),
    ("2026-06",),
    ("2026-Q2",),
    ("2026-W18", "2026-W14", "2026-W27"),
]


@pytest.mark.parametrize("periods", ROUNDS, ids=" ".join)
@effort(25)
@given(data=st.data())
def test_engine_and_oracle_agree(periods: tuple[str, ...], data: st.DataObject) -> None:
    plan = data.draw(plans())
    company = data.draw(facts(plan))
    period = data.draw(st.sampled_from(periods))
    history = data.draw(histories(plan, company))
    carried = data.draw(debts(plan, company))
    assert differences(Case(plan, company, period, history, carried)) == []
